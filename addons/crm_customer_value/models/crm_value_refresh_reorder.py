from datetime import date

import numpy as np

from odoo import api, models
from odoo.tools import SQL

from ..lifetime import reorder_forecast
from .crm_value_refresh_score import _array_literal

EPOCH = date(1970, 1, 1)


class CrmValueRefresh(models.Model):
    """Step 7: what each customer is due to buy again, and when."""

    _inherit = "crm.value.refresh"

    def _step_reorder(self):
        self._write_reorders(self.company_id, self.as_of_date)
        return True

    @api.model
    def _write_reorders(self, company, as_of, partner_ids=None):
        """Forecast the reorders of all customers, or of ``partner_ids``.

        How often a product is bought by everybody stays as the last full
        refresh found it, when only some customers are read.
        """
        self.env.flush_all()
        rows = self._read_product_days(company, as_of, partner_ids)
        group, partner, product, day = rows[:, :4].astype(np.int64).T
        found = reorder_forecast(
            group,
            product,
            day,
            rows[:, 4],
            (as_of - EPOCH).days,
            None if partner_ids is None else self._read_product_intervals(company),
        )
        _ids, first = np.unique(group, return_index=True)
        partner_of = dict(
            zip(group[first].tolist(), partner[first].tolist(), strict=True)
        )
        partners = np.array([partner_of[g] for g in found.group.tolist()], dtype=int)
        self._remove_reorders(company, partners, found.product, partner_ids)
        prices = self._get_last_prices(group, day, rows[:, 4], rows[:, 5], found.group)
        self._store_reorders(company, as_of, partners, found, found.quantity * prices)
        self.env["crm.customer.reorder"].invalidate_model()

    @api.model
    def _read_product_days(self, company, as_of, partner_ids):
        """Return an array (group, partner, product, day number, quantity, amount)."""
        return np.array(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DENSE_RANK() OVER (ORDER BY partner_id, product_id),
                           partner_id, product_id, day, quantity, amount
                      FROM (SELECT bought.*, COUNT(*) OVER (
                                       PARTITION BY partner_id, product_id) AS days
                              FROM (%s) bought) counted
                     WHERE days >= 2
                     ORDER BY 1
                    """,
                    self._get_product_days_sql(company, as_of, partner_ids),
                )
            ),
            dtype=float,
        ).reshape(-1, 6)

    @api.model
    def _get_last_prices(self, group, day, quantity, amount, wanted):
        """Return what a unit cost on the last day of each of the groups ``wanted``.

        A median would mix prices of different times.
        """
        order = np.lexsort((day, group))
        last = order[np.searchsorted(group[order], wanted, side="right") - 1]
        return amount[last] / quantity[last]

    @api.model
    def _read_product_intervals(self, company):
        """Return {product id: days between two purchases of any customer}."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT product_id, MIN(product_interval)::float8
                         FROM crm_customer_reorder
                        WHERE company_id = %s AND product_interval > 0
                        GROUP BY product_id""",
                    company.id,
                )
            )
        )

    @api.model
    def _remove_reorders(self, company, partners, products, partner_ids):
        """Remove forecasts that were not found again."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_customer_reorder reorder
                 WHERE company_id = %s
                   %s
                   AND NOT EXISTS (
                       SELECT 1 FROM unnest(%s::int[], %s::int[])
                                     AS new(partner_id, product_id)
                        WHERE new.partner_id = reorder.partner_id
                          AND new.product_id = reorder.product_id)
                """,
                company.id,
                SQL("AND partner_id = ANY(%s)", list(partner_ids))
                if partner_ids is not None
                else SQL(),
                _array_literal(partners),
                _array_literal(products),
            )
        )

    @api.model
    def _store_reorders(self, company, as_of, partners, found, amounts):
        """Write the ``lifetime.Reorders`` found, one of ``partners`` each."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer_reorder AS reorder (
                    company_id, currency_id, partner_id, active, user_id, product_id,
                    as_of_date, order_days, last_order_date, interval,
                    product_interval, due_date, window_days, overdue_ratio, quantity,
                    amount)
                SELECT %(company)s, %(currency)s, new.partner_id, partner.active,
                       partner.user_id, new.product_id, %(as_of)s, new.n,
                       DATE '1970-01-01' + new.last, new.gap, new.product_gap,
                       DATE '1970-01-01' + ROUND(new.due)::int,
                       new.spread, new.ratio, new.quantity,
                       NULLIF(new.amount, 'NaN')
                  FROM unnest(%(partners)s::int[], %(products)s::int[],
                              %(n)s::int[], %(last)s::int[], %(gap)s::float8[],
                              %(product_gap)s::float8[],
                              %(due)s::float8[], %(spread)s::float8[],
                              %(ratio)s::float8[], %(quantity)s::float8[],
                              %(amount)s::float8[])
                       AS new(partner_id, product_id, n, last, gap,
                              product_gap, due, spread,
                              ratio, quantity, amount)
                  JOIN res_partner partner ON partner.id = new.partner_id
                ON CONFLICT (company_id, partner_id, product_id) DO UPDATE SET
                    (currency_id, active, user_id, as_of_date, order_days,
                     last_order_date, interval, product_interval, due_date,
                     window_days, overdue_ratio, quantity, amount)
                  = (EXCLUDED.currency_id, EXCLUDED.active, EXCLUDED.user_id,
                     EXCLUDED.as_of_date, EXCLUDED.order_days, EXCLUDED.last_order_date,
                     EXCLUDED.interval, EXCLUDED.product_interval,
                     EXCLUDED.due_date, EXCLUDED.window_days,
                     EXCLUDED.overdue_ratio, EXCLUDED.quantity, EXCLUDED.amount)
                """,
                company=company.id,
                currency=company.currency_id.id,
                as_of=as_of,
                partners=_array_literal(partners),
                products=_array_literal(found.product),
                n=_array_literal(found.n),
                last=_array_literal(found.last),
                gap=_array_literal(found.gap),
                product_gap=_array_literal(found.product_gap),
                due=_array_literal(found.due),
                spread=_array_literal(found.latest - found.due),
                ratio=_array_literal(found.overdue_ratio),
                quantity=_array_literal(found.quantity),
                amount=_array_literal(amounts),
            )
        )
