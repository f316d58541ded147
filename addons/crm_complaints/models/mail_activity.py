from odoo import api, models
from odoo.exceptions import ValidationError

# Where only those plan who may know whom a complaint is about
PLANNED = ("crm.complaint", "crm.complaint.dispute", "crm.promise.breach")


class MailActivity(models.Model):
    """What is to be done about a complaint is for nobody whom it is about.

    The host shows activities to whose they are, with the name of the record.
    """

    _inherit = "mail.activity"

    def action_create_calendar_event(self):
        """Begin a meeting that bears the complaint's name as a private one."""
        action = super().action_create_calendar_event()
        if self.res_model in PLANNED:
            action["context"]["default_privacy"] = "private"
        return action

    @api.constrains("user_id", "res_model", "res_id")
    def _check_not_about_user(self):
        for activity in self:
            if activity.res_model not in PLANNED or not activity.user_id:
                continue
            record = self.env[activity.res_model].sudo().browse(activity.res_id)
            is_complaint = activity.res_model == "crm.complaint"
            complaint = record if is_complaint else record.complaint_id
            if activity.user_id.partner_id in complaint._get_barred_partners():
                raise ValidationError(
                    self.env._(
                        "%s may know nothing of this. Choose somebody else.",
                        activity.user_id.name,
                    )
                )
