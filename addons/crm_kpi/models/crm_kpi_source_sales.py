from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import FactRows, KpiRecords

ORDER_DIMENSIONS = {
    "team_id": SQL("so.team_id"),
    "user_id": SQL("so.user_id"),
    "campaign_id": SQL("so.campaign_id"),
}
ORDER_FIELDS = {
    "team_id": "team_id",
    "user_id": "user_id",
    "campaign_id": "campaign_id",
}
NET = SQL("so.amount_untaxed / NULLIF(so.currency_rate, 0)")


class CrmKpiSource(models.AbstractModel):
    """Confirmed orders."""

    _inherit = "crm.kpi.source"

    @api.model
    def _records_orders(self):
        return KpiRecords(
            model="sale.order",
            date="date_order",
            domain=[("state", "=", "sale")],
            dimensions=ORDER_FIELDS,
        )

    @api.model
    def _select_orders(self, span):
        return SQL(
            """sale_order so
               WHERE so.company_id = %s AND so.state = 'sale' AND %s""",
            span.company.id,
            span.holds(SQL("so.date_order")),
        )

    @api.model
    def _facts_orders(self, span):
        """Number of confirmed orders."""
        return [self._make_order_rows(span, numerator=SQL("1"))]

    @api.model
    def _make_order_rows(self, span, **measures):
        return FactRows(
            rows=self._select_orders(span),
            day=span.day(SQL("so.date_order")),
            partner=SQL("so.partner_id"),
            dimensions=ORDER_DIMENSIONS,
            **measures,
        )

    @api.model
    def _records_order_revenue(self):
        return self._records_orders()

    @api.model
    def _facts_order_revenue(self, span):
        """Untaxed amount of confirmed orders, in the company's currency."""
        return [self._make_order_rows(span, numerator=NET)]

    @api.model
    def _records_average_deal(self):
        return self._records_orders()

    @api.model
    def _facts_average_deal(self, span):
        """Untaxed amount of confirmed orders by their number."""
        return [
            self._make_order_rows(span, numerator=NET, denominator=SQL("1")),
        ]
