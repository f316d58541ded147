from odoo import fields, models


class CrmComplaintConflict(models.TransientModel):
    """Why somebody cannot judge a complaint, said by themselves."""

    _name = "crm.complaint.conflict"
    _description = "Declare a Conflict of Interest"
    _inherit = ["crm.complaint.wizard"]

    reason = fields.Text(required=True)

    def action_apply(self):
        """Give the complaint to somebody else, for good."""
        self.ensure_one()
        self.check_access("write")
        self.complaint_id._declare_conflict(self.reason)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_complaints.crm_complaint_action"
        )
