from odoo import models


class MailActivity(models.Model):
    """What a salesperson has done for a lead is the answer to it."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        lead_ids = {
            activity.res_id for activity in self if activity.res_model == "crm.lead"
        }
        done = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if lead_ids:
            leads = self.env["crm.lead"].browse(lead_ids)
            leads._note_response(self.env.user.partner_id)
        return done
