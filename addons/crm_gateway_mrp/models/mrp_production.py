from odoo import models
from odoo.fields import Domain


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def write(self, vals):
        """The steps of requests follow what happens to production."""
        result = super().write(vals)
        if vals.get("state"):
            self._follow_request_steps()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._follow_request_steps()
        return result

    def _follow_request_steps(self):
        """Let the requests look whose orders this is made for."""
        made = self.sudo()
        orders = made.reference_ids.sale_ids
        names = [origin for origin in made.mapped("origin") if origin]
        if names:
            orders |= orders.search(
                Domain("name", "in", names)
                & Domain("company_id", "in", made.company_id.ids)
            )
        orders.request_id.step_ids._follow()
