from odoo import api, fields, models
from odoo.tools import email_normalize

from ..address import is_plain
from ..link_token import read_values, sign_values

CONFIRM_HOURS = 7 * 24
# Mails that the page sends for one visitor's address of the internet in a day
MOST_PER_IP = 10


class CrmConsentConfirmation(models.Model):
    """Double opt-in: an address counts when its owner has confirmed it.

    Whoever types an address on the page causes one mail to it a day, and nothing
    else. They are not told whether it is known.
    """

    _inherit = "crm.consent"

    @api.model
    def _request_confirmation(
        self, email, purposes, company=None, lang=None, ip=None, evidence=None
    ):
        """Ask the owner of an address by mail, and return the lines of the log.

        None are returned, and no mail is sent, when there is nothing to ask, when
        the address is not to be written to, or when it was asked within a day.
        """
        company = company or self.env.company
        log = self.sudo().with_company(company)
        asked = is_plain(email or "") and email_normalize(email or "")
        if not asked or not purposes:
            return log.browse()
        Attempt = self.env["crm.consent.attempt"]
        if ip and not Attempt._try("ip", ip, MOST_PER_IP):
            return log.browse()
        purposes = purposes.sudo().filtered(
            lambda purpose: not log._is_given(asked, purpose, company)
        )
        Suppression = self.env["crm.suppression"]
        if not purposes or Suppression._find_held([asked], company=company):
            return log.browse()
        if not Attempt._try("address", asked, 1):
            return log.browse()
        lines = log.create(
            [
                {
                    "email_normalized": asked,
                    "channel": "email",
                    "purpose_id": purpose.id,
                    "state": "pending",
                    "source": "form",
                    "evidence": evidence,
                    "ip": ip,
                    "company_id": company.id,
                }
                for purpose in purposes
            ]
        )
        lines._send_confirmation(lang)
        return lines

    @api.model
    def _is_given(self, email, purpose, company):
        standing = self._get_current([email], "email", purpose, company).get(email)
        return bool(standing) and standing.state == "given"

    def _send_confirmation(self, lang):
        """Send one mail for all these lines, with a link that is good for a week."""
        first = self[0]
        token = sign_values(self.env, "confirm", self.ids, hours=CONFIRM_HOURS)
        installed = dict(self.env["res.lang"].get_installed())
        lang = lang if lang in installed else first.company_id.partner_id.lang
        self.env.ref("crm_campaigns.mail_template_confirm").sudo().with_context(
            confirm_url=f"{first.get_base_url()}/campaigns/confirm/{token}",
            confirm_lang=lang,
            confirm_purposes=self.with_context(lang=lang).purpose_id.mapped("name"),
        ).send_mail(first.id)

    @api.model
    def _read_confirmation(self, token):
        """Return the lines that a link asks about; none if it is not good.

        A line is good as long as nothing was decided after it: whoever finds an old
        link does not undo that its owner has left since.
        """
        ids = read_values(self.env, "confirm", token)
        lines = self.sudo().browse(ids or []).exists()
        return lines.filtered(lambda line: not line._is_outdated())

    def _is_outdated(self):
        self.ensure_one()
        return bool(
            self.search_count(
                [
                    ("email_normalized", "=", self.email_normalized),
                    ("channel", "=", self.channel),
                    ("company_id", "=", self.company_id.id),
                    ("purpose_id", "in", [False, self.purpose_id.id]),
                    ("state", "in", ("withdrawn", "denied")),
                    ("id", ">", self.id),
                ],
                limit=1,
            )
        )

    def _confirm(self, ip=None):
        """The owner of the address wants these messages.

        That they are on the blacklist, because they had asked to be, or because
        mail came back, is over with that.
        """
        lines = self.filtered(
            lambda line: (
                not self._is_given(
                    line.email_normalized, line.purpose_id, line.company_id
                )
            )
        )
        if not lines:
            return lines
        given = self.create(
            [
                {
                    "partner_id": line.partner_id.id,
                    "email_normalized": line.email_normalized,
                    "channel": "email",
                    "purpose_id": line.purpose_id.id,
                    "state": "given",
                    "legal_basis": "consent",
                    "source": "double_opt_in",
                    "evidence": self.env._(
                        "Asked for on %(date)s UTC, confirmed by the link in the mail.",
                        date=fields.Datetime.to_string(line.date),
                    ),
                    "ip": ip,
                    "company_id": line.company_id.id,
                }
                for line in lines
            ]
        )
        email = lines[0].email_normalized
        Blacklist = self.env["mail.blacklist"]
        if Blacklist.search_count([("email", "=", email)], limit=1):
            Blacklist._remove(
                email, message=self.env._("Subscribed again, and confirmed it by mail.")
            )
        given._join_mailing_lists()
        return given

    def _join_mailing_lists(self):
        """Put the address on the lists of what it subscribed to."""
        lists = self.purpose_id.mailing_list_ids.filtered("active")
        email = self[0].email_normalized
        if not lists:
            return
        Contact = self.env["mailing.contact"]
        if not Contact.search_count([("email_normalized", "=", email)], limit=1):
            name = self[0].partner_id.name or email
            Contact.create({"name": name, "email": email})
        lists.with_context(crm_consent_logged=True)._update_subscription_from_email(
            email, opt_out=False, force_message=False
        )
