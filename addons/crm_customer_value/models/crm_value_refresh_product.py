from datetime import date, timedelta

import numpy as np

from odoo import models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day, local_day

from ..lifetime import product_affinities, reorder_forecast
from .crm_value_refresh_score import _array_literal

# Habits change: what was bought longer ago says little on the next purchase.
YEARS_READ = 3
EPOCH = date(1970, 1, 1)


class CrmValueRefresh(models.Model):
    """Steps 7 and 8: what is due to be bought again, and what else to offer.

    Both read the lines of confirmed orders, whatever the basis of the money:
    an order says what was wanted and when, an invoice what was delivered.
    """

    _inherit = "crm.value.refresh"

    def _get_product_days_sql(self):
        """Return SQL (partner_id, product_id, day number, quantity) by day."""
        company = self.company_id
        end = end_of_local_day(self.as_of_date, company.crm_timezone)
        excluded = company._get_crm_value_excluded_partner_ids()
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id,
                   sol.product_id, %(day)s - DATE '1970-01-01' AS day,
                   SUM(sol.product_uom_qty * uom.factor / base.factor)::float8
                       AS quantity
              FROM sale_order so
              JOIN sale_order_line sol ON sol.order_id = so.id
              JOIN res_partner contact ON contact.id = so.partner_id
              JOIN product_product product ON product.id = sol.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom uom ON uom.id = sol.product_uom_id
              JOIN uom_uom base ON base.id = template.uom_id
             WHERE so.company_id = %(company)s
               AND so.state = 'sale'
               AND so.date_order >= %(start)s
               AND so.date_order < %(end)s
               AND sol.display_type IS NULL
               AND sol.product_uom_qty > 0
               AND NOT COALESCE(sol.is_downpayment, FALSE)
               AND contact.commercial_partner_id <> ALL(%(excluded)s)
             GROUP BY 1, 2, 3
            """,
            day=local_day(SQL("so.date_order"), company.crm_timezone),
            company=company.id,
            start=end - timedelta(days=365 * YEARS_READ),
            end=end,
            excluded=excluded,
        )

    def _step_reorder(self):
        company = self.company_id
        self.env.flush_all()
        rows = np.array(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DENSE_RANK() OVER (ORDER BY partner_id, product_id),
                           partner_id, product_id, day, quantity
                      FROM (SELECT bought.*, COUNT(*) OVER (
                                       PARTITION BY partner_id, product_id) AS days
                              FROM (%s) bought) counted
                     WHERE days >= 2
                     ORDER BY 1
                    """,
                    self._get_product_days_sql(),
                )
            ),
            dtype=float,
        ).reshape(-1, 5)
        group, partner, product, day = rows[:, :4].astype(np.int64).T
        found = reorder_forecast(
            group, product, day, rows[:, 4], (self.as_of_date - EPOCH).days
        )
        _ids, first = np.unique(group, return_index=True)
        partner_of = dict(
            zip(group[first].tolist(), partner[first].tolist(), strict=True)
        )
        partners = np.array([partner_of[g] for g in found.group.tolist()], dtype=int)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_customer_reorder reorder
                 WHERE company_id = %s
                   AND NOT EXISTS (
                       SELECT 1 FROM unnest(%s::int[], %s::int[])
                                     AS new(partner_id, product_id)
                        WHERE new.partner_id = reorder.partner_id
                          AND new.product_id = reorder.product_id)
                """,
                company.id,
                _array_literal(partners),
                _array_literal(found.product),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer_reorder AS reorder (
                    company_id, currency_id, partner_id, active, user_id, product_id,
                    as_of_date, order_days, last_order_date, interval, due_date,
                    window_days, overdue_ratio, quantity)
                SELECT %(company)s, %(currency)s, new.partner_id, partner.active,
                       partner.user_id, new.product_id, %(as_of)s, new.n,
                       DATE '1970-01-01' + new.last, new.gap,
                       DATE '1970-01-01' + ROUND(new.due)::int,
                       new.spread, new.ratio, new.quantity
                  FROM unnest(%(partners)s::int[], %(products)s::int[],
                              %(n)s::int[], %(last)s::int[], %(gap)s::float8[],
                              %(due)s::float8[], %(spread)s::float8[],
                              %(ratio)s::float8[], %(quantity)s::float8[])
                       AS new(partner_id, product_id, n, last, gap, due, spread,
                              ratio, quantity)
                  JOIN res_partner partner ON partner.id = new.partner_id
                ON CONFLICT (company_id, partner_id, product_id) DO UPDATE SET
                    (currency_id, active, user_id, as_of_date, order_days,
                     last_order_date, interval, due_date, window_days,
                     overdue_ratio, quantity)
                  = (EXCLUDED.currency_id, EXCLUDED.active, EXCLUDED.user_id,
                     EXCLUDED.as_of_date, EXCLUDED.order_days, EXCLUDED.last_order_date,
                     EXCLUDED.interval, EXCLUDED.due_date, EXCLUDED.window_days,
                     EXCLUDED.overdue_ratio, EXCLUDED.quantity)
                """,
                company=company.id,
                currency=company.currency_id.id,
                as_of=self.as_of_date,
                partners=_array_literal(partners),
                products=_array_literal(found.product),
                n=_array_literal(found.n),
                last=_array_literal(found.last),
                gap=_array_literal(found.gap),
                due=_array_literal(found.due),
                spread=_array_literal(found.latest - found.due),
                ratio=_array_literal(found.overdue_ratio),
                quantity=_array_literal(found.quantity),
            )
        )
        self.env["crm.customer.reorder"].invalidate_model()
        return True

    def _step_affinity(self):
        """Compare customers rather than orders: who buys one thing also uses
        another, be it on a different day."""
        company = self.company_id
        rows = np.array(
            self.env.execute_query(
                SQL(
                    """SELECT partner_id, product_id FROM (%s) bought
                        GROUP BY 1, 2 ORDER BY 1, MAX(day) DESC, 2""",
                    self._get_product_days_sql(),
                )
            ),
            dtype=np.int64,
        ).reshape(-1, 2)
        found = product_affinities(rows[:, 0], rows[:, 1])
        self.env.cr.execute(
            SQL("DELETE FROM crm_product_affinity WHERE company_id = %s", company.id)
        )
        for one, other, buyers in (
            (found.first, found.second, found.n_first),
            (found.second, found.first, found.n_second),
        ):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO crm_product_affinity (
                        company_id, product_id, suggested_product_id, customers,
                        confidence, lift, p_value)
                    SELECT %s, * FROM unnest(
                        %s::int[], %s::int[], %s::int[], %s::float8[], %s::float8[],
                        %s::float8[])
                    """,
                    company.id,
                    _array_literal(one),
                    _array_literal(other),
                    _array_literal(found.support),
                    _array_literal(found.support / np.maximum(buyers, 1)),
                    _array_literal(found.lift),
                    _array_literal(found.p_value),
                )
            )
        self.env["crm.product.affinity"].invalidate_model()
        return True
