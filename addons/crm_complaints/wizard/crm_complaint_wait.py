from odoo import fields, models

from ..models.crm_complaint_pause import REASONS


class CrmComplaintWait(models.TransientModel):
    """For whom a complaint waits, and until when."""

    _name = "crm.complaint.wait"
    _description = "Have a Complaint Wait"
    _inherit = ["crm.complaint.wizard"]

    reason = fields.Selection(
        REASONS,
        "Waiting For",
        required=True,
        default="customer",
    )
    note = fields.Char("Why", required=True)
    expected_date = fields.Datetime("Expected", required=True)

    def action_apply(self):
        """Have the complaint wait."""
        self.ensure_one()
        self.check_access("write")
        self.complaint_id._wait(self.reason, self.note, self.expected_date)
