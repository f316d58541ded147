from odoo import fields, models
from odoo.exceptions import AccessError


class CrmLeadRecord(models.AbstractModel):
    """Something that belongs to an opportunity, and is as open as that."""

    _name = "crm.lead.record"
    _description = "Record of an Opportunity"
    _inherit = "crm.dependent.record"
    _owner_field = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", required=True, index=True, ondelete="cascade"
    )

    def _make_owner_error(self):
        return AccessError(
            self.env._(
                "This belongs to an opportunity that you may not open or change. Ask "
                "your manager if you need it."
            )
        )
