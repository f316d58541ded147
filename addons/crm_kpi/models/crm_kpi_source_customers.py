from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import FactRows, KpiRecords

# A customer belongs to the team and salesperson of the latest order, so that the
# customers of all teams together are all customers
LATEST = {
    "team_id": SQL("customer.team_id"),
    "user_id": SQL("customer.user_id"),
}
YEAR = SQL("365")


class CrmKpiSource(models.AbstractModel):
    """Customers: who comes back, who is new, what they are worth and cost."""

    _inherit = "crm.kpi.source"

    @api.model
    def _select_buyers(self, span):
        """Return the buyers of the 365 days up to each day asked, one row each."""
        day = span.day(SQL("so.date_order"))
        return SQL(
            """%(asked)s CROSS JOIN LATERAL (
                   SELECT buyer.commercial_partner_id AS partner_id,
                          COUNT(*) AS orders,
                          (array_agg(so.team_id ORDER BY so.date_order DESC))[1]
                              AS team_id,
                          (array_agg(so.user_id ORDER BY so.date_order DESC))[1]
                              AS user_id
                     FROM sale_order so
                     JOIN res_partner buyer ON buyer.id = so.partner_id
                    WHERE so.company_id = %(company)s AND so.state = 'sale'
                      AND so.amount_total > 0
                      AND %(day)s > asked.day - %(year)s AND %(day)s <= asked.day
                    GROUP BY 1) customer""",
            asked=span.as_of_days,
            company=span.company.id,
            day=day,
            year=YEAR,
        )

    @api.model
    def _make_buyer_rows(self, span, **measures):
        return FactRows(
            rows=self._select_buyers(span),
            day=SQL("asked.day"),
            partner=SQL("customer.partner_id"),
            dimensions=LATEST,
            **measures,
        )

    @api.model
    def _describe_customers(self):
        return KpiRecords(
            model="crm.customer.value",
            date=False,
            domain=[("order_days", ">", 0)],
            dimensions={"user_id": "user_id", "segment_id": "segment_id"},
            watched={"sale.order": "date_order"},
        )

    @api.model
    def _records_loyalty(self):
        return self._describe_customers()

    @api.model
    def _facts_loyalty(self, span):
        """Of the customers of the last 365 days, how many ordered twice or more."""
        return [
            self._make_buyer_rows(
                span,
                numerator=SQL("CASE WHEN customer.orders >= 2 THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
            )
        ]

    @api.model
    def _records_active_customers(self):
        return self._describe_customers()

    @api.model
    def _facts_active_customers(self, span):
        """Number of customers who ordered within the last 365 days."""
        return [self._make_buyer_rows(span, numerator=SQL("1"))]

    @api.model
    def _records_retention(self):
        return KpiRecords(
            model="crm.customer.value",
            date=False,
            domain=[("order_days", ">", 0)],
            dimensions={"user_id": "user_id", "segment_id": "segment_id"},
            watched={"account.move": "invoice_date"},
        )

    @api.model
    def _facts_retention(self, span):
        """Of those invoiced in the 365 days before, who was in the last 365 as well."""
        return [
            FactRows(
                rows=SQL(
                    """%(asked)s CROSS JOIN LATERAL (
                           SELECT am.commercial_partner_id AS partner_id,
                                  bool_or(am.invoice_date > asked.day - 365) AS stayed,
                                  (array_agg(am.team_id
                                             ORDER BY am.invoice_date DESC))[1]
                                      AS team_id,
                                  (array_agg(am.invoice_user_id
                                             ORDER BY am.invoice_date DESC))[1]
                                      AS user_id
                             FROM account_move am
                            WHERE am.company_id = %(company)s
                              AND am.move_type = 'out_invoice' AND am.state = 'posted'
                              AND am.invoice_date > asked.day - 730
                              AND am.invoice_date <= asked.day
                            GROUP BY 1
                           HAVING bool_or(am.invoice_date <= asked.day - 365)
                       ) customer""",
                    asked=span.as_of_days,
                    company=span.company.id,
                ),
                day=SQL("asked.day"),
                numerator=SQL("CASE WHEN customer.stayed THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
                partner=SQL("customer.partner_id"),
                dimensions=LATEST,
            )
        ]

    # ------------------------------------------------------------------
    # New customers, and what they cost
    # ------------------------------------------------------------------

    @api.model
    def _make_new_customer_rows(self, span, **measures):
        """Customers on the day of the first order they ever confirmed."""
        return FactRows(
            rows=SQL(
                """(SELECT DISTINCT ON (buyer.commercial_partner_id)
                           buyer.commercial_partner_id AS partner_id, so.date_order,
                           so.team_id, so.user_id, so.campaign_id
                      FROM sale_order so
                      JOIN res_partner buyer ON buyer.id = so.partner_id
                     WHERE so.company_id = %s AND so.state = 'sale'
                     ORDER BY buyer.commercial_partner_id, so.date_order, so.id
                   ) customer
                   WHERE %s""",
                span.company.id,
                span.holds(SQL("customer.date_order")),
            ),
            day=span.day(SQL("customer.date_order")),
            partner=SQL("customer.partner_id"),
            dimensions={**LATEST, "campaign_id": SQL("customer.campaign_id")},
            **measures,
        )

    @api.model
    def _records_new_customers(self):
        return self._records_orders()

    @api.model
    def _facts_new_customers(self, span):
        """Number of customers who ordered for the first time."""
        return [self._make_new_customer_rows(span, numerator=SQL("1"))]

    @api.model
    def _records_cac(self):
        return self._describe_spending()

    @api.model
    def _facts_cac(self, span):
        """Marketing cost by the customers who ordered for the first time."""
        return [
            self._make_spending_rows(span, numerator=SQL("spent.amount")),
            self._make_new_customer_rows(span, denominator=SQL("1")),
        ]

    @api.model
    def _records_cltv(self):
        return KpiRecords(
            model="crm.customer.value",
            date=False,
            domain=[("order_days", ">", 0)],
            dimensions={"user_id": "user_id", "segment_id": "segment_id"},
        )

    @api.model
    def _facts_cltv(self, span):
        """Mean lifetime value of all who ever bought, by the model in use."""
        return [
            FactRows(
                rows=SQL(
                    """%s JOIN crm_customer_value worth
                          ON worth.company_id = %s AND worth.order_days > 0""",
                    span.as_of_days,
                    span.company.id,
                ),
                day=SQL("asked.day"),
                numerator=SQL("worth.cltv"),
                denominator=SQL("1"),
                partner=SQL("worth.partner_id"),
                dimensions={"user_id": SQL("worth.user_id")},
            )
        ]
