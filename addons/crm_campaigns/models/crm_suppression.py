import re
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, email_normalize, hmac

from ..address import drop_unseen
from ..scheduling import find_zone, from_local

KINDS = [
    ("email", "E-mail Address"),
    ("domain", "Domain"),
    ("phone", "Phone Number"),
    ("partner", "Contact"),
    ("hash", "Erased Address"),
]
DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")


class CrmSuppression(models.Model):
    """Somebody to whom nothing is sent, whatever they have agreed to.

    An address, all addresses of a domain and below it, a phone number, a contact
    with everybody of its company, or the hash of an address that was erased. A list
    from elsewhere is imported with the column *Address* alone: what it is shows in
    what it looks like, and what is on the list already is no error.
    """

    _name = "crm.suppression"
    _description = "Suppression"
    _inherit = ["crm.company.bound"]
    _order = "id desc"
    _rec_name = "value"

    kind = fields.Selection(KINDS, required=True)
    value = fields.Char(
        "Address", required=True, help="The e-mail address, domain or phone number."
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="cascade", index="btree_not_null"
    )
    reason = fields.Selection(
        [
            ("request", "Asked Not to Be Contacted"),
            ("legal", "Legal Dispute"),
            ("competitor", "Competitor"),
            ("staff", "Own Employees"),
            ("bounce", "Cannot Be Reached"),
            ("erased", "Erased on Request"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    note = fields.Char()
    until_date = fields.Date("Until", help="The last day. Empty: without end.")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: for all companies.",
    )

    _unique_value = models.UniqueIndex(
        "(kind, value, COALESCE(company_id, 0))",
        "This is on the list already.",
    )

    # ----------------------------------------------------------------------
    # Keys
    # ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Add to the list; return what is on it already as it is.

        Of two that say how long, the later holds.
        """
        company = self.default_get(["company_id"]).get("company_id")
        vals_list = [self._normalise({"company_id": company, **v}) for v in vals_list]
        known = self._find_same(vals_list)
        fresh = {}
        for vals in vals_list:
            key = _key(vals)
            if key in known:
                known[key]._prolong(vals)
            else:
                fresh.setdefault(key, vals)
        made = super().create(list(fresh.values()))
        known.update(zip(fresh, made, strict=True))
        return self.browse(known[_key(vals)].id for vals in vals_list)

    def write(self, vals):
        if not {"kind", "value", "partner_id"} & set(vals):
            return super().write(vals)
        for entry in self:
            same = {"kind": entry.kind, "value": entry.value}
            same["partner_id"] = entry.partner_id.id
            super(CrmSuppression, entry).write(self._normalise({**same, **vals}))
        return True

    @api.model
    def _normalise(self, vals):
        """Return the values with the kind, and its address in one form."""
        vals = dict(vals)
        text = drop_unseen(vals.get("value") or "").strip().lower()
        kind = vals.get("kind") or _guess_kind(text, vals.get("partner_id"))
        value = None
        if kind == "partner":
            value = str(vals.get("partner_id") or "")
        elif kind == "email":
            value = email_normalize(text)
        elif kind == "domain":
            text = text.lstrip("@").rstrip(".")
            value = text if DOMAIN.fullmatch(text) else None
        elif kind == "phone":
            company = self.env["res.company"].browse(vals.get("company_id"))
            country = (company or self.env.company).country_id
            value = self.env["res.partner"]._phone_format(number=text, country=country)
        elif kind == "hash":
            value = text
        if not value:
            raise ValidationError(
                self.env._(
                    "“%s” is no e-mail address, no domain and no phone number.",
                    vals.get("value") or "",
                )
            )
        if kind != "partner":
            vals["partner_id"] = False
        return {**vals, "kind": kind, "value": value}

    @api.model
    def _find_same(self, vals_list):
        """Return {key: what is on the list already}."""
        found = self.search(
            [
                ("kind", "in", list({vals["kind"] for vals in vals_list})),
                ("value", "in", list({vals["value"] for vals in vals_list})),
            ]
        )
        return {(e.kind, e.value, e.company_id.id): e for e in found}

    def _prolong(self, vals):
        until = fields.Date.to_date(vals.get("until_date"))
        if self.until_date and (not until or until > self.until_date):
            self.until_date = until

    @api.model
    def _keep_hashed(self, emails=(), phones=()):
        """Put addresses on the list that nobody may read any more."""
        self.sudo().create(
            [
                {
                    "kind": "hash",
                    "value": self._hash(address),
                    "reason": "erased",
                    "company_id": False,
                }
                for address in sorted({*emails, *phones})
            ]
        )
        readable = self.sudo().search(
            [("kind", "in", ("email", "phone")), ("value", "in", [*emails, *phones])]
        )
        readable.unlink()

    @api.model
    def _hash(self, address):
        return hmac(self.sudo().env, "crm_campaigns.suppression", address)

    # ----------------------------------------------------------------------
    # Who is on it
    # ----------------------------------------------------------------------

    @api.model
    def _find_held(self, emails=(), phones=(), partner_ids=(), company=None, at=None):
        """Return {address or id of a contact: until when, in UTC; None for ever}.

        One query, whatever the number of addresses.
        """
        company = company or self.env.company
        zone = find_zone(company.crm_timezone)
        at = at or fields.Datetime.now()
        today = fields.Datetime.context_timestamp(
            self.with_context(tz=zone.key), at
        ).date()
        emails, phones = set(emails) - {None, False}, set(phones) - {None, False}
        hashes = {self._hash(address): address for address in emails | phones}
        by_domain = {}
        for email in emails:
            labels = email.rpartition("@")[2].split(".")
            for start in range(len(labels) - 1):
                by_domain.setdefault(".".join(labels[start:]), []).append(email)
        self.flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT kind, value, NULL::int, until_date
                     FROM crm_suppression
                    WHERE %(valid)s
                      AND (kind = 'email' AND value = ANY(%(emails)s)
                           OR kind = 'domain' AND value = ANY(%(domains)s)
                           OR kind = 'phone' AND value = ANY(%(phones)s)
                           OR kind = 'hash' AND value = ANY(%(hashes)s))
                    UNION ALL
                   SELECT kind, value, partner.id, until_date
                     FROM crm_suppression
                     JOIN res_partner partner
                       ON crm_suppression.partner_id
                          IN (partner.id, partner.commercial_partner_id)
                    WHERE %(valid)s AND kind = 'partner'
                      AND partner.id = ANY(%(partners)s)""",
                valid=SQL(
                    "(crm_suppression.company_id IS NULL"
                    " OR crm_suppression.company_id = %s)"
                    " AND (until_date IS NULL OR until_date >= %s)",
                    company.id,
                    today,
                ),
                emails=list(emails),
                domains=list(by_domain),
                phones=list(phones),
                hashes=list(hashes),
                partners=[id_ for id_ in partner_ids if id_],
            )
        )
        held = {}
        for kind, value, partner_id, day in rows:
            found = {
                "domain": by_domain.get(value, ()),
                "hash": (hashes.get(value),),
                "partner": (partner_id,),
            }.get(kind, (value,))
            until = None
            if day:
                next_day = datetime.combine(day + timedelta(days=1), time())
                until = from_local(next_day, zone)
            for key in found:
                held[key] = _later(held[key], until) if key in held else until
        return held


def _key(vals):
    return vals["kind"], vals["value"], vals.get("company_id") or False


def _guess_kind(text, partner_id):
    if partner_id and not text:
        return "partner"
    name, at, _domain = text.partition("@")
    if at and name:
        return "email"
    if at or re.search(r"[^\W\d_]", text):
        return "domain"
    return "phone"


def _later(one, other):
    """Return the later of two ends; None is never."""
    return max(one, other) if one and other else None
