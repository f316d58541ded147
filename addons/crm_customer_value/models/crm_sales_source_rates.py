from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day


class CrmSalesSource(models.AbstractModel):
    """Documents in a currency that had no exchange rate when they were made.

    The host takes their amounts at 1 : 1 and keeps that rate on them for good.
    In a customer's value that is an error of several digits, so they are left
    out and the refresh names them.  An order is in no books: once a rate of its
    day is entered, it counts at that rate.  An invoice is what the books say,
    and waits until it is booked at a rate.

    A document that was given a rate by hand counts at that one; so does 1 : 1
    where the table of rates says so.
    """

    _inherit = "crm.sales.source"

    @api.model
    def _has_foreign_currencies(self, company):
        """Whether there is a currency besides the company's; most have none."""
        domain = [("id", "!=", company.currency_id.id)]
        return bool(self.env["res.currency"].search_count(domain, limit=1))

    @api.model
    def _get_table_rate(self, company, currency, day):
        """Return SQL of the rate of the column ``currency`` on ``day``, or NULL."""
        quoted = """(SELECT rate.rate::float8
                       FROM res_currency_rate rate
                      WHERE rate.currency_id = %s
                        AND rate.name <= %s
                        AND (rate.company_id IS NULL OR rate.company_id = %s)
                      ORDER BY rate.company_id, rate.name DESC
                      LIMIT 1)"""
        root = company.root_id.id
        return SQL(
            "%s / COALESCE(%s, 1)",
            SQL(quoted, currency, day, root),
            SQL(quoted, company.currency_id.id, day, root),
        )

    @api.model
    def _get_order_table_rate(self, company):
        # the day by which the host looks for a rate
        day = SQL("so.date_order::date")
        return self._get_table_rate(company, SQL("so.currency_id"), day)

    @api.model
    def _convert_at_late_rate(self, company):
        """Return SQL that divides an order's amount by a rate entered late."""
        if not self._has_foreign_currencies(company):
            return SQL()
        return SQL(
            """/ CASE WHEN so.currency_id = %s OR so.currency_rate <> 1 THEN 1
                      ELSE %s END""",
            company.currency_id.id,
            self._get_order_table_rate(company),
        )

    @api.model
    def _get_rated_order_condition(self, company):
        """Return SQL that holds for the orders ``so`` whose rate is known."""
        if not self._has_foreign_currencies(company):
            return SQL("TRUE")
        return SQL(
            "(so.currency_id = %s OR so.currency_rate <> 1 OR %s IS NOT NULL)",
            company.currency_id.id,
            self._get_order_table_rate(company),
        )

    @api.model
    def _get_rated_invoice_condition(self, company):
        """Return SQL that holds for invoices ``am`` booked at a known rate."""
        if not self._has_foreign_currencies(company):
            return SQL("TRUE")
        rate = self._get_table_rate(
            company, SQL("am.currency_id"), SQL("am.invoice_date")
        )
        return SQL(
            """(am.currency_id = %s OR am.invoice_currency_rate IS DISTINCT FROM 1
                OR COALESCE(%s = 1, FALSE))""",
            company.currency_id.id,
            rate,
        )

    @api.model
    def _find_unrated_orders(self, company, as_of):
        """Return [(currency, number)] of the confirmed orders left out."""
        if company.crm_value_basis != "order":
            return []
        return self._count_by_currency(
            SQL(
                """SELECT so.currency_id FROM sale_order so
                    WHERE so.company_id = %s AND so.state = 'sale'
                      AND so.date_order < %s AND %s IS NOT TRUE""",
                company.id,
                end_of_local_day(as_of, company.crm_timezone),
                self._get_rated_order_condition(company),
            )
        )

    @api.model
    def _find_unrated_invoices(self, company, as_of):
        """Return [(currency, number)] of invoices and credit notes left out."""
        counted = SQL("am.move_type IN ('out_invoice', 'out_receipt', 'out_refund')")
        if company.crm_value_basis == "order":
            free = self._free_order_credit_condition()
            counted = SQL("am.move_type = 'out_refund' AND %s", free)
        return self._count_by_currency(
            SQL(
                """SELECT am.currency_id FROM account_move am
                    WHERE am.company_id = %s AND am.state = 'posted'
                      AND am.invoice_date <= %s AND %s AND %s IS NOT TRUE""",
                company.id,
                as_of,
                counted,
                self._get_rated_invoice_condition(company),
            )
        )

    @api.model
    def _count_by_currency(self, documents):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT currency_id, COUNT(*) FROM (%s) document
                    GROUP BY currency_id ORDER BY currency_id""",
                documents,
            )
        )
        Currency = self.env["res.currency"]
        return [(Currency.browse(currency_id), count) for currency_id, count in rows]
