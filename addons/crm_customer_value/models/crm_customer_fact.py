from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CrmCustomerFact(models.AbstractModel):
    """A figure about a customer, seen by those who may see the customer.

    Company rules come with each model.  Beyond them, whatever rules hide a
    contact from a user hide its figures too: nobody should have to write each
    of them twice.
    """

    _name = "crm.customer.fact"
    _description = "Fact About a Customer"

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
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain("partner_id", "any", Domain.TRUE)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        partners = self.sudo().partner_id.sudo(False)
        visible = set(partners._filtered_access("read").ids)
        hidden = self.filtered(lambda fact: fact.sudo().partner_id.id not in visible)
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, hidden._make_customer_access_error

    def _make_customer_access_error(self):
        return AccessError(
            self.env._(
                "You may not see the figures of these customers, because you may "
                "not see the customers. Ask your manager if you need them."
            )
        )
