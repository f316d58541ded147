from odoo import api, models
from odoo.tools import SQL


class CrmSatisfactionInvitation(models.Model):
    """Sends the question by SMS where the programme says so."""

    _inherit = "crm.satisfaction.invitation"

    def _deliver(self, template):
        by_sms = self.filtered(lambda i: i.programme_id.channel == "sms")
        by_sms._deliver_by_sms()
        return super(CrmSatisfactionInvitation, self - by_sms)._deliver(template)

    def _deliver_by_sms(self):
        """Hand the messages to the host's queue."""
        if not self:
            return
        default = self.env.ref(
            "crm_complaints_sms.sms_template_satisfaction", raise_if_not_found=False
        )
        messages = []
        for programme, invitations in self.grouped("programme_id").items():
            template = programme.sms_template_id or default
            if not template:
                continue
            bodies = template._render_field("body", invitations.ids, compute_lang=True)
            messages += [
                {
                    "body": bodies[invitation.id],
                    "number": invitation.partner_id.phone_sanitized,
                    "partner_id": invitation.partner_id.id,
                }
                for invitation in invitations
            ]
        self.env["sms.sms"].sudo().create(messages)

    def _erase(self):
        """The messages, too; the host knows them by their words and contact alone."""
        Sms = self.env["sms.sms"]
        for invitation in self.filtered("partner_id"):
            Sms.search(
                [
                    ("partner_id", "=", invitation.partner_id.id),
                    ("body", "like", invitation._get_url()),
                ]
            ).unlink()
        return super()._erase()

    @api.model
    def _lacks_address(self):
        return SQL(
            """CASE programme.channel
               WHEN 'sms' THEN partner.phone_sanitized IS NULL ELSE %s END""",
            super()._lacks_address(),
        )

    @api.model
    def _is_blacklisted(self):
        """Whose number or whose e-mail is on a blacklist is asked by neither."""
        return SQL(
            """(%s OR programme.channel = 'sms' AND EXISTS (
                      SELECT FROM phone_blacklist
                       WHERE phone_blacklist.active
                         AND phone_blacklist.number = partner.phone_sanitized))""",
            super()._is_blacklisted(),
        )
