from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.tools import SQL


class CrmAttributionRun(models.Model):
    """What a run reads: lines of invoices, touches before them, touches in vain.

    One statement each, however many there are.
    """

    _inherit = "crm.attribution.run"

    def _get_period(self):
        """Return first and last moment in UTC, the last excluded."""
        zone = ZoneInfo(self.company_id.partner_id.tz or "UTC")
        return tuple(
            datetime.combine(day, time.min, zone).astimezone(UTC).replace(tzinfo=None)
            for day in (self.date_from, self.date_to + timedelta(days=1))
        )

    def _get_amount_sql(self):
        """Return SQL of the money of the line ``aml``, in the company's currency."""
        Revenue = self.env["crm.campaign.revenue"]
        if self.basis == "paid":
            return SQL("-aml.balance * %s", Revenue._get_paid_share_sql())
        if self.basis == "margin":
            return Revenue._get_margin_sql()
        return SQL("-aml.balance")

    def _read_lines(self):
        """Rows of posted customer invoices of the period, one a product line.

        (line, invoice, its date, order or None, invoice without order or None,
        customer, moment until which touches count, amount).  A credit note's line
        takes the path of what it reverses: that of its order; else of the order of
        the reversed line with the same product, or of the only order of the
        reversed invoice; else of the reversed invoice.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.move_id, line.date, line.order_id,
                       CASE WHEN line.order_id IS NULL THEN root.id END,
                       COALESCE(buyer.commercial_partner_id,
                                root.commercial_partner_id),
                       COALESCE(
                           so.date_order,
                           (root.invoice_date + 1)::timestamp AT TIME ZONE %(tz)s
                           AT TIME ZONE 'UTC' - INTERVAL '1 second'),
                       line.amount::float8
                  FROM (SELECT aml.id, am.id AS move_id, am.invoice_date AS date,
                               COALESCE(ordered.order_id, credited.order_id)
                               AS order_id,
                               CASE WHEN am.move_type = 'out_refund'
                                    THEN COALESCE(am.reversed_entry_id, am.id)
                                    ELSE am.id END AS root_id,
                               %(amount)s AS amount
                          FROM account_move am
                          JOIN account_move_line aml ON aml.move_id = am.id
                          JOIN res_company company ON company.id = am.company_id
                          %(orders)s
                         WHERE am.state = 'posted'
                           AND am.move_type
                               IN ('out_invoice', 'out_refund', 'out_receipt')
                           AND aml.display_type = 'product'
                           AND am.company_id = %(company)s
                           AND am.invoice_date BETWEEN %(start)s AND %(end)s) line
                  JOIN account_move root ON root.id = line.root_id
                  LEFT JOIN sale_order so ON so.id = line.order_id
                  LEFT JOIN res_partner buyer ON buyer.id = so.partner_id
                 ORDER BY line.id
                """,
                tz=self.company_id.partner_id.tz or "UTC",
                amount=self._get_amount_sql(),
                orders=self._join_orders(),
                company=self.company_id.id,
                start=self.date_from,
                end=self.date_to,
            )
        )

    def _join_orders(self):
        """Return the joins that find the order of the line ``aml``."""
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT MIN(sol.order_id) AS order_id
                  FROM sale_order_line_invoice_rel rel
                  JOIN sale_order_line sol ON sol.id = rel.order_line_id
                 WHERE rel.invoice_line_id = aml.id) ordered ON TRUE
            LEFT JOIN LATERAL (
                SELECT COALESCE(
                           MIN(sol.order_id)
                               FILTER (WHERE reversed.product_id = aml.product_id),
                           CASE WHEN COUNT(DISTINCT sol.order_id) = 1
                                THEN MIN(sol.order_id) END) AS order_id
                  FROM account_move_line reversed
                  JOIN sale_order_line_invoice_rel rel
                    ON rel.invoice_line_id = reversed.id
                  JOIN sale_order_line sol ON sol.id = rel.order_line_id
                 WHERE reversed.move_id = am.reversed_entry_id
                   AND reversed.display_type = 'product'
                   AND ordered.order_id IS NULL
                   AND am.move_type = 'out_refund') credited ON TRUE
            """
        )

    def _filter_touches(self):
        """Return SQL of the touches that count for the run at all."""
        return SQL(
            "(touch.company_id = %s OR touch.company_id IS NULL) AND %s",
            self.company_id.id,
            SQL("TRUE") if self.with_opens else SQL("touch.kind <> 'open'"),
        )

    def _read_touches(self, customers, moments):
        """Touches of each customer in the look-back until their moment.

        :return: rows (place in ``customers``, touch, campaign, medium or 0, date,
            days before the moment), oldest first within a place
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT path.place - 1, touch.id, touch.campaign_id,
                       COALESCE(touch.medium_id, 0), touch.date,
                       EXTRACT(EPOCH FROM path.moment - touch.date)::float8 / 86400
                  FROM unnest(%s::int[], %s::timestamp[]) WITH ORDINALITY
                       AS path(customer, moment, place)
                  JOIN crm_campaign_touch touch
                    ON touch.commercial_partner_id = path.customer
                   AND touch.date <= path.moment
                   AND touch.date >= path.moment - %s * INTERVAL '1 day'
                   AND %s
                 ORDER BY path.place, touch.date, touch.id
                """,
                customers,
                moments,
                self.look_back_days,
                self._filter_touches(),
            )
        )

    def _read_vain_touches(self, buyers):
        """Touches of the period of everybody but the buyers.

        :return: rows as of :meth:`_read_touches`; days count to the last touch
        """
        first, end = self._get_period()
        return self.env.execute_query(
            SQL(
                """
                SELECT DENSE_RANK() OVER (ORDER BY vain.who) - 1, vain.id,
                       vain.campaign_id, COALESCE(vain.medium_id, 0), vain.date,
                       EXTRACT(EPOCH FROM vain.moment - vain.date)::float8 / 86400
                  FROM (SELECT touch.id, touch.campaign_id, touch.medium_id,
                               touch.date, who.who,
                               MAX(touch.date) OVER (PARTITION BY who.who) AS moment
                          FROM crm_campaign_touch touch
                         CROSS JOIN LATERAL (
                               SELECT COALESCE(touch.commercial_partner_id::text,
                                               touch.email_normalized) AS who) who
                          LEFT JOIN unnest(%s::int[]) AS buyer(id)
                            ON buyer.id = touch.commercial_partner_id
                         WHERE buyer.id IS NULL AND who.who IS NOT NULL
                           AND touch.date >= %s AND touch.date < %s AND %s) vain
                 WHERE vain.date >= vain.moment - %s * INTERVAL '1 day'
                 ORDER BY vain.who, vain.date, vain.id
                """,
                buyers,
                first,
                end,
                self._filter_touches(),
                self.look_back_days,
            )
        )
