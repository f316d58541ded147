from odoo import fields, models
from odoo.tools import email_normalize


class MailingList(models.Model):
    _inherit = "mailing.list"

    consent_purpose_id = fields.Many2one(
        "crm.consent.purpose",
        "Purpose",
        index="btree_not_null",
        help="Who leaves the list withdraws consent for this purpose.",
    )

    def _update_subscription_from_email(self, email, opt_out=True, force_message=None):
        """Log what somebody chose by the link in a mailing."""
        result = super()._update_subscription_from_email(
            email, opt_out=opt_out, force_message=force_message
        )
        asked = email_normalize(email or "")
        if asked and not self.env.context.get("crm_consent_logged"):
            lists = self.sudo()
            self.env["crm.consent"].sudo().create(
                [
                    {
                        "email_normalized": asked,
                        "channel": "email",
                        "purpose_id": purpose.id,
                        "state": "withdrawn" if opt_out else "given",
                        "legal_basis": False if opt_out else "consent",
                        "source": "mailing",
                        "evidence": self.env._(
                            "Mailing lists: %s", ", ".join(lists.mapped("name"))
                        ),
                        "company_id": (purpose.company_id or self.env.company).id,
                    }
                    for purpose in lists.consent_purpose_id
                ]
            )
        return result
