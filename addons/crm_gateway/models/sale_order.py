from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    request_id = fields.Many2one(
        "crm.request",
        "Customer Request",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups="crm_gateway.group_request_user",
    )

    @api.constrains("request_id", "partner_id")
    def _check_request_customer(self):
        """What one customer asked for is not sold to another."""
        for order in self.sudo().filtered("request_id"):
            customer = order.request_id.commercial_partner_id
            if customer and customer != order.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Request %(request)s is of %(customer)s. Choose an order of "
                        "this customer, or correct the customer of the request.",
                        request=order.request_id.display_name,
                        customer=customer.name,
                    )
                )

    def write(self, vals):
        """The steps of the request follow what happens to the order."""
        result = super().write(vals)
        if vals.get("state", "sale") != "sale" or "request_id" in vals:
            self.sudo().request_id.step_ids._follow()
        return result

    def action_confirm(self):
        """What the confirmation buys, makes and ships is there when steps look for it.

        The order is confirmed before that: a step that looked then would make it again.
        """
        result = super().action_confirm()
        self.sudo().request_id.step_ids._follow()
        return result
