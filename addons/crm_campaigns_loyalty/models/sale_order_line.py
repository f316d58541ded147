from odoo import models


class SaleOrderLine(models.Model):
    """The lines of a coupon are found without reading all lines of the company."""

    _inherit = "sale.order.line"

    _crm_of_coupon = models.Index("(coupon_id) WHERE coupon_id IS NOT NULL")
