from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.report.crm_sales_forecast import MONTHS_AHEAD, TODAY
from odoo.addons.crm_gateway.sql import local_day, split_by_month

# As on the list of reorders: who stays away longer buys elsewhere.
GIVEN_UP = 4
# An order that the forecast of reorders does not know yet is not older.
DAYS_NOT_REFRESHED = 60


class CrmSalesForecast(models.Model):
    """What customers buy again: of products, and beyond all that is known by name.

    6. ``reorder``: due, less likely with the chance that the customer left; not of a
       product that a valid quotation or an order since then holds, and not in a
       month in which an opportunity without a quotation closes, or a contract runs:
       nobody knows that those are about something else
    7. ``repeat``: what the value model expects of the customer within the horizon,
       less all of the above in that time
    """

    _inherit = "crm.sales.forecast"
    _depends = {
        "crm.customer.reorder": [
            "active",
            "amount",
            "as_of_date",
            "company_id",
            "due_date",
            "overdue_ratio",
            "partner_id",
            "product_id",
            "user_id",
        ],
        "crm.customer.value": [
            "active",
            "as_of_date",
            "company_id",
            "expected_revenue",
            "partner_id",
            "probability_alive",
            "user_id",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["name"],
        "res.company": ["crm_value_horizon"],
        "sale.order.line": ["order_id", "product_id"],
    }

    source = fields.Selection(
        selection_add=[("reorder", "Due reorder"), ("repeat", "Expected repeat")],
        ondelete={"reorder": "cascade", "repeat": "cascade"},
    )

    @api.model
    def _get_known(self):
        return {
            **super()._get_known(),
            "known_reorder": self.sudo()._select_reorders(),
        }

    @api.model
    def _get_branches(self):
        return {
            **super()._get_branches(),
            "reorder": self._pick_readable("known_reorder", "crm.customer.reorder"),
            "repeat": self._select_repeats(),
        }

    @api.model
    def _find_facts(self, model, domain):
        """Return the Query of readable facts about customers, with their team."""
        query = self._find_readable(model, [("active", "=", True), *domain])
        if query is not None:
            table = self.env[model]._table
            self._join_company(query, SQL.identifier(table, "company_id"))
            query.add_join(
                "LEFT JOIN",
                "owner",
                "res_users",
                SQL("owner.id = %s", SQL.identifier(table, "user_id")),
            )
        return query

    # ----------------------------------------------------------------------
    # Reorders
    # ----------------------------------------------------------------------

    @api.model
    def _select_reorders(self):
        query = self._find_facts(
            "crm.customer.reorder", [("overdue_ratio", "<", GIVEN_UP)]
        )
        query.add_join(
            "LEFT JOIN",
            "value",
            "crm_customer_value",
            SQL(
                """value.company_id = crm_customer_reorder.company_id
                   AND value.partner_id = crm_customer_reorder.partner_id"""
            ),
        )
        query.add_join(
            "JOIN",
            "product",
            "product_product",
            SQL("product.id = crm_customer_reorder.product_id"),
        )
        query.add_join(
            "JOIN",
            "template",
            "product_template",
            SQL("template.id = product.product_tmpl_id"),
        )
        date = SQL("GREATEST(crm_customer_reorder.due_date, %s)", TODAY)
        query.add_where(
            SQL(
                "crm_customer_reorder.due_date < %s + make_interval(months => %s)",
                TODAY,
                MONTHS_AHEAD,
            )
        )
        query.add_where(
            SQL(
                """NOT EXISTS (
                    SELECT FROM (%s) covered
                     WHERE covered.company_id = crm_customer_reorder.company_id
                       AND covered.partner_id = crm_customer_reorder.partner_id
                       AND covered.product_id = crm_customer_reorder.product_id
                       AND (covered.ordered_on IS NULL
                            OR covered.ordered_on > crm_customer_reorder.as_of_date))
                   AND NOT EXISTS (
                    SELECT FROM (%s) covered
                     WHERE covered.company_id = crm_customer_reorder.company_id
                       AND covered.partner_id = crm_customer_reorder.partner_id
                       AND covered.month = date_trunc('month', %s::timestamp))""",
                self._get_covered_products(),
                self._get_covered_months(),
                date,
            )
        )
        return self._make_branch(
            query,
            "reorder",
            7,
            "crm.customer.reorder",
            date=date,
            partner_id=SQL("crm_customer_reorder.partner_id"),
            team_id=SQL("owner.sale_team_id"),
            user_id=SQL("crm_customer_reorder.user_id"),
            name=SQL(
                "COALESCE(template.name->>%s, template.name->>'en_US')",
                self.env.lang or "en_US",
            ),
            amount=SQL("crm_customer_reorder.amount"),
            probability=SQL("100 * COALESCE(value.probability_alive, 1)"),
        )

    @api.model
    def _get_covered_products(self):
        """Products that a customer was offered, or ordered (then with the day)."""
        return SQL(
            """SELECT deal.company_id, buyer.commercial_partner_id AS partner_id,
                      line.product_id,
                      CASE WHEN deal.state = 'sale' THEN %(day)s END AS ordered_on
                 FROM sale_order deal
                 JOIN res_company company ON company.id = deal.company_id
                 JOIN res_partner buyer ON buyer.id = deal.partner_id
                 JOIN sale_order_line line ON line.order_id = deal.id
                WHERE line.product_id IS NOT NULL
                  AND (deal.state IN ('draft', 'sent') AND %(valid)s
                       OR deal.state = 'sale'
                          AND deal.date_order >= NOW() AT TIME ZONE 'UTC'
                                                 - make_interval(days => %(days)s))""",
            day=local_day(SQL("deal.date_order"), SQL("company.crm_timezone")),
            valid=self._get_valid_condition("deal"),
            days=DAYS_NOT_REFRESHED,
        )

    @api.model
    def _get_covered_months(self):
        """Months of a customer that something stands for without naming products."""
        return SQL(
            """SELECT deal.company_id, deal.partner_id,
                      date_trunc('month', deal.date::timestamp) AS month
                 FROM known_opportunity deal
                WHERE deal.expected > 0 AND deal.date IS NOT NULL
                  AND NOT EXISTS (SELECT FROM sale_order quotation
                                   WHERE quotation.opportunity_id = deal.res_id
                                     AND quotation.state <> 'cancel')
                UNION ALL
               SELECT deal.company_id, deal.partner_id,
                      date_trunc('month', deal.date::timestamp)
                 FROM known_contract deal"""
        )

    # ----------------------------------------------------------------------
    # Repeat orders
    # ----------------------------------------------------------------------

    @api.model
    def _select_repeats(self):
        """What the model expects beyond all that is known by name.

        The model's sum of the horizon is divided among its days.  A month gives what
        it has above the named sales of that month; all of that is then cut so that
        the customer's sum is the model's, or that of the named sales if it is higher.
        """
        query = self._find_facts("crm.customer.value", [("expected_revenue", ">", 0)])
        if query is None:
            return None
        query.add_join(
            "JOIN",
            "month",
            SQL("(%s)", self._get_horizon_months()),
            SQL("month.company_id = crm_customer_value.company_id"),
        )
        query.add_join(
            "LEFT JOIN",
            "named",
            SQL("(%s)", self._get_named_sales()),
            SQL(
                """named.company_id = crm_customer_value.company_id
                   AND named.partner_id = crm_customer_value.partner_id"""
            ),
        )
        query.add_join(
            "JOIN",
            "rest",
            SQL(
                """LATERAL (
                    SELECT GREATEST(
                               model.amount * month.share
                               - COALESCE((named.by_month->>month.key)::float8, 0), 0)
                           * CASE WHEN named.company_id IS NULL THEN 1
                                  ELSE GREATEST(
                                           model.amount * month.whole - named.total, 0)
                                       / NULLIF(
                                           model.amount * month.whole - named.capped,
                                           0) END AS amount
                      FROM (SELECT crm_customer_value.expected_revenue::float8
                                   AS amount) model)"""
            ),
            SQL("rest.amount > 0"),
        )
        return self._make_branch(
            query,
            "repeat",
            8,
            "crm.customer.value",
            slot=SQL("month.slot"),
            date=SQL("month.day"),
            partner_id=SQL("crm_customer_value.partner_id"),
            team_id=SQL("owner.sale_team_id"),
            user_id=SQL("crm_customer_value.user_id"),
            amount=SQL("rest.amount"),
            expected=SQL("rest.amount"),
            probability=SQL("NULL"),
        )

    @api.model
    def _get_horizon_months(self):
        """Each company's months from today, with their shares of the horizon."""
        end = SQL(
            "(%s + make_interval(months => company.crm_value_horizon))::date - 1", TODAY
        )
        return SQL(
            """SELECT company.id AS company_id, part.day, part.share, part.slot,
                      to_char(part.day, 'YYYY-MM') AS key,
                      SUM(part.share) OVER (PARTITION BY company.id) AS whole
                 FROM res_company company
                CROSS JOIN %s part""",
            split_by_month(TODAY, end, MONTHS_AHEAD),
        )

    @api.model
    def _get_named_sales(self):
        """What is known by name of each customer within the horizon.

        ``by_month`` and ``total``, which has what has no date as well; ``capped`` is
        the total of the months, each at most what the model expects of it.  An order
        counts if it is of this month and the model did not know it.
        """
        named = self._union(
            [SQL("SELECT * FROM known"), self.sudo()._select_orders(months_back=0)]
        )
        return SQL(
            """SELECT sale.company_id, sale.partner_id, SUM(sale.amount) AS total,
                      COALESCE(SUM(LEAST(sale.amount,
                                         own.expected_revenue * month.share))
                               FILTER (WHERE sale.key IS NOT NULL), 0) AS capped,
                      jsonb_object_agg(sale.key, sale.amount)
                          FILTER (WHERE sale.key IS NOT NULL) AS by_month
                 FROM (SELECT line.company_id, line.partner_id,
                              to_char(line.date, 'YYYY-MM') AS key,
                              SUM(line.expected) AS amount
                         FROM (%(named)s) line
                         JOIN crm_customer_value model
                           ON model.company_id = line.company_id
                          AND model.partner_id = line.partner_id
                        WHERE line.expected > 0
                          AND (line.source <> 'order' OR line.date > model.as_of_date)
                        GROUP BY 1, 2, 3) sale
                 JOIN crm_customer_value own ON own.company_id = sale.company_id
                                            AND own.partner_id = sale.partner_id
                 LEFT JOIN (%(months)s) month ON month.company_id = sale.company_id
                                             AND month.key = sale.key
                WHERE sale.key IS NULL OR month.key IS NOT NULL
                GROUP BY 1, 2""",
            named=named,
            months=self._get_horizon_months(),
        )
