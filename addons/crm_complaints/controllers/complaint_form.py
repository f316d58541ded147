import ipaddress
import logging
import os
from datetime import date, timedelta

from odoo import Command, fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import plaintext2html, single_email_re

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..incoming_files import (
    MAX_FILES,
    MAX_TOTAL_SIZE,
    clean_line,
    clean_name,
    clean_text,
)

_logger = logging.getLogger(__name__)

MAX_TEXT = 10_000
# name of the field: its label, and how long what is typed may be
LENGTHS = {
    "name": 200,
    "customer_reference": 100,
    "partner_name": 100,
    "email_from": 200,
    "phone": 40,
    "remedy_wanted": 2_000,
    "description": MAX_TEXT,
}
SEVERAL_LINES = ("description", "remedy_wanted")
# from one place in an hour, and for one e-mail address in a day
MOST_FROM_PLACE = 10
MOST_FOR_ADDRESS = 5
MOST_TRIED = 10
# what people do not see and programs fill in
TRAP = "company_url"
CAPTCHA = "crm_complaint"


class RefusedInput(UserError):
    """Something that a visitor sent cannot be taken; the text is meant for them."""


def read_line(post, name, most=None):
    """Return what was typed into a field: text of one line, whatever was sent."""
    value = post.get(name)
    return clean_line(value, most) if isinstance(value, str) else ""


def read_text(post, name):
    """Return what was typed into a field of several lines."""
    value = post.get(name)
    if not isinstance(value, str):
        return ""
    text = clean_text(value)
    if len(text) > MAX_TEXT:
        raise RefusedInput(
            request.env._(
                "Your text is longer than %s characters. Attach it as a file.",
                MAX_TEXT,
            )
        )
    return text


def read_size(upload):
    """Return how many bytes an upload has, without reading them."""
    size = upload.stream.seek(0, os.SEEK_END)
    upload.stream.seek(0)
    return size


def read_files():
    """Return [(name, content)] of the uploaded files, unless they are too much."""
    uploads = [
        upload
        for upload in request.httprequest.files.getlist("attachments")
        if upload.filename
    ]
    if len(uploads) > MAX_FILES:
        raise RefusedInput(request.env._("Attach at most %s files.", MAX_FILES))
    if sum(map(read_size, uploads)) > MAX_TOTAL_SIZE:
        raise RefusedInput(
            request.env._(
                "Your files are larger than %s MB together. Send fewer or smaller "
                "ones.",
                MAX_TOTAL_SIZE // 2**20,
            )
        )
    return [(clean_name(upload.filename), upload.read()) for upload in uploads]


def get_place():
    """Return from where the visitor comes: of the newer addresses the whole network.

    Whoever has one of them has as many as they like.
    """
    return read_network(request.httprequest.remote_addr or "")


def read_network(address):
    """Return what of an address counts as one place."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    # an old address, as a server writes it that listens on both kinds
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped:
        return str(mapped)
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return address


class ComplaintForm(CustomerPortal):
    """How to complain, and the form for it: for everybody, without an account."""

    def _prepare_complaint_values(self, **values):
        company = request.env.company
        return {
            "company": company.sudo(),
            "page_name": "complaint_form",
            "is_known": not request.env.user._is_public(),
            **values,
        }

    def _check_complaints_published(self):
        if not request.env.company.sudo().complaint_form_published:
            raise request.not_found()

    @http.route("/complaints", type="http", auth="public", website=True)
    def complaints(self, **_kwargs):
        """How to complain, how long it takes, what can come of it, who else helps."""
        self._check_complaints_published()
        company = request.env.company
        values = self._prepare_complaint_values(
            terms=company._get_complaint_terms(),
            providers=company._get_complaint_providers(),
        )
        return request.render("crm_complaints.complaints_page", values)

    @http.route(
        "/complaints/new", type="http", auth="public", website=True, sitemap=False
    )
    def complaint_new(self, **post):
        """The form, and what comes of it; what was typed stays when it is refused."""
        self._check_complaints_published()
        error = None
        if request.httprequest.method == "POST":
            try:
                return self._take_complaint(post)
            except UserError as refused:
                error = str(refused)
        values = self._prepare_complaint_values(
            categories=request.env.company._get_complaint_categories(),
            post=self._read_back(post),
            error=error,
            captcha=CAPTCHA,
            trap=TRAP,
            lengths=LENGTHS,
        )
        return request.render("crm_complaints.complaint_form", values)

    def _read_back(self, post):
        """Return what was typed, to show it again: text alone, and not without end."""
        kept = {
            name: post[name].replace("\0", "")[: MAX_TEXT * 2]
            for name in (*LENGTHS, "category_id", "occurred_date", "is_anonymous")
            if isinstance(post.get(name), str)
        }
        # as a link on an order or invoice says it
        reference = read_line(post, "reference", LENGTHS["customer_reference"])
        kept.setdefault("customer_reference", reference)
        return kept

    def _take_complaint(self, post):
        """Record the complaint of the form, and lead to the page that thanks for it.

        :raise UserError: with what is wrong with it; nothing is kept then
        """
        if read_line(post, TRAP):
            # a program: it hears nothing that it could learn from
            return request.redirect("/complaints/thanks")
        request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
        vals = self._read_complaint(post)
        files = read_files()
        self._count_attempt(vals)
        try:
            with request.env.cr.savepoint():
                complaint = request.env["crm.complaint"]._file_by_visitor(vals, files)
                secret = None
                if not complaint.email_normalized:
                    secret = complaint._issue_secret()
        except UserError as error:
            # whose fault it is, is nothing for strangers
            _logger.exception("A complaint of a visitor could not be recorded")
            raise RefusedInput(
                request.env._(
                    "We could not record your complaint. Write to %s, or call us.",
                    request.env.company.sudo().email or request.env.company.name,
                )
            ) from error
        request.session["crm_complaint_thanks"] = {
            "number": complaint.number,
            "secret": secret,
        }
        return request.redirect("/complaints/thanks")

    def _read_complaint(self, post):
        """Return the values of a new complaint from what was typed into the form."""
        typed = {
            name: (read_text if name in SEVERAL_LINES else read_line)(post, name)
            for name in LENGTHS
        }
        self._check_typed(typed)
        company = request.env.company
        wanted = read_line(post, "category_id")
        categories = company._get_complaint_categories()
        category = categories.filtered(lambda c: str(c.id) == wanted)
        if categories and not category:
            raise RefusedInput(request.env._("Choose what your complaint is about."))
        description = typed.pop("description")
        return {
            **{name: value or False for name, value in typed.items()},
            **self._read_identity(post, typed),
            "company_id": company.id,
            "category_id": category.id,
            "description": plaintext2html(description),
            "occurred_date": self._read_date(post),
            "lang": request.env.lang,
        }

    def _check_typed(self, typed):
        if not typed["name"]:
            raise RefusedInput(request.env._("Write a subject."))
        if not typed["description"]:
            raise RefusedInput(request.env._("Tell us what happened."))
        Complaint = request.env["crm.complaint"]
        for name, most in LENGTHS.items():
            if len(typed[name]) > most:
                field = Complaint._fields[name]
                raise RefusedInput(
                    request.env._(
                        "“%(field)s” has more than %(most)s characters. Make it "
                        "shorter.",
                        field=field._description_string(request.env),
                        most=most,
                    )
                )

    def _read_identity(self, post, typed):
        """Return who complains: whoever is logged in, whoever says so, or nobody."""
        user = request.env.user
        if read_line(post, "is_anonymous"):
            nobody = dict.fromkeys(("partner_name", "email_from", "phone"), False)
            return {**nobody, "is_anonymous": True, "channel": "website"}
        if not user._is_public():
            vals = {"partner_id": user.partner_id.id, "channel": "portal"}
            return {**vals, **self._read_known_document(typed)}
        email, phone = typed["email_from"], typed["phone"]
        if not (email or phone):
            raise RefusedInput(
                request.env._(
                    "Give an e-mail address or a phone number, or complain anonymously."
                )
            )
        if email and not single_email_re.match(email):
            raise RefusedInput(
                request.env._("“%s” is no e-mail address. Correct it.", email)
            )
        return {"channel": "website"}

    def _read_known_document(self, typed):
        """Return the link to what a customer names by its number, if it is theirs."""
        number = typed["customer_reference"]
        if not number:
            return {}
        customer = request.env.user.partner_id.commercial_partner_id
        company = request.env.company
        for model, field in (
            ("sale.order", "order_id"),
            ("account.move", "invoice_id"),
        ):
            found = (
                request.env[model]
                .sudo()
                .search(
                    [
                        ("name", "=", number),
                        ("partner_id.commercial_partner_id", "=", customer.id),
                        ("company_id", "=", company.id),
                    ],
                    limit=1,
                )
            )
            if found:
                return {"link_ids": [Command.create({field: found.id})]}
        return {}

    def _read_date(self, post):
        typed = read_line(post, "occurred_date", 40)
        if not typed:
            return False
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            day = None
        # it is tomorrow already somewhere
        tomorrow = fields.Date.today() + timedelta(days=1)
        if not day or not date(1900, 1, 1) <= day <= tomorrow:
            raise RefusedInput(
                request.env._("Choose the day on which it happened: not a later one.")
            )
        return day

    def _count_attempt(self, vals):
        attempts = request.env["crm.complaint.attempt"]
        email = (vals.get("email_from") or "").lower()
        if not attempts._try("form", get_place(), MOST_FROM_PLACE, hours=1) or (
            email and not attempts._try("address", email, MOST_FOR_ADDRESS)
        ):
            raise RefusedInput(
                request.env._(
                    "Many complaints came from here lately. Please try again later, "
                    "or call us."
                )
            )

    @http.route(
        "/complaints/thanks", type="http", auth="public", website=True, sitemap=False
    )
    def complaint_thanks(self, **_kwargs):
        """The number, and once the secret of whoever left no address."""
        told = request.session.pop("crm_complaint_thanks", None) or {}
        values = self._prepare_complaint_values(
            number=told.get("number"), secret=told.get("secret")
        )
        return request.render("crm_complaints.complaint_thanks", values)

    @http.route(
        "/complaints/track", type="http", auth="public", website=True, sitemap=False
    )
    def complaint_track(self, **post):
        """Lead to a complaint by its number and secret; tell nothing of others."""
        error = None
        if request.httprequest.method == "POST":
            env = request.env
            if not env["crm.complaint.attempt"]._try(
                "track", get_place(), MOST_TRIED, hours=1
            ):
                error = env._("That was tried too often. Try again in an hour.")
            else:
                complaint = env["crm.complaint"]._find_by_secret(
                    read_line(post, "number", 40),
                    read_line(post, "secret", 100),
                    env.company,
                )
                if complaint and not complaint._is_barred(env.user):
                    return request.redirect(complaint.get_portal_url())
                error = env._(
                    "There is no complaint with this number and this secret. Both are "
                    "as they were shown when you complained."
                )
        values = self._prepare_complaint_values(
            error=error, number=read_line(post, "number", 40)
        )
        return request.render("crm_complaints.complaint_track", values)
