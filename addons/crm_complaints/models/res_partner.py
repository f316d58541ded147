from odoo import fields, models


class ResPartner(models.Model):
    """Who does not want to be asked how content they are."""

    _inherit = "res.partner"

    satisfaction_opt_out = fields.Boolean(
        "Not to Be Asked",
        groups="base.group_user",
        help="Gets no questions on satisfaction, at none of the contacts with the same "
        "e-mail. Other mail is sent as before.",
    )

    def _opt_out_of_satisfaction(self):
        """Never ask this person again, by their own wish."""
        self.ensure_one()
        same = self
        if self.email_normalized:
            same |= self.with_context(active_test=False).search(
                [("email_normalized", "=", self.email_normalized)]
            )
        same.filtered(lambda partner: not partner.satisfaction_opt_out).write(
            {"satisfaction_opt_out": True}
        )

    def _message_receive_bounce(self, email, partner):
        """The address is wrong: nobody there has been asked anything."""
        result = super()._message_receive_bounce(email, partner)
        self.env["crm.satisfaction.invitation"]._receive_bounce(email)
        return result
