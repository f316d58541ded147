from odoo import fields, models


class CrmComplaintMerge(models.TransientModel):
    """Into which complaint of the same customer another one goes."""

    _name = "crm.complaint.merge"
    _description = "Merge Complaints"
    _inherit = ["crm.complaint.wizard"]

    master_id = fields.Many2one("crm.complaint", "Into", required=True)
    commercial_partner_id = fields.Many2one(
        related="complaint_id.commercial_partner_id", related_sudo=False
    )

    def action_apply(self):
        """Merge; what is written on the one is on the other from now on."""
        self.ensure_one()
        self.check_access("write")
        self.complaint_id._merge_into(self.master_id)
        return self.master_id.get_formview_action()
