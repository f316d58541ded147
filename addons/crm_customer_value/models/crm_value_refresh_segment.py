from odoo import api, models
from odoo.tools import SQL

# Below these a fifth says nothing: a handful of customers, or equal values.
MIN_CUSTOMERS = 50
MIN_DISTINCT = 5


class CrmValueRefresh(models.Model):
    """Step 5: RFM scores and segments."""

    _inherit = "crm.value.refresh"

    def _step_segment(self):
        company = self.company_id
        self._prepare_sort()
        self._measure_thresholds(company, self.as_of_date)
        self._write_scores(company, self.as_of_date, tiers=self._measure_tiers(company))
        return True

    @api.model
    def _measure_thresholds(self, company, as_of):
        """Measure the fifths of the company's customers and keep their borders.

        The score is ``min(5, floor(5 * percent_rank) + 1)``: a share of
        customers below, so that equal values share a score, which NTILE would
        tear apart.  Each score's border is the least value that reached it, so
        that a single customer can be scored later without ranking all.
        """
        grid = self.env["crm.rfm.grid"].sudo()._get_for_company(company)
        if grid.method == "fixed":
            grid.measured_by = "fixed"
            return
        self.env["crm.customer.value"].flush_model()
        [row] = self.env.execute_query_dict(
            SQL(
                """
                WITH ranked AS (
                    SELECT last_order_date, order_days, net_revenue,
                           LEAST(5, FLOOR(5 * PERCENT_RANK() OVER (
                               ORDER BY last_order_date)) + 1) AS r,
                           LEAST(5, FLOOR(5 * PERCENT_RANK() OVER (
                               ORDER BY order_days)) + 1) AS f,
                           LEAST(5, FLOOR(5 * PERCENT_RANK() OVER (
                               ORDER BY net_revenue)) + 1) AS m
                      FROM crm_customer_value
                     WHERE company_id = %(company)s AND order_days > 0)
                SELECT COUNT(*) AS customers,
                       COUNT(DISTINCT last_order_date) AS distinct_r,
                       COUNT(DISTINCT net_revenue) AS distinct_m,
                       COUNT(DISTINCT order_days) AS distinct_f,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (
                           ORDER BY net_revenue::float8 / order_days) AS median_order,
                       %(borders)s
                  FROM ranked
                """,
                company=company.id,
                borders=SQL(", ").join(
                    SQL(
                        """MAX(%(as_of)s::date - last_order_date)
                               FILTER (WHERE r >= %(score)s) AS %(r)s,
                           MIN(order_days) FILTER (WHERE f >= %(score)s) AS %(f)s,
                           MIN(net_revenue) FILTER (WHERE m >= %(score)s) AS %(m)s""",
                        as_of=as_of,
                        score=score,
                        r=SQL.identifier(f"r{score}"),
                        f=SQL.identifier(f"f{score}"),
                        m=SQL.identifier(f"m{score}"),
                    )
                    for score in range(2, 6)
                ),
            )
        )
        enough = row["customers"] >= MIN_CUSTOMERS
        grid.measured_by = "quintile" if enough else "default"
        grid._store_thresholds(
            {
                "recency_days": enough and row["distinct_r"] >= MIN_DISTINCT,
                "order_days": enough and row["distinct_f"] >= MIN_DISTINCT,
                "net_revenue": enough and row["distinct_m"] >= MIN_DISTINCT,
            },
            {
                score: {
                    "recency_days": row[f"r{score}"],
                    "order_days": row[f"f{score}"],
                    "net_revenue": row[f"m{score}"],
                }
                for score in range(2, 6)
            },
            row["median_order"] or 0,
        )

    @api.model
    def _measure_tiers(self, company):
        """Return the least lifetime values of the top and the middle third.

        A third is a share of customers below, so that equal values share one.
        None where no customer is so far up.
        """
        self.env["crm.customer.value"].flush_model()
        [borders] = self.env.execute_query(
            SQL(
                """
                SELECT MIN(cltv) FILTER (WHERE share >= 2 / 3.0),
                       MIN(cltv) FILTER (WHERE share >= 1 / 3.0)
                  FROM (SELECT cltv, PERCENT_RANK() OVER (ORDER BY cltv) AS share
                          FROM crm_customer_value
                         WHERE company_id = %s AND order_days > 0
                           AND cltv IS NOT NULL) ranked
                """,
                company.id,
            )
        )
        return borders

    @api.model
    def _write_scores(self, company, as_of, partner_ids=None, tiers=None):
        """Score customers by the grid's thresholds and give them a segment.

        One statement, and only the rows that come to differ.  A row that one
        transaction writes twice costs a look-up for each of its foreign keys:
        PostgreSQL trusts only keys that were checked before.

        :param tiers: borders from :meth:`_measure_tiers`; without them
            customers keep their tier
        """
        grid = self.env["crm.rfm.grid"].sudo()._get_for_company(company)
        self.env.flush_all()
        targets = (
            SQL("AND value.partner_id = ANY(%s)", list(partner_ids))
            if partner_ids is not None
            else SQL()
        )
        self.env.cr.execute(
            SQL(
                """
                WITH scored AS (
                    SELECT value.id, %(r)s AS r, %(f)s AS f, %(m)s AS m,
                           %(rules)s AS rule_segment_id, %(tier)s AS tier
                      FROM crm_customer_value value
                     WHERE value.company_id = %(company)s %(targets)s),
                placed AS (SELECT scored.*, %(axis)s AS g FROM scored),
                target AS MATERIALIZED (
                    SELECT placed.*,
                           CASE WHEN placed.r IS NOT NULL
                                THEN COALESCE(placed.rule_segment_id, cell.segment_id)
                           END AS segment_id
                      FROM placed
                      LEFT JOIN crm_rfm_cell cell
                        ON cell.grid_id = %(grid)s
                       AND cell.recency_score = placed.r
                       AND cell.frequency_score = placed.g)
                UPDATE crm_customer_value value
                   SET recency_score = target.r,
                       frequency_score = target.f,
                       monetary_score = target.m,
                       grid_score = target.g,
                       segment_id = target.segment_id,
                       previous_segment_id = CASE
                           WHEN value.segment_id IS DISTINCT FROM target.segment_id
                           THEN value.segment_id
                           ELSE value.previous_segment_id END,
                       segment_since = CASE
                           WHEN value.segment_id IS DISTINCT FROM target.segment_id
                             OR value.segment_since IS NULL
                           THEN %(as_of)s ELSE value.segment_since END,
                       value_tier = target.tier
                  FROM target
                 WHERE value.id = target.id
                   AND (value.segment_since IS NULL
                        OR (value.recency_score, value.frequency_score,
                            value.monetary_score, value.grid_score,
                            value.segment_id, value.value_tier)
                           IS DISTINCT FROM
                           (target.r, target.f, target.m, target.g,
                            target.segment_id, target.tier))
                """,
                r=self._get_score_sql(
                    grid,
                    SQL("(%s::date - value.last_order_date)", as_of),
                    "recency_days",
                    SQL("<="),
                ),
                f=self._get_score_sql(
                    grid, SQL("value.order_days"), "order_days", SQL(">=")
                ),
                m=self._get_score_sql(
                    grid, SQL("value.net_revenue"), "net_revenue", SQL(">=")
                ),
                axis=SQL("f")
                if grid.axis == "frequency"
                else SQL("ROUND((f + m) / 2.0)::int"),
                rules=self._get_rule_segment_sql(company),
                tier=self._get_tier_sql(tiers),
                grid=grid.id,
                company=company.id,
                targets=targets,
                as_of=as_of,
            )
        )
        self.env["crm.customer.value"].invalidate_model()

    @api.model
    def _get_score_sql(self, grid, value, field, operator):
        """Return SQL of the score of ``value`` by the thresholds of ``field``.

        NULL for customers without purchases.
        """
        branches = [
            SQL("WHEN %s %s %s THEN %s", value, operator, row[field], score)
            for score, row in sorted(grid._get_thresholds().items(), reverse=True)
        ]
        return SQL(
            "CASE WHEN value.order_days > 0 THEN CASE %s ELSE 1 END END",
            SQL(" ").join(branches),
        )

    @api.model
    def _get_tier_sql(self, tiers):
        """Return SQL of the tier of ``value``: its old one where it has no rank."""
        if not tiers:
            return SQL("value.value_tier")
        top, middle = tiers
        return SQL(
            """CASE WHEN value.order_days > 0 AND value.cltv IS NOT NULL
                    THEN CASE WHEN value.cltv >= %s THEN 'a'
                              WHEN value.cltv >= %s THEN 'b'
                              ELSE 'c' END
                    ELSE value.value_tier END""",
            top,
            middle,
        )

    @api.model
    def _get_rule_segment_sql(self, company):
        """Return SQL of the first rule segment that ``value`` meets, or NULL."""
        Value = self.env["crm.customer.value"].sudo().with_context(active_test=False)
        branches = []
        for segment in self.env["crm.segment"].search(
            [("kind", "=", "rule"), ("company_id", "in", (False, company.id))]
        ):
            query = Value.with_company(company)._search(segment._get_rule_domain())
            branches.append(
                SQL("WHEN value.id IN (%s) THEN %s", query.subselect(), segment.id)
            )
        if not branches:
            return SQL("NULL::int")
        return SQL("CASE %s END", SQL(" ").join(branches))
