from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import FactRows, KpiRecords

INVOICE_DIMENSIONS = {
    "team_id": SQL("am.team_id"),
    "user_id": SQL("am.invoice_user_id"),
    "campaign_id": SQL("am.campaign_id"),
}
INVOICE_FIELDS = {
    "team_id": "team_id",
    "user_id": "invoice_user_id",
    "campaign_id": "campaign_id",
}
EXPENSES = ("expense", "expense_depreciation")
SALES = ("out_invoice", "out_refund", "out_receipt")
# What of a receivable line was open when a day ended: debits less what was matched
# with them by then, credits (payments, credit notes) the other way round. Added up
# it is the ledger's balance, and each part is its own team's and salesperson's.
OPEN_THEN = SQL(
    """(aml.balance
        - COALESCE((SELECT SUM(match.amount) FROM account_partial_reconcile match
                     WHERE match.debit_move_id = aml.id
                       AND match.max_date <= asked.day), 0)
        + COALESCE((SELECT SUM(match.amount) FROM account_partial_reconcile match
                     WHERE match.credit_move_id = aml.id
                       AND match.max_date <= asked.day), 0))"""
)
# Days of sales that receivables are compared with
DSO_DAYS = 90


class CrmKpiSource(models.AbstractModel):
    """Invoices, the ledger, and receivables as of any day."""

    _inherit = "crm.kpi.source"

    @api.model
    def _records_revenue(self):
        return KpiRecords(
            model="account.move",
            date="invoice_date",
            domain=[("move_type", "in", SALES), ("state", "=", "posted")],
            dimensions=INVOICE_FIELDS,
        )

    @api.model
    def _facts_revenue(self, span):
        """Untaxed amount of posted invoices, credit notes negative, by line."""
        return [
            FactRows(
                rows=SQL(
                    """account_move_line aml
                       JOIN account_move am ON am.id = aml.move_id
                       LEFT JOIN product_product product ON product.id = aml.product_id
                       LEFT JOIN product_template template
                         ON template.id = product.product_tmpl_id
                       WHERE am.company_id = %s AND am.state = 'posted'
                         AND am.move_type IN %s AND aml.display_type = 'product'
                         AND %s""",
                    span.company.id,
                    SALES,
                    span.holds_date(SQL("am.invoice_date")),
                ),
                day=SQL("am.invoice_date"),
                numerator=SQL("-aml.balance"),
                partner=SQL("am.commercial_partner_id"),
                dimensions={**INVOICE_DIMENSIONS, "categ_id": SQL("template.categ_id")},
            )
        ]

    @api.model
    def _records_gross_margin(self):
        return KpiRecords(
            model="account.move.line",
            date="date",
            domain=[
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "in", ("income", "expense_direct_cost")),
            ],
            watched={"account.move": "date"},
        )

    @api.model
    def _facts_gross_margin(self, span):
        """Income less cost of revenue, by income, from the ledger."""
        return [
            FactRows(
                rows=SQL(
                    """account_move_line aml
                       JOIN account_account account ON account.id = aml.account_id
                       JOIN account_move am ON am.id = aml.move_id
                       WHERE aml.company_id = %s AND aml.parent_state = 'posted'
                         AND account.account_type IN ('income', 'expense_direct_cost')
                         AND %s""",
                    span.company.id,
                    span.holds_date(SQL("aml.date")),
                ),
                day=SQL("aml.date"),
                numerator=SQL("-aml.balance"),
                denominator=SQL(
                    "CASE WHEN account.account_type = 'income' THEN -aml.balance END"
                ),
                partner=SQL("am.commercial_partner_id"),
                dimensions=INVOICE_DIMENSIONS,
            )
        ]

    @api.model
    def _records_nrr(self):
        return self._records_revenue()

    @api.model
    def _facts_nrr(self, span):
        """Revenue of 365 days from the customers of the 365 before, by theirs then."""
        return [
            FactRows(
                rows=SQL(
                    """%(asked)s CROSS JOIN LATERAL (
                           SELECT am.commercial_partner_id AS partner_id,
                                  SUM(am.amount_untaxed_signed) FILTER (
                                      WHERE am.invoice_date > asked.day - 365)
                                      AS later,
                                  SUM(am.amount_untaxed_signed) FILTER (
                                      WHERE am.invoice_date <= asked.day - 365)
                                      AS before,
                                  (array_agg(am.team_id
                                             ORDER BY am.invoice_date DESC))[1]
                                      AS team_id,
                                  (array_agg(am.invoice_user_id
                                             ORDER BY am.invoice_date DESC))[1]
                                      AS user_id
                             FROM account_move am
                            WHERE am.company_id = %(company)s AND am.state = 'posted'
                              AND am.move_type IN %(sales)s
                              AND am.invoice_date > asked.day - 730
                              AND am.invoice_date <= asked.day
                            GROUP BY 1) customer
                       WHERE customer.before > 0""",
                    asked=span.as_of_days,
                    company=span.company.id,
                    sales=SALES,
                ),
                day=SQL("asked.day"),
                numerator=SQL("COALESCE(customer.later, 0)"),
                denominator=SQL("customer.before"),
                partner=SQL("customer.partner_id"),
                dimensions={
                    "team_id": SQL("customer.team_id"),
                    "user_id": SQL("customer.user_id"),
                },
            )
        ]

    # ------------------------------------------------------------------
    # Money that came in, and costs
    # ------------------------------------------------------------------

    @api.model
    def _records_paid_revenue(self):
        return KpiRecords(
            model="account.move",
            date="invoice_date",
            domain=[
                ("move_type", "in", SALES),
                ("state", "=", "posted"),
                ("payment_state", "in", ("paid", "in_payment", "partial")),
            ],
            dimensions=INVOICE_FIELDS,
            watched={"account.partial.reconcile": "max_date"},
            groupby=("invoice_user_id",),
        )

    @api.model
    def _facts_paid_revenue(self, span):
        """Money received for invoices, without taxes; refunded money is negative.

        The untaxed part of each payment is that of its invoice. Credit notes,
        write-offs and exchange differences settle an invoice without money.
        """
        return [
            self._match_money(span, "debit_move_id", "credit_move_id", 1),
            self._match_money(span, "credit_move_id", "debit_move_id", -1),
        ]

    @api.model
    def _match_money(self, span, owed, money, sign):
        return FactRows(
            rows=SQL(
                """account_partial_reconcile match
                   JOIN account_move_line owed ON owed.id = match.%s
                   JOIN account_account account ON account.id = owed.account_id
                    AND account.account_type = 'asset_receivable'
                   JOIN account_move am ON am.id = owed.move_id
                    AND am.move_type IN %s AND am.amount_total_signed <> 0
                   JOIN account_move_line received ON received.id = match.%s
                   JOIN account_move money ON money.id = received.move_id
                    AND (money.origin_payment_id IS NOT NULL
                         OR money.statement_line_id IS NOT NULL)
                   WHERE match.company_id = %s AND %s""",
                SQL.identifier(owed),
                SALES,
                SQL.identifier(money),
                span.company.id,
                span.holds_date(SQL("match.max_date")),
            ),
            day=SQL("match.max_date"),
            numerator=SQL(
                "%s * match.amount * am.amount_untaxed_signed / am.amount_total_signed",
                sign,
            ),
            partner=SQL("am.commercial_partner_id"),
            dimensions=INVOICE_DIMENSIONS,
        )

    @api.model
    def _records_expenses(self):
        return KpiRecords(
            model="account.move.line",
            date="date",
            domain=[
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "in", EXPENSES),
            ],
            watched={"account.move": "date"},
            groupby=("account_id",),
        )

    @api.model
    def _facts_expenses(self, span):
        """Expenses of the ledger, without the cost of what was sold."""
        return [
            FactRows(
                rows=SQL(
                    """account_move_line aml
                       JOIN account_account account ON account.id = aml.account_id
                        AND account.account_type IN %s
                       WHERE aml.company_id = %s AND aml.parent_state = 'posted'
                         AND %s""",
                    EXPENSES,
                    span.company.id,
                    span.holds_date(SQL("aml.date")),
                ),
                day=SQL("aml.date"),
                numerator=SQL("aml.balance"),
            )
        ]

    # ------------------------------------------------------------------
    # Receivables
    # ------------------------------------------------------------------

    @api.model
    def _select_receivables(self, span):
        """Return open and settled receivable lines up to each day asked.

        What of a line was open on a day is its balance less what had been matched
        with it by then.
        """
        return SQL(
            """%s
               JOIN account_move_line aml ON aml.date <= asked.day
                AND aml.company_id = %s AND aml.parent_state = 'posted'
               JOIN account_account account ON account.id = aml.account_id
                AND account.account_type = 'asset_receivable'
                AND account.non_trade IS NOT TRUE
               JOIN account_move am ON am.id = aml.move_id""",
            span.as_of_days,
            span.company.id,
        )

    @api.model
    def _describe_receivables(self):
        return KpiRecords(
            model="account.move.line",
            date=False,
            domain=[
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("amount_residual", "!=", 0),
            ],
            watched={"account.move": "date"},
            groupby=("partner_id",),
        )

    @api.model
    def _records_receivables(self):
        return self._describe_receivables()

    @api.model
    def _facts_receivables(self, span):
        """What customers owe at the end of the day."""
        return [self._make_receivable_rows(span, numerator=OPEN_THEN)]

    @api.model
    def _make_receivable_rows(self, span, **measures):
        return FactRows(
            rows=self._select_receivables(span),
            day=SQL("asked.day"),
            partner=SQL("am.commercial_partner_id"),
            dimensions=INVOICE_DIMENSIONS,
            **measures,
        )

    @api.model
    def _records_dso(self):
        return self._describe_receivables()

    @api.model
    def _facts_dso(self, span):
        """Receivables by the sales of the last 90 days with taxes, times 90."""
        sales = FactRows(
            rows=SQL(
                """%s JOIN account_move am ON am.company_id = %s
                      AND am.state = 'posted' AND am.move_type IN %s
                      AND am.invoice_date > asked.day - %s
                      AND am.invoice_date <= asked.day""",
                span.as_of_days,
                span.company.id,
                SALES,
                DSO_DAYS,
            ),
            day=SQL("asked.day"),
            denominator=SQL("am.amount_total_signed"),
            partner=SQL("am.commercial_partner_id"),
            dimensions=INVOICE_DIMENSIONS,
        )
        owed = self._make_receivable_rows(
            span, numerator=SQL("%s * %s", OPEN_THEN, DSO_DAYS)
        )
        return [owed, sales]

    @api.model
    def _records_overdue(self):
        return self._describe_receivables()

    @api.model
    def _facts_overdue(self, span):
        """Of what customers owed on a day, which part was due before it."""
        return [
            FactRows(
                rows=SQL(
                    """(SELECT asked.day, aml.date_maturity, am.commercial_partner_id,
                               am.team_id, am.invoice_user_id, am.campaign_id,
                               %s AS amount
                          FROM %s
                         WHERE aml.balance > 0) owed
                       WHERE owed.amount > 0""",
                    OPEN_THEN,
                    self._select_receivables(span),
                ),
                day=SQL("owed.day"),
                numerator=SQL(
                    """CASE WHEN owed.date_maturity < owed.day
                            THEN owed.amount ELSE 0 END"""
                ),
                denominator=SQL("owed.amount"),
                partner=SQL("owed.commercial_partner_id"),
                dimensions={
                    "team_id": SQL("owed.team_id"),
                    "user_id": SQL("owed.invoice_user_id"),
                    "campaign_id": SQL("owed.campaign_id"),
                },
            )
        ]
