from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_complaint_merge import RECURRENCE_DAYS
from ..satisfaction.proportion import estimate_share
from ..satisfaction.recovery import proportion_difference

RECOVERY_DAYS = 180


class CrmComplaintDashboardLoyalty(models.AbstractModel):
    """Whether the same comes again, and whether who complained buys again."""

    _inherit = "crm.complaint.dashboard"

    @api.model
    def _get_figures(self, first, last):
        return [
            *super()._get_figures(first, last),
            self._get_recurrence(first, last),
            *self._get_recovery(first, last),
        ]

    @api.model
    def _get_recurrence(self, first, last):
        received = self._get_counted() & self._get_period("received_date", first, last)
        again = self.env["crm.complaint"]._get_recurring_condition()
        rows = self._select(
            received, SQL("count(*) FILTER (WHERE %s)", again), SQL("count(*)")
        )
        recurring, count = rows[0]
        return self._make_share(
            "recurrence",
            self._get_label("recurrence"),
            estimate_share(recurring, count),
            domain=received & Domain("is_recurring", "=", True),
            help=self.env._(
                "The same customer and category as a complaint that was closed in the "
                "%s days before.",
                RECURRENCE_DAYS,
            ),
        )

    @api.model
    def _get_recovery(self, first, last):
        """Who bought again after complaining, beside customers who never complained.

        An order counts that is confirmed and not for nothing, so that no replacement
        does. Of whom the time is not over yet does not count, nor who is not known:
        auditors may count customers, and not search by them.
        """
        over = fields.Datetime.subtract(fields.Datetime.now(), days=RECOVERY_DAYS)
        closed = (
            self._get_counted()
            & Domain("state", "=", "closed")
            & self._get_period("closed_date", first, last)
            & Domain("closed_date", "<=", over)
        )
        bought = SQL(
            """EXISTS (
                SELECT 1 FROM sale_order later
                  JOIN res_partner buyer ON buyer.id = later.partner_id
                 WHERE buyer.commercial_partner_id
                       = crm_complaint.commercial_partner_id
                   AND later.company_id = crm_complaint.company_id
                   AND later.state = 'sale' AND later.amount_total > 0
                   AND later.date_order > crm_complaint.closed_date
                   AND later.date_order <= crm_complaint.closed_date
                                           + make_interval(days => %s))""",
            RECOVERY_DAYS,
        )
        who = SQL.identifier("crm_complaint", "commercial_partner_id")
        returned, count = self._select(
            closed,
            SQL("count(DISTINCT %s) FILTER (WHERE %s)", who, bought),
            SQL("count(DISTINCT %s)", who),
        )[0]
        others, base = self._count_others(first, last, over)
        difference = proportion_difference(returned, count, others, base)
        return [
            self._make_share(
                "recovery",
                self._get_label("recovery"),
                estimate_share(returned, count),
                domain=closed,
                help=self.env._(
                    "Complainants with an order within %s days after the closing.",
                    RECOVERY_DAYS,
                ),
            ),
            self._make_share(
                "recovery_base",
                self.env._("… Others"),
                estimate_share(others, base),
                domain=Domain.FALSE,
                help=self.env._(
                    "Customers who never complained, with an order within %s days "
                    "after one of this period.",
                    RECOVERY_DAYS,
                ),
            ),
            self._make_share(
                "recovery_difference",
                self.env._("Difference"),
                difference,
                domain=closed,
                help=self.env._(
                    "Complainants less others. If the range holds both less and more "
                    "than nothing, no difference is shown."
                ),
            ),
        ]

    @api.model
    def _count_others(self, first, last, over):
        """Return (who bought again, all) of customers who never complained.

        Each is looked at from the first order of the period on. Only numbers leave
        here: whoever handles complaints need not read orders.
        """
        begin, end = self._get_bounds(first, last)
        rows = self.env.execute_query(
            SQL(
                """WITH bought AS (
                    SELECT buyer.commercial_partner_id AS customer, date_order
                      FROM sale_order
                      JOIN res_partner buyer ON buyer.id = sale_order.partner_id
                     WHERE sale_order.company_id = %(company)s
                       AND state = 'sale' AND amount_total > 0
                       AND date_order >= %(begin)s
                ), start AS (
                    SELECT customer, min(date_order) AS date_order
                      FROM bought
                     WHERE date_order < %(end)s AND date_order <= %(over)s
                       AND NOT EXISTS (
                           SELECT 1 FROM crm_complaint
                            WHERE commercial_partner_id = customer)
                     GROUP BY customer
                )
                SELECT count(*) FILTER (WHERE EXISTS (
                           SELECT 1 FROM bought
                            WHERE bought.customer = start.customer
                              AND bought.date_order > start.date_order
                              AND bought.date_order <= start.date_order
                                                       + make_interval(days => %(days)s)
                       )), count(*)
                  FROM start""",
                company=self.env.company.id,
                begin=begin,
                end=end,
                over=over,
                days=RECOVERY_DAYS,
            )
        )
        return rows[0]
