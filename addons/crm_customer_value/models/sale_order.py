from odoo import api, models

SALE_FIELDS = {"state", "partner_id", "date_order", "company_id", "currency_id"}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.value.shown.mixin"]

    def write(self, vals):
        """Note the customers whose confirmed orders change."""
        if not SALE_FIELDS & vals.keys():
            return super().write(vals)
        before = self.filtered(lambda order: order.state == "sale").partner_id
        result = super().write(vals)
        after = self.filtered(lambda order: order.state == "sale").partner_id
        self.env["crm.customer.change"]._mark(before | after)
        return result

    @api.ondelete(at_uninstall=False)
    def _mark_deleted_sales(self):
        sold = self.filtered(lambda order: order.state == "sale")
        self.env["crm.customer.change"]._mark(sold.partner_id)
