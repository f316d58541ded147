from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmRequestStepReassign(models.TransientModel):
    """Give steps to somebody else, and say why."""

    _name = "crm.request.step.reassign"
    _description = "Reassign Steps"

    step_ids = fields.Many2many("crm.request.step", required=True)
    company_ids = fields.Many2many("res.company", compute="_compute_company_ids")
    employee_id = fields.Many2one(
        "hr.employee",
        "Assign to",
        domain="[('company_id', 'in', company_ids)]",
        help="Empty: whoever of the department can finish first.",
    )
    reason = fields.Text(required=True)

    @api.depends("step_ids")
    def _compute_company_ids(self):
        for wizard in self:
            wizard.company_ids = wizard.step_ids.company_id

    def action_reassign(self):
        """Move the steps, with the reason in their history."""
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the step goes to somebody else."))
        # steps that the user may not see are refused, not silently left out
        steps = self.sudo().step_ids.sudo(False)
        for step in steps._act_on("blocked", "ready", "progress"):
            employee = self.employee_id.sudo()
            if not employee:
                # the plan's own wish is what has been found wanting
                step.planned_employee_id = False
                employee = step._choose_employee()
            step._assign_to(employee, self.reason)
        return {"type": "ir.actions.act_window_close"}
