from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..sql import local_day
from .crm_sales_forecast import MONTHS_AHEAD, MONTHS_BACK, TODAY


class CrmSalesForecast(models.Model):
    """What was ordered, and what was asked for or offered."""

    _inherit = "crm.sales.forecast"
    _depends = {
        "crm.lead": [
            "active",
            "company_id",
            "date_deadline",
            "expected_revenue",
            "name",
            "partner_id",
            "probability",
            "recurring_plan",
            "recurring_revenue",
            "team_id",
            "type",
            "user_id",
            "won_status",
        ],
        "crm.recurring.plan": ["number_of_months"],
        "res.company": ["crm_forecast_quotation_rate"],
        "sale.order": [
            "amount_untaxed",
            "company_id",
            "currency_id",
            "currency_rate",
            "date_order",
            "name",
            "opportunity_id",
            "partner_id",
            "state",
            "team_id",
            "user_id",
            "validity_date",
        ],
    }

    @api.model
    def _get_known(self):
        everything = self.sudo()
        return {
            **super()._get_known(),
            "known_opportunity": everything._select_opportunities(),
            "known_recurring": everything._select_recurring(),
            "known_quotation": everything._select_quotations(),
        }

    @api.model
    def _get_branches(self):
        return {
            **super()._get_branches(),
            "order": self._select_orders(),
            "opportunity": self._pick_readable("known_opportunity", "crm.lead"),
            "recurring": self._pick_readable("known_recurring", "crm.lead"),
            "quotation": self._pick_readable("known_quotation", "sale.order"),
        }

    @api.model
    def _select_orders(self, months_back=MONTHS_BACK):
        """Confirmed orders of so many months before this one, and of this one."""
        first = self.env.company._get_crm_today().replace(day=1) - relativedelta(
            months=months_back
        )
        query = self._find_readable(
            "sale.order",
            # On the bare column, which has an index; a day more for the zones.
            [
                ("state", "=", "sale"),
                ("date_order", ">=", first - relativedelta(days=1)),
            ],
        )
        if query is None:
            return None
        self._join_order(query)
        day = local_day(SQL("sale_order.date_order"), SQL("company.crm_timezone"))
        query.add_where(SQL("%s >= %s", day, first))
        return self._make_branch(
            query, "order", 1, "sale.order", date=day, **self._get_order_columns()
        )

    @api.model
    def _select_quotations(self):
        """Open quotations that no opportunity stands for.

        One of an open opportunity is inside it; one of a lost opportunity is lost;
        one that is not valid any more is an offer no longer.
        """
        query = self._find_readable("sale.order", [("state", "in", ("draft", "sent"))])
        self._join_order(query)
        query.add_join(
            "LEFT JOIN",
            "lead",
            "crm_lead",
            SQL("lead.id = sale_order.opportunity_id"),
        )
        query.add_where(
            SQL(
                """(lead.id IS NULL OR lead.won_status = 'won'
                    OR lead.active AND lead.type <> 'opportunity')"""
            )
        )
        query.add_where(self._get_valid_condition("sale_order"))
        return self._make_branch(
            query,
            "quotation",
            2,
            "sale.order",
            date=SQL("COALESCE(sale_order.validity_date, %s)", TODAY),
            probability=SQL("100.0 * company.crm_forecast_quotation_rate"),
            **self._get_order_columns(),
        )

    @api.model
    def _get_valid_condition(self, alias):
        validity_date = SQL.identifier(alias, "validity_date")
        return SQL("(%s IS NULL OR %s >= %s)", validity_date, validity_date, TODAY)

    @api.model
    def _join_order(self, query):
        self._join_company(query, SQL("sale_order.company_id"))
        self._join_contact(query, SQL("sale_order.partner_id"))

    @api.model
    def _get_order_columns(self):
        return {
            "team_id": SQL("sale_order.team_id"),
            "user_id": SQL("sale_order.user_id"),
            "name": SQL("sale_order.name"),
            "amount": self._get_order_amount("sale_order"),
        }

    # ----------------------------------------------------------------------
    # Opportunities
    # ----------------------------------------------------------------------

    @api.model
    def _find_opportunities(self):
        query = self._find_readable(
            "crm.lead",
            [
                ("active", "=", True),
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
            ],
        )
        # one of no company counts in the current one, as the host shows it
        self._join_company(
            query, SQL("COALESCE(crm_lead.company_id, %s)", self.env.company.id)
        )
        self._join_contact(query, SQL("crm_lead.partner_id"))
        return query

    @api.model
    def _get_opportunity_columns(self):
        return {
            "team_id": SQL("crm_lead.team_id"),
            "user_id": SQL("crm_lead.user_id"),
            "name": SQL("crm_lead.name"),
            "probability": SQL("crm_lead.probability"),
        }

    @api.model
    def _select_opportunities(self):
        """Open opportunities, on the expected closing or today if that is past.

        What was ordered of one already is in the orders.
        """
        query = self._find_opportunities()
        query.add_join(
            "LEFT JOIN",
            "ordered",
            SQL(
                """LATERAL (SELECT SUM(%s) AS amount FROM sale_order
                             WHERE sale_order.opportunity_id = crm_lead.id
                               AND sale_order.state = 'sale')""",
                self._get_order_amount("sale_order"),
            ),
            SQL("TRUE"),
        )
        return self._make_branch(
            query,
            "opportunity",
            3,
            "crm.lead",
            # without a date it stays without one: no month is more likely
            date=SQL(
                """CASE WHEN crm_lead.date_deadline IS NOT NULL
                        THEN GREATEST(crm_lead.date_deadline, %s) END""",
                TODAY,
            ),
            amount=SQL(
                """GREATEST(crm_lead.expected_revenue - COALESCE(ordered.amount, 0),
                            0)"""
            ),
            **self._get_opportunity_columns(),
        )

    @api.model
    def _select_recurring(self):
        """Recurring revenue, by month from the closing, where the host has it on."""
        group = self.env.ref("crm.group_use_recurring_revenues")
        query = self._find_opportunities()
        if group not in self.env.ref("base.group_user").all_implied_ids:
            query.add_where(SQL("FALSE"))
        query.add_where(
            SQL("crm_lead.recurring_revenue > 0 AND crm_lead.date_deadline IS NOT NULL")
        )
        query.add_join(
            "JOIN",
            "plan",
            "crm_recurring_plan",
            SQL("plan.id = crm_lead.recurring_plan AND plan.number_of_months > 0"),
        )
        start = SQL("GREATEST(crm_lead.date_deadline, %s)", TODAY)
        query.add_join(
            "JOIN",
            "term",
            SQL(
                """LATERAL generate_series(0, LEAST(plan.number_of_months, %s) - 1)""",
                MONTHS_AHEAD,
            ),
            SQL("TRUE"),
        )
        return self._make_branch(
            query,
            "recurring",
            4,
            "crm.lead",
            slot=SQL("term"),
            date=SQL("(%s + make_interval(months => term))::date", start),
            amount=SQL("crm_lead.recurring_revenue / plan.number_of_months"),
            **self._get_opportunity_columns(),
        )
