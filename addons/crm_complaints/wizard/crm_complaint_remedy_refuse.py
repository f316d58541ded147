from odoo import fields, models
from odoo.exceptions import UserError


class CrmComplaintRemedyRefuse(models.TransientModel):
    """Refuse a remedy, and say why."""

    _name = "crm.complaint.remedy.refuse"
    _description = "Refuse a Remedy"

    remedy_id = fields.Many2one("crm.complaint.remedy", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse it, with the reason in its history."""
        self.ensure_one()
        self.check_access("read")
        if not self.reason.strip():
            raise UserError(self.env._("Say why it is refused."))
        self.remedy_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
