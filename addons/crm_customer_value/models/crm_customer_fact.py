from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmCustomerFact(models.AbstractModel):
    """A figure about a customer, seen by those who may see the customer.

    Company rules come with each model.
    """

    _name = "crm.customer.fact"
    _description = "Fact About a Customer"
    _inherit = "crm.dependent.record"
    _owner_field = "partner_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)

    @api.model
    def _get_owner_operation(self, operation):
        """A figure is nobody's to change: what is allowed is so to all who see it."""
        return "read"

    def _make_owner_error(self):
        return AccessError(
            self.env._(
                "You may not see the figures of these customers, because you may "
                "not see the customers. Ask your manager if you need them."
            )
        )
