from datetime import UTC, datetime, timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import rate_on_day

YEAR = timedelta(days=365)
# Memory of one sort while all sales are added up. PostgreSQL's default of 4 MB
# sends a million rows through files many times.
WORK_MEM = "128MB"


class CrmValueRefresh(models.Model):
    """Step 1: purchases of all customers, in one statement."""

    _inherit = "crm.value.refresh"

    def _step_purchases(self):
        company = self.company_id
        count = self._write_purchases(company, self.as_of_date)
        self.customers = count
        self._note_unrated_documents()
        self._note_missing_group_rates()
        if not count:
            self._note(
                self.env._(
                    "There are no purchases yet: no data to compute values from."
                )
            )
        return True

    def _note_unrated_documents(self):
        """Name what was left out because its exchange rate is not known."""
        Source = self.env["crm.sales.source"]
        scope = (self.company_id, self.as_of_date)
        for currency, orders in Source._find_unrated_orders(*scope):
            self._note(
                self.env._(
                    "%(orders)s orders in %(currency)s were left out, because no "
                    "exchange rate is known. Enter a rate and refresh again.",
                    orders=orders,
                    currency=currency.name,
                )
            )
        for currency, invoices in Source._find_unrated_invoices(*scope):
            self._note(
                self.env._(
                    "%(invoices)s invoices and credit notes in %(currency)s were left "
                    "out: they are booked at 1 : 1, because no exchange rate was "
                    "known. Enter a rate, then reset them to draft, refresh their "
                    "rate and post them again.",
                    invoices=invoices,
                    currency=currency.name,
                )
            )

    def _note_missing_group_rates(self):
        """Say whose sales cannot be added over the group."""
        company = self.company_id
        domain = [("company_id", "=", company.id), ("group_currency_id", "=", False)]
        Value = self.env["crm.customer.value"].with_context(active_test=False)
        if customers := Value.search_count(domain):
            self._note(
                self.env._(
                    "The net sales of %(customers)s customers in the group currency "
                    "%(currency)s are empty, because the exchange rate of some days "
                    "is not known. Enter rates from the first sale on and refresh "
                    "again.",
                    customers=customers,
                    currency=company._get_crm_group_currency().name,
                )
            )

    @api.model
    def _write_purchases(self, company, as_of, partner_ids=None):
        """Write the purchases of all customers, or of ``partner_ids``.

        Customers whose last purchase has gone (cancelled, credited, moved to
        another contact) keep their row with zeros, so that nothing that refers
        to it is lost.

        :return: number of customers with purchases or credits
        """
        self.env.flush_all()
        self._prepare_sort()
        now = datetime.now(UTC).replace(tzinfo=None)
        [(written,)] = self.env.execute_query(
            self._get_purchases_sql(company, as_of, now, partner_ids)
        )
        self._clear_former_customers(company, as_of, now, partner_ids)
        self.env["crm.customer.value"].invalidate_model()
        return written

    @api.model
    def _prepare_sort(self):
        """Let this transaction sort all sales in memory.

        Compiling the statement is turned off: it takes longer than it saves.
        A server that grants more memory than we ask for keeps its setting.
        """
        self.env.cr.execute("SET LOCAL jit = off")
        self.env.cr.execute(
            """SELECT set_config('work_mem', %(wanted)s, TRUE)
                WHERE pg_size_bytes(current_setting('work_mem'))
                      < pg_size_bytes(%(wanted)s)""",
            {"wanted": WORK_MEM},
        )

    @api.model
    def _get_purchases_sql(self, company, as_of, now, partner_ids=None):
        """Return the statement that adds up purchases and stores them.

        ``sale``  sorted once; what follows adds up as the rows pass by, so that
                  memory does not grow with the customers, and customers are
                  written in the order in which they lie on disk
        ``day``   one row a customer and business day; documents of a day merge
        ``seen``  the same, with the first purchase day of the customer
        Money up to the first purchase day (an advance included) is the first
        purchase; the rest divided by the repeat purchases is their mean value,
        which the Gamma-Gamma model is about.
        """
        group_currency = company._get_crm_group_currency()
        currency = company.currency_id
        same_currency = currency == group_currency
        return SQL(
            """
            WITH sale AS (%(sales)s ORDER BY partner_id, day),
            day AS (
                SELECT partner_id, day,
                       SUM(amount) AS amount,
                       SUM(margin) AS margin,
                       COUNT(*) FILTER (WHERE is_order) AS orders
                  FROM sale
                 GROUP BY partner_id, day),
            seen AS (
                SELECT day.*,
                       MIN(day.day) FILTER (WHERE orders > 0)
                           OVER (PARTITION BY partner_id) AS first_day
                  FROM day
                 ORDER BY partner_id, first_day),
            customer AS (
                SELECT partner_id,
                       first_day,
                       MAX(day) FILTER (WHERE orders > 0) AS last_day,
                       COUNT(*) FILTER (WHERE orders > 0) AS order_days,
                       SUM(orders) AS order_count,
                       SUM(amount) AS revenue,
                       SUM(amount) FILTER (WHERE day > first_day) AS repeat_revenue,
                       SUM(amount) FILTER (WHERE day > %(year_ago)s) AS year_revenue,
                       SUM(margin) AS margin,
                       SUM(margin) FILTER (WHERE day > %(year_ago)s) AS year_margin,
                       %(group_revenue)s AS group_revenue,
                       %(periods)s
                  FROM seen
                  %(group_rate)s
                 GROUP BY partner_id, first_day),
            written AS (
                INSERT INTO crm_customer_value AS value (
                    company_id, partner_id, currency_id, group_currency_id,
                    active, user_id, country_id, industry_id,
                    computed_on, as_of_date, first_order_date, last_order_date,
                    order_days, order_count,
                    net_revenue, repeat_revenue, year_revenue, group_revenue,
                    margin, year_margin, average_order_value,
                    mean_interval, next_order_date,
                    period_x, period_tx, period_n)
                SELECT %(company)s, customer.partner_id, %(currency)s,
                       CASE WHEN group_revenue IS NOT NULL
                            THEN %(group_currency)s END,
                       partner.active, partner.user_id,
                       partner.country_id, partner.industry_id,
                       %(now)s, %(as_of)s, first_day, last_day,
                       order_days, COALESCE(order_count, 0),
                       %(net_revenue)s,
                       %(repeat_revenue)s,
                       %(year_revenue)s,
                       %(rounded_group_revenue)s,
                       %(margin)s,
                       %(year_margin)s,
                       CASE WHEN order_days > 0 THEN %(average)s END,
                       CASE WHEN order_days > 1
                            THEN (last_day - first_day)::float8 / (order_days - 1)
                       END,
                       CASE WHEN order_days > 1
                            THEN last_day + ROUND(
                                (last_day - first_day)::float8 / (order_days - 1)
                            )::int
                       END,
                       period_x, period_tx, period_n
                  FROM customer
                  JOIN res_partner partner ON partner.id = customer.partner_id
                 WHERE revenue IS NOT NULL
                ON CONFLICT (company_id, partner_id) DO UPDATE SET
                    (currency_id, group_currency_id, active, user_id, country_id,
                     industry_id, computed_on, as_of_date, first_order_date,
                     last_order_date, order_days, order_count, net_revenue,
                     repeat_revenue, year_revenue, group_revenue, margin, year_margin,
                     average_order_value, mean_interval, next_order_date,
                     period_x, period_tx, period_n)
                  = (EXCLUDED.currency_id, EXCLUDED.group_currency_id,
                     EXCLUDED.active, EXCLUDED.user_id, EXCLUDED.country_id,
                     EXCLUDED.industry_id,
                     EXCLUDED.computed_on, EXCLUDED.as_of_date,
                     EXCLUDED.first_order_date, EXCLUDED.last_order_date,
                     EXCLUDED.order_days, EXCLUDED.order_count,
                     EXCLUDED.net_revenue, EXCLUDED.repeat_revenue,
                     EXCLUDED.year_revenue, EXCLUDED.group_revenue,
                     EXCLUDED.margin, EXCLUDED.year_margin,
                     EXCLUDED.average_order_value, EXCLUDED.mean_interval,
                     EXCLUDED.next_order_date, EXCLUDED.period_x,
                     EXCLUDED.period_tx, EXCLUDED.period_n)
                RETURNING 1)
            SELECT COUNT(*) FROM written
            """,
            sales=self.env["crm.sales.source"]._get_sales_sql(
                company, as_of, partner_ids
            ),
            year_ago=as_of - YEAR,
            group_revenue=SQL("SUM(amount)")
            if same_currency
            else SQL(
                """CASE WHEN COUNT(*) FILTER (WHERE fx.rate IS NULL) = 0
                        THEN SUM(amount * fx.rate) END"""
            ),
            periods=self._get_period_columns(company, as_of, SQL("orders > 0")),
            group_rate=SQL()
            if same_currency
            else SQL(
                """LEFT JOIN (
                       SELECT calendar.day::date AS rate_day, %s AS rate
                         FROM generate_series((SELECT MIN(day) FROM day), %s::date,
                                              '1 day') AS calendar(day)
                   ) fx ON fx.rate_day = seen.day""",
                rate_on_day(company, group_currency, SQL("calendar.day::date")),
                as_of,
            ),
            company=company.id,
            currency=currency.id,
            group_currency=group_currency.id,
            as_of=as_of,
            now=now,
            net_revenue=_rounded(SQL("revenue"), currency),
            repeat_revenue=_rounded(SQL("COALESCE(repeat_revenue, 0)"), currency),
            year_revenue=_rounded(SQL("COALESCE(year_revenue, 0)"), currency),
            rounded_group_revenue=_rounded(SQL("group_revenue"), group_currency),
            margin=_rounded(SQL("COALESCE(margin, 0)"), currency),
            year_margin=_rounded(SQL("COALESCE(year_margin, 0)"), currency),
            average=_rounded(SQL("revenue / order_days"), currency),
        )

    @api.model
    def _clear_former_customers(self, company, as_of, now, partner_ids):
        """Set to zero the rows that the statement of ``now`` did not touch."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_customer_value SET
                       as_of_date = %(as_of)s, first_order_date = NULL,
                       last_order_date = NULL, order_days = 0, order_count = 0,
                       net_revenue = 0, repeat_revenue = 0, year_revenue = 0,
                       group_revenue = 0, margin = 0, year_margin = 0,
                       average_order_value = NULL, mean_interval = NULL,
                       next_order_date = NULL, period_x = 0, period_tx = 0,
                       period_n = 0, wallet = 0, wallet_share = 0,
                       wallet_source = NULL, wallet_peers = 0
                 WHERE company_id = %(company)s
                   AND computed_on <> %(now)s
                   %(partners)s
                   AND (order_days <> 0 OR net_revenue <> 0 OR margin <> 0)
                """,
                as_of=as_of,
                now=now,
                company=company.id,
                partners=SQL("AND partner_id = ANY(%s)", list(partner_ids))
                if partner_ids is not None
                else SQL(),
            )
        )


def _rounded(amount, currency):
    """Return SQL of a float ``amount`` as a numeric of the currency's decimals.

    By way of whole units: PostgreSQL turns a float into a numeric by printing
    and reading it, which took a tenth of the whole statement.  The millionth of
    a unit makes what binary floats put just below one half round up like it.
    """
    digits = currency.decimal_places
    return SQL(
        "ROUND((%(amount)s) * %(units)s + SIGN(%(amount)s) * 1e-6)::int8 * %(unit)s",
        amount=amount,
        units=10.0**digits,
        unit=Decimal(1).scaleb(-digits),
    )
