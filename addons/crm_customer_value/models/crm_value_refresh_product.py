from datetime import timedelta

import numpy as np

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day, local_day

from ..lifetime import product_affinities
from .crm_value_refresh_score import _array_literal

# Habits change: what was bought longer ago says little on the next purchase.
YEARS_READ = 3


class CrmValueRefresh(models.Model):
    """Step 8: what else to offer, from what was bought.

    Like step 7 it reads the lines of confirmed orders, whatever the basis of
    the money: an order says what was wanted and when, an invoice what was
    delivered.
    """

    _inherit = "crm.value.refresh"

    @api.model
    def _get_product_days_sql(self, company, as_of, partner_ids=None):
        """Return SQL (partner_id, product_id, day number, quantity, amount) by day."""
        end = end_of_local_day(as_of, company.crm_timezone)
        excluded = company._get_crm_value_excluded_partner_ids()
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id,
                   sol.product_id, %(day)s - DATE '1970-01-01' AS day,
                   SUM(sol.product_uom_qty * uom.factor / base.factor)::float8
                       AS quantity,
                   SUM(%(amount)s) AS amount
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
               %(partners)s
             GROUP BY 1, 2, 3
            """,
            day=local_day(SQL("so.date_order"), company.crm_timezone),
            amount=self.env["crm.sales.source"]._convert_order_amount(
                SQL("sol.price_subtotal")
            ),
            company=company.id,
            start=end - timedelta(days=365 * YEARS_READ),
            end=end,
            excluded=excluded,
            partners=self.env["crm.sales.source"]._restrict_partners(
                SQL("so.partner_id"), partner_ids
            ),
        )

    def _step_affinity(self):
        """Compare customers rather than orders: who buys one thing also uses
        another, be it on a different day."""
        company = self.company_id
        rows = np.array(
            self.env.execute_query(
                SQL(
                    """SELECT partner_id, product_id FROM (%s) bought
                        GROUP BY 1, 2 ORDER BY 1, MAX(day) DESC, 2""",
                    self._get_product_days_sql(company, self.as_of_date),
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
