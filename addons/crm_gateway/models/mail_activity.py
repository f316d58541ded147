from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Whoever marks the activity of a step as done has done the step.

        That holds for steps which nothing but people can end; the others wait for
        their document.
        """
        step_type = self.env.ref(
            "crm_gateway.mail_activity_type_request_step", raise_if_not_found=False
        )
        steps = self.env["crm.request.step"]
        if step_type and not self.env.context.get("crm_request_step_closing"):
            ids = self.filtered(
                lambda a: a.res_model == steps._name and a.activity_type_id == step_type
            ).mapped("res_id")
            steps = steps.browse(ids).filtered(
                lambda step: step.kind in ("free", "activity")
            )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        steps.filtered(lambda s: s.state in ("ready", "progress")).action_done()
        return result
