from odoo import api, models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """What is to be done about a complaint is for nobody whom it is about.

    The host shows activities to whose they are, with the name of the record.
    """

    _inherit = "mail.activity"

    def action_create_calendar_event(self):
        """Begin a meeting that bears the complaint's name as a private one."""
        action = super().action_create_calendar_event()
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        if self.res_model in discreet:
            action["context"]["default_privacy"] = "private"
        return action

    @api.constrains("user_id", "res_model", "res_id")
    def _check_not_about_user(self):
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        for activity in self.filtered(lambda a: a.res_model in discreet):
            record = self.env[activity.res_model].browse(activity.res_id)
            if activity.user_id in record._get_about_users():
                raise ValidationError(
                    self.env._(
                        "%s may know nothing of this. Choose somebody else.",
                        activity.user_id.name,
                    )
                )
