from odoo import fields, models
from odoo.tools import SQL


class CrmSatisfactionProgramme(models.Model):
    """Asks after everything of an order has arrived."""

    _inherit = "crm.satisfaction.programme"

    moment = fields.Selection(
        selection_add=[("delivery", "Order Delivered"), ("invoice",)],
        ondelete={"delivery": lambda programmes: programmes._forget_deliveries()},
    )

    def _forget_deliveries(self):
        """Without a warehouse nothing is delivered: ask after the order, if at all."""
        self.write({"moment": "order", "state": "ended"})

    def _get_delivery_moments(self):
        """An order is delivered with its last transfer, if none is left to do."""
        self.env["sale.order"].flush_model()
        self.env["stock.picking"].flush_model()
        self.env["stock.location"].flush_model(["usage"])
        return "sale.order", SQL(
            """SELECT orders.id AS res_id, orders.partner_id,
                      MAX(picking.date_done) AS date
                 FROM sale_order orders
                 JOIN stock_picking picking ON picking.sale_id = orders.id
                 JOIN stock_location goal ON goal.id = picking.location_dest_id
                WHERE orders.state = 'sale' AND orders.company_id = %s
                  AND goal.usage = 'customer' AND picking.state <> 'cancel'
                GROUP BY orders.id, orders.partner_id
               HAVING bool_and(picking.state = 'done')""",
            self.company_id.id,
        )
