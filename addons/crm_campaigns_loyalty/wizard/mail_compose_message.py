from odoo import models


class MailComposeMessage(models.TransientModel):
    """Puts the coupons into the mails of a batch, when these have been rendered.

    So the code is no expression of the template, and is asked for once for a batch.
    """

    _inherit = "mail.compose.message"

    def _prepare_mail_values(self, res_ids):
        found = super()._prepare_mail_values(res_ids)
        if self.composition_mode == "mass_mail" and self.mass_mailing_id:
            self.mass_mailing_id.sudo()._put_coupons_in(found, self.model)
        return found
