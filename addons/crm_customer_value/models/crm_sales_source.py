from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day, local_day

# Most buyers are customers themselves, so only contacts of a company are looked
# up: ten million orders go through a far smaller table.
CUSTOMER = SQL("COALESCE(contact.commercial_partner_id, sale.raw_partner_id)")


class CrmSalesSource(models.AbstractModel):
    """What a customer bought, as one SQL statement over the host's documents.

    Everything that computes with purchases (values, hold-out, tracking) reads
    this one statement, so that a sale is counted by the same rules everywhere.
    Each row is one document, or one credit that belongs to none:

    ``partner_id``  commercial partner today, contacts rolled up to the root
    ``day``         business day in the company's time zone
    ``amount``      net of taxes and of linked credits, company currency, float
    ``margin``      the same, less cost where the host knows it
    ``is_order``    whether the document is a purchase (False: money only)

    An add-on that knows more (costs, a point of sale) extends the hooks below.
    """

    _name = "crm.sales.source"
    _description = "Sales Read for Customer Value"

    @api.model
    def _get_sales_sql(self, company, as_of, partner_ids=None):
        """Return SQL of the sales of ``company`` up to the end of ``as_of``.

        :param company: res.company of one record; its basis decides whether
            invoices or orders are read, never both for one sale
        :param date as_of: the last business day that counts; what came later
            is not yet known, refunds included
        :param partner_ids: commercial partners to restrict to, or None for all
        """
        branches = self._get_sales_branches(company, as_of, partner_ids)
        return SQL(
            """
            SELECT %(customer)s AS partner_id,
                   sale.day, sale.amount, sale.margin, sale.is_order
              FROM (%(branches)s) sale
              LEFT JOIN res_partner contact
                ON contact.id = sale.raw_partner_id
               AND contact.id <> contact.commercial_partner_id
             WHERE %(customers)s
            """,
            branches=SQL(" UNION ALL ").join(branches),
            customer=CUSTOMER,
            customers=self._get_customer_condition(company, partner_ids),
        )

    @api.model
    def _get_sales_branches(self, company, as_of, partner_ids):
        """Return a list of SQL selects; a point of sale adds its own here.

        Their rows are (raw_partner_id, day, amount, margin, is_order), with the
        contact that bought; :meth:`_get_sales_sql` rolls all of them up.
        """
        scope = (company, as_of, partner_ids)
        if company.crm_value_basis == "order":
            documents = self._select_orders(*scope)
            credits = self._select_order_credits(*scope)
            free = self._free_order_credit_condition()
        else:
            documents = self._select_invoices(*scope)
            credits = self._select_invoice_credits(*scope)
            free = SQL("am.reversed_entry_id IS NULL")
        return [
            self._select_documents(documents, credits, company),
            self._select_free_credits(free, *scope),
        ]

    @api.model
    def _convert_order_amount(self, amount):
        """Return SQL of ``amount`` of the order ``so`` in the company's currency.

        Most orders are in that currency; comparing their rate with 1 is far
        cheaper than turning it into a float and dividing by it.
        """
        return SQL(
            """CASE WHEN so.currency_rate = 1 THEN %(amount)s::float8
                    ELSE %(amount)s::float8
                         / NULLIF(so.currency_rate, 0)::float8 END""",
            amount=amount,
        )

    @api.model
    def _get_order_margin_sql(self, company):
        """Margin of the sales order ``so`` before credits, company currency.

        NULL where it is not known, so that the company's overall rate stands
        in: the host's core knows no cost on orders.  The add-on for the host's
        margin module does.
        """
        return SQL("NULL::float8")

    @api.model
    def _get_invoice_margin_sql(self, company):
        """Margin of the customer invoice ``am`` before credits, as for orders."""
        return SQL("NULL::float8")

    @api.model
    def _get_customer_condition(self, company, partner_ids):
        """Return SQL that holds for the customers that count."""
        excluded = company._get_crm_value_excluded_partner_ids()
        condition = SQL("%s <> ALL(%s::int[])", CUSTOMER, list(excluded))
        if partner_ids is None:
            return condition
        return SQL("%s AND %s = ANY(%s)", condition, CUSTOMER, list(partner_ids))

    @api.model
    def _restrict_partners(self, column, partner_ids):
        """Restrict ``column`` (any contact) in a form that its index can serve."""
        if partner_ids is None:
            return SQL()
        return SQL(
            """AND %s IN (SELECT id FROM res_partner
                           WHERE commercial_partner_id = ANY(%s))""",
            column,
            list(partner_ids),
        )

    @api.model
    def _select_documents(self, documents, credits, company):
        """Net each document of its credit; a fully credited one is no purchase.

        ``OFFSET 0`` keeps PostgreSQL from writing the expressions of the
        document into each place that uses them and computing them there anew.

        :param documents: SQL rows (id, raw_partner_id, day, amount, margin,
            may_count)
        :param credits: SQL rows (document_id, share), the share of the document
            that was credited, measured in the document's own currency: a full
            credit at another rate is a full credit
        """
        return SQL(
            """
            SELECT doc.raw_partner_id,
                   doc.day,
                   doc.amount * (1 - COALESCE(credit.share, 0)) AS amount,
                   COALESCE(doc.margin, doc.amount * %(rate)s)
                   * (1 - COALESCE(credit.share, 0)) AS margin,
                   doc.may_count AND doc.amount >= 0
                   AND COALESCE(credit.share, 0) < 1 - 1e-9 AS is_order
              FROM (%(documents)s OFFSET 0) doc
              LEFT JOIN (%(credits)s) credit ON credit.document_id = doc.id
            """,
            rate=company.crm_value_margin_rate,
            documents=documents,
            credits=credits,
        )

    @api.model
    def _select_free_credits(self, condition, company, as_of, partner_ids):
        """Credit notes that belong to no document: money, never a purchase."""
        return SQL(
            """
            SELECT am.partner_id AS raw_partner_id,
                   am.invoice_date AS day,
                   am.amount_untaxed_signed::float8 AS amount,
                   am.amount_untaxed_signed::float8 * %(rate)s AS margin,
                   FALSE AS is_order
              FROM account_move am
             WHERE am.move_type = 'out_refund'
               AND am.state = 'posted'
               AND am.company_id = %(company)s
               AND am.invoice_date <= %(as_of)s
               AND %(condition)s
               AND %(rated)s
               %(raw_partners)s
            """,
            rate=company.crm_value_margin_rate,
            company=company.id,
            as_of=as_of,
            condition=condition,
            rated=self._get_rated_invoice_condition(company),
            raw_partners=self._restrict_partners(SQL("am.partner_id"), partner_ids),
        )

    # ------------------------------------------------------------------
    # Confirmed orders
    # ------------------------------------------------------------------

    @api.model
    def _select_orders(self, company, as_of, partner_ids):
        timezone = company.crm_timezone
        return SQL(
            """
            SELECT so.id,
                   so.partner_id AS raw_partner_id,
                   %(day)s AS day,
                   %(amount)s %(late_rate)s AS amount,
                   %(margin)s %(late_rate)s AS margin,
                   TRUE AS may_count
              FROM sale_order so
             WHERE so.company_id = %(company)s
               AND so.state = 'sale'
               AND so.date_order < %(end)s
               AND %(rated)s
               %(raw_partners)s
            """,
            day=local_day(SQL("so.date_order"), timezone),
            amount=self._convert_order_amount(SQL("so.amount_untaxed")),
            margin=self._get_order_margin_sql(company),
            company=company.id,
            end=end_of_local_day(as_of, timezone),
            late_rate=self._convert_at_late_rate(company),
            rated=self._get_rated_order_condition(company),
            raw_partners=self._restrict_partners(SQL("so.partner_id"), partner_ids),
        )

    @api.model
    def _select_order_credits(self, company, as_of, partner_ids):
        """What was credited on orders and not invoiced again.

        A wrong invoice that is credited and replaced takes nothing from the
        order: only what the credits exceed the surplus of invoices by counts.
        Down payments are left out on both sides.
        """
        return SQL(
            """
            SELECT so.id AS document_id,
                   GREATEST(0, line.credited
                               - GREATEST(0, line.invoiced - so.amount_untaxed))::float8
                   / NULLIF(so.amount_untaxed, 0)::float8 AS share
              FROM (
                SELECT sol.order_id,
                       COALESCE(SUM(part.amount)
                           FILTER (WHERE am.move_type = 'out_refund'), 0) AS credited,
                       COALESCE(SUM(part.amount)
                           FILTER (WHERE am.move_type = 'out_invoice'), 0) AS invoiced
                  FROM (SELECT DISTINCT target.id, target.currency_id,
                               target.currency_rate
                          FROM account_move am
                          JOIN account_move_line aml ON aml.move_id = am.id
                          JOIN sale_order_line_invoice_rel rel
                            ON rel.invoice_line_id = aml.id
                          JOIN sale_order_line refunded
                            ON refunded.id = rel.order_line_id
                          JOIN sale_order target ON target.id = refunded.order_id
                         WHERE am.move_type = 'out_refund'
                           AND am.state = 'posted'
                           AND am.company_id = %(company)s
                           AND am.invoice_date <= %(as_of)s
                           %(raw_partners)s) credited_order
                  JOIN sale_order_line sol ON sol.order_id = credited_order.id
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                  JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                  JOIN account_move am ON am.id = aml.move_id
                 CROSS JOIN LATERAL (
                       SELECT CASE WHEN am.currency_id = credited_order.currency_id
                                   THEN aml.price_subtotal
                                   WHEN am.move_type = 'out_refund'
                                   THEN aml.balance * credited_order.currency_rate
                                   ELSE -aml.balance * credited_order.currency_rate
                              END AS amount) part
                 WHERE am.state = 'posted'
                   AND am.invoice_date <= %(as_of)s
                   AND NOT COALESCE(sol.is_downpayment, FALSE)
                 GROUP BY sol.order_id) line
              JOIN sale_order so ON so.id = line.order_id
            """,
            company=company.id,
            as_of=as_of,
            raw_partners=self._restrict_partners(SQL("target.partner_id"), partner_ids),
        )

    @api.model
    def _free_order_credit_condition(self):
        """Credit notes that reverse an order's invoice without naming its lines.

        One that has to do with no order is not counted: neither was what it
        takes back.
        """
        linked = """EXISTS (
            SELECT 1 FROM account_move_line aml
              JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = aml.id
             WHERE aml.move_id = %s)"""
        return SQL(
            "NOT %s AND %s",
            SQL(linked, SQL("am.id")),
            SQL(linked, SQL("am.reversed_entry_id")),
        )

    # ------------------------------------------------------------------
    # Posted invoices
    # ------------------------------------------------------------------

    @api.model
    def _select_invoices(self, company, as_of, partner_ids):
        """Posted invoices; one of down payments only is money, not a purchase.

        The purchase is the final invoice, which would otherwise be counted
        twice: once when announced and once when made.
        """
        return SQL(
            """
            SELECT am.id,
                   am.partner_id AS raw_partner_id,
                   am.invoice_date AS day,
                   am.amount_untaxed_signed::float8 AS amount,
                   %(margin)s AS margin,
                   advance.move_id IS NULL AS may_count
              FROM account_move am
              LEFT JOIN (SELECT aml.move_id
                           FROM account_move_line aml
                          WHERE aml.display_type = 'product'
                            AND aml.move_id IN (SELECT move_id
                                                  FROM account_move_line
                                                 WHERE is_downpayment)
                          GROUP BY aml.move_id
                         HAVING bool_and(COALESCE(aml.is_downpayment, FALSE))
                        ) advance ON advance.move_id = am.id
             WHERE am.company_id = %(company)s
               AND am.move_type IN ('out_invoice', 'out_receipt')
               AND am.state = 'posted'
               AND am.invoice_date <= %(as_of)s
               AND %(rated)s
               %(raw_partners)s
            """,
            margin=self._get_invoice_margin_sql(company),
            company=company.id,
            as_of=as_of,
            rated=self._get_rated_invoice_condition(company),
            raw_partners=self._restrict_partners(SQL("am.partner_id"), partner_ids),
        )

    @api.model
    def _select_invoice_credits(self, company, as_of, partner_ids):
        """What was credited on invoices, found by the invoice's customer.

        The credit note itself may name another one.  Exchange rates do not
        matter: both are in one currency, and only the share counts.
        """
        return SQL(
            """
            SELECT am.id AS document_id,
                   SUM(refund.amount_untaxed)::float8
                   / NULLIF(am.amount_untaxed, 0)::float8 AS share
              FROM account_move refund
              JOIN account_move am ON am.id = refund.reversed_entry_id
             WHERE refund.company_id = %(company)s
               AND refund.move_type = 'out_refund'
               AND refund.state = 'posted'
               AND refund.invoice_date <= %(as_of)s
               %(raw_partners)s
             GROUP BY am.id, am.amount_untaxed
            """,
            company=company.id,
            as_of=as_of,
            raw_partners=self._restrict_partners(SQL("am.partner_id"), partner_ids),
        )
