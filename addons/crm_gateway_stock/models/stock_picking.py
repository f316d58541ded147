from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """The steps of the request follow what happens to the goods."""
        result = super()._action_done()
        self.sudo().sale_id.request_id.step_ids._follow()
        return result
