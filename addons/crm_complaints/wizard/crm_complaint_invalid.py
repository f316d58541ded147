from odoo import fields, models


class CrmComplaintInvalid(models.TransientModel):
    """Why something that came in is no complaint."""

    _name = "crm.complaint.invalid"
    _description = "Mark a Complaint as Invalid"
    _inherit = ["crm.complaint.wizard"]

    reason = fields.Text(required=True)

    def action_apply(self):
        """Take the complaint out of the work and out of the figures."""
        self.ensure_one()
        self.check_access("write")
        self.complaint_id._mark_invalid(self.reason)
