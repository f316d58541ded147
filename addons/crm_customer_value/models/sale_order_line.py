from odoo import api, models

AMOUNT_FIELDS = {
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "product_id",
    "purchase_price",  # of the host's module for margins
    "is_downpayment",
}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mark_changed_sales()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if AMOUNT_FIELDS & vals.keys():
            self._mark_changed_sales()
        return result

    def unlink(self):
        self._mark_changed_sales()
        return super().unlink()

    def _mark_changed_sales(self):
        """Lines of a confirmed order change what the customer bought."""
        sold = self.order_id.filtered(lambda order: order.state == "sale")
        self.env["crm.customer.change"]._mark(sold.partner_id)
