from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_complaints.models.crm_promise_source import Source


class CrmPromise(models.Model):
    """Orders that the warehouse delivers: in how long, and by the date promised.

    An order is delivered when nothing is left to send. What comes back, and what is
    sent instead of it, is another matter; services have no delivery at all.
    """

    _inherit = "crm.promise"

    kind = fields.Selection(
        selection_add=[
            ("order_delivery", "An order is delivered"),
            ("order_commitment", "The promised delivery date is kept"),
        ],
        ondelete={
            "order_delivery": lambda promises: promises._measure_by_hand(),
            "order_commitment": lambda promises: promises._measure_by_hand(),
        },
    )

    def _measure_by_hand(self):
        """Keep what was promised when nobody counts deliveries any more."""
        self.write({"kind": "manual"})

    @api.model
    def _get_sources(self):
        confirmed = [("state", "=", "sale")]
        return {
            **super()._get_sources(),
            "order_delivery": Source("sale.order", "date_order", confirmed),
            "order_commitment": Source(
                "sale.order",
                "date_order",
                [*confirmed, ("commitment_date", "!=", False)],
            ),
        }

    def _select_order_delivery(self, ids):
        return self._select_orders(ids, self._select_delivered(ids), inner=True)

    def _select_order_commitment(self, ids):
        """The limit runs from the promised date: 0 days means until its end."""
        return self._select_orders(
            ids,
            self._select_delivered(ids),
            base=SQL("GREATEST(source.commitment_date, source.date_order)"),
            inner=True,
        )

    def _select_delivered(self, ids):
        """SQL of orders with goods, and when the last of them left."""
        return SQL(
            """SELECT picking.sale_id AS order_id,
                      CASE WHEN bool_and(picking.state = 'done')
                           THEN MAX(picking.date_done) END AS ended
                 FROM stock_picking picking
                 JOIN stock_location goal ON goal.id = picking.location_dest_id
                WHERE picking.sale_id IN %s
                  AND picking.state <> 'cancel'
                  AND goal.usage = 'customer'
                  AND picking.return_id IS NULL
                GROUP BY picking.sale_id""",
            ids,
        )
