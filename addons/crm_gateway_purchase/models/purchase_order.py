from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def write(self, vals):
        """The steps of requests follow what happens to the purchase."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo()._get_sale_orders().request_id.step_ids._follow()
        return result
