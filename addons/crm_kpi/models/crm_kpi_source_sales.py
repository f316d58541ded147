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

    @api.model
    def _records_quote_to_order(self):
        return KpiRecords(
            model="sale.order", date="create_date", dimensions=ORDER_FIELDS
        )

    @api.model
    def _facts_quote_to_order(self, span):
        """Of the quotations of a day, how many are orders by now.

        A draft of this hour is no quotation yet.
        """
        created = SQL("so.create_date")
        return [
            FactRows(
                rows=SQL(
                    """sale_order so
                       WHERE so.company_id = %s AND %s
                         AND NOT (so.state = 'draft' AND so.create_date
                                  > timezone('UTC', now()) - interval '1 hour')""",
                    span.company.id,
                    span.holds(created),
                ),
                day=span.day(created),
                numerator=SQL("CASE WHEN so.state = 'sale' THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
                partner=SQL("so.partner_id"),
                dimensions=ORDER_DIMENSIONS,
            )
        ]

    @api.model
    def _records_returning_share(self):
        return self._records_orders()

    @api.model
    def _facts_returning_share(self, span):
        """Of the orders, how many are by customers who had ordered before."""
        earlier = SQL(
            """CASE WHEN EXISTS (
                   SELECT FROM sale_order former
                     JOIN res_partner who ON who.id = former.partner_id
                    WHERE who.commercial_partner_id = buyer.commercial_partner_id
                      AND former.company_id = so.company_id
                      AND former.state = 'sale' AND former.date_order < so.date_order)
               THEN 1 ELSE 0 END"""
        )
        return [
            FactRows(
                rows=SQL(
                    """sale_order so
                       JOIN res_partner buyer ON buyer.id = so.partner_id
                       WHERE so.company_id = %s AND so.state = 'sale' AND %s""",
                    span.company.id,
                    span.holds(SQL("so.date_order")),
                ),
                day=span.day(SQL("so.date_order")),
                numerator=earlier,
                denominator=SQL("1"),
                partner=SQL("so.partner_id"),
                dimensions=ORDER_DIMENSIONS,
            )
        ]
