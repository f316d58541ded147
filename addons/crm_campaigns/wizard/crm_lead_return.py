from odoo import fields, models


class CrmLeadReturn(models.TransientModel):
    """Why a salesperson gives leads back to marketing."""

    _name = "crm.lead.return"
    _description = "Return Leads to Marketing"

    lead_ids = fields.Many2many("crm.lead", string="Leads", required=True)
    reason = fields.Text(required=True)

    def action_return_now(self):
        """Give the leads back."""
        self.check_access("write")
        self.ensure_one()
        self.lead_ids.check_access("write")
        self.lead_ids._return_to_marketing(self.reason)
        return {"type": "ir.actions.act_window_close"}
