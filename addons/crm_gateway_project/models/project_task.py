from odoo import fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    request_step_id = fields.Many2one(
        "crm.request.step",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups="crm_gateway.group_request_user",
    )

    def write(self, vals):
        """The step of the request follows what happens to its task."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo().request_step_id._follow()
        return result
