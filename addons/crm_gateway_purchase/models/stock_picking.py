from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """The steps of requests follow what the vendors deliver."""
        result = super()._action_done()
        self.sudo().purchase_id._get_sale_orders().request_id.step_ids._follow()
        return result
