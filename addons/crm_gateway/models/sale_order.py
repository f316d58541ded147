from odoo import fields, models


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

    def write(self, vals):
        """The steps of the request follow what happens to the order."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo().request_id.step_ids._follow()
        return result
