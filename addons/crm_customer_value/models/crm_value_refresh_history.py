from odoo import models
from odoo.tools import SQL


class CrmValueRefresh(models.Model):
    """Step 9: the month's row of each customer, written anew until it ends."""

    _inherit = "crm.value.refresh"

    def _step_history(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH former AS (
                    SELECT DISTINCT ON (partner_id) partner_id, segment_id
                      FROM crm_customer_value_history
                     WHERE company_id = %(company)s AND month < %(month)s
                     ORDER BY partner_id, month DESC)
                INSERT INTO crm_customer_value_history AS history (
                    company_id, partner_id, currency_id, month, segment_id,
                    previous_segment_id, moved, recency_score, frequency_score,
                    monetary_score, net_revenue, cltv, churn_risk)
                SELECT value.company_id, value.partner_id, value.currency_id,
                       %(month)s, value.segment_id, former.segment_id,
                       former.partner_id IS NOT NULL
                           AND former.segment_id IS DISTINCT FROM value.segment_id,
                       value.recency_score, value.frequency_score,
                       value.monetary_score, value.net_revenue, value.cltv,
                       value.churn_risk
                  FROM crm_customer_value value
                  LEFT JOIN former ON former.partner_id = value.partner_id
                 WHERE value.company_id = %(company)s
                   AND (value.order_days > 0 OR former.partner_id IS NOT NULL)
                ON CONFLICT (company_id, partner_id, month) DO UPDATE SET
                    (segment_id, previous_segment_id, moved, recency_score,
                     frequency_score, monetary_score, net_revenue, cltv, churn_risk)
                  = (EXCLUDED.segment_id, EXCLUDED.previous_segment_id,
                     EXCLUDED.moved, EXCLUDED.recency_score,
                     EXCLUDED.frequency_score, EXCLUDED.monetary_score,
                     EXCLUDED.net_revenue, EXCLUDED.cltv, EXCLUDED.churn_risk)
                """,
                company=self.company_id.id,
                month=self.as_of_date.replace(day=1),
            )
        )
        self.env["crm.customer.value.history"].invalidate_model()
        return True
