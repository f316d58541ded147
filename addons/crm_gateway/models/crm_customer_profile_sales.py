from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..sql import local_day

SHOWN = 5
MONTHS_BACK = 12


class CrmCustomerProfile(models.AbstractModel):
    """What they buy, may buy, and owe."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_months(self, first, count):
        return [f"{first + relativedelta(months=i):%Y-%m}" for i in range(count)]

    @api.model
    def _get_labels(self, months):
        """Return the months as people read them, like the host's group headers."""
        return [
            format_date(self.env, f"{month}-01", date_format="MMM yyyy")
            for month in months
        ]

    @api.model
    def _get_today(self):
        timezone = self.env.company.crm_timezone
        return fields.Datetime.context_timestamp(
            self.with_context(tz=timezone), fields.Datetime.now()
        ).date()

    # ----------------------------------------------------------------------
    # Orders
    # ----------------------------------------------------------------------

    @api.model
    def _prepare_orders(self, customer):
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return None
        first = self._get_today().replace(day=1) - relativedelta(months=MONTHS_BACK - 1)
        by_month = self._sum_orders(customer, first)
        amount = sum(row[1] for row in by_month.values())
        count = sum(row[0] for row in by_month.values())
        quotations = Domain("state", "in", ("draft", "sent"))
        is_open = self._of_customer(customer) & quotations
        last = Order.search(
            self._of_customer(customer) & Domain("state", "=", "sale"),
            limit=SHOWN,
            order="date_order desc, id desc",
        )
        theirs = [("partner_id.commercial_partner_id", "=", customer.id)]
        pending = Order.search(is_open, limit=SHOWN, order="date_order desc, id desc")
        months = self._get_months(first, MONTHS_BACK)
        figure = self._make_figure
        return {
            "title": self.env._("Orders"),
            "icon": "fa-shopping-cart",
            "column": "main",
            "tiles": [figure(self.env._("Sales, 12 months"), amount, "monetary")],
            "facts": [
                figure(self.env._("Orders, 12 months"), count, "integer"),
                figure(
                    self.env._("Average order"),
                    amount / count if count else 0,
                    "monetary",
                ),
                figure(
                    self.env._("Last order"), self._day_of(last[:1].date_order), "date"
                ),
                figure(
                    self.env._("Open quotations"),
                    Order.search_count(is_open),
                    "integer",
                ),
            ],
            "chart": bool(by_month)
            and {
                "labels": self._get_labels(months),
                "series": [
                    {
                        "label": self.env._("Orders without taxes"),
                        "values": [
                            by_month[month][1] if month in by_month else 0
                            for month in months
                        ],
                    }
                ],
            },
            "items": [
                self._make_item(
                    order.name,
                    order,
                    date=order.date_order,
                    badge=self.env._("Order")
                    if order.state == "sale"
                    else self.env._("Quotation"),
                    tone="success" if order.state == "sale" else "warning",
                    value=order.amount_total,
                    kind="monetary",
                    currency_id=order.currency_id.id,
                )
                for order in (pending | last).sorted("date_order", reverse=True)[:SHOWN]
            ],
            "more": bool(last | pending)
            and {
                "label": self.env._("All Orders"),
                "action": "sale.action_quotations_with_onboarding",
                "domain": theirs,
                "context": {},
            },
            "create": Order.has_access("create") and self._make_quotation(customer),
            "empty": self.env._("This customer has not ordered anything yet."),
        }

    @api.model
    def _day_of(self, moment):
        """Return the ISO day of a datetime where the company works, or False."""
        if not moment:
            return False
        zoned = self.with_context(tz=self.env.company.crm_timezone)
        return fields.Datetime.context_timestamp(zoned, moment).date().isoformat()

    @api.model
    def _sum_orders(self, customer, first):
        """Return month -> (orders, amount without taxes in company currency)."""
        Order = self.env["sale.order"]
        Order.flush_model(["amount_untaxed", "currency_rate", "date_order"])
        query = Order._search(
            self._of_customer(customer)
            # a day more: the month of the company begins before that of UTC, or after
            & Domain("date_order", ">=", first - relativedelta(days=1))
            & Domain("state", "=", "sale")
        )
        month = SQL(
            "to_char(%s, 'YYYY-MM')",
            local_day(SQL("sale_order.date_order"), self.env.company.crm_timezone),
        )
        query.groupby = SQL("1")
        rows = self.env.execute_query(
            query.select(
                month,
                SQL("COUNT(*)"),
                SQL(
                    """SUM(sale_order.amount_untaxed / COALESCE(
                           NULLIF(sale_order.currency_rate, 0), 1))::float8"""
                ),
            )
        )
        return {
            month: (count, amount)
            for month, count, amount in rows
            if month >= f"{first:%Y-%m}"
        }

    # ----------------------------------------------------------------------
    # Opportunities
    # ----------------------------------------------------------------------

    @api.model
    def _prepare_opportunities(self, customer):
        Lead = self.env["crm.lead"]
        if not Lead.has_access("read"):
            return None
        is_open = (
            self._of_customer(customer)
            & Domain("type", "=", "opportunity")
            & Domain("won_status", "=", "pending")
        )
        today = self._get_today()
        [(count, dated, total, total_weighted)] = Lead._read_group(
            is_open,
            [],
            [
                "__count",
                "date_deadline:count",
                "expected_revenue:sum",
                "prorated_revenue:sum",
            ],
        )
        undated = count - dated
        theirs = [
            ("partner_id.commercial_partner_id", "=", customer.id),
            ("type", "=", "opportunity"),
        ]
        leads = Lead.search(
            is_open, limit=SHOWN, order="date_deadline, expected_revenue desc, id"
        )
        figure = self._make_figure
        return {
            "title": self.env._("Opportunities"),
            "icon": "fa-star-o",
            "column": "main",
            "tiles": [figure(self.env._("Open opportunities"), total, "monetary")],
            "facts": [
                figure(self.env._("Open"), count, "integer"),
                figure(self.env._("Expected"), total, "monetary"),
                figure(
                    self.env._("Weighted by probability"), total_weighted, "monetary"
                ),
                figure(
                    self.env._("Without a closing date"),
                    undated,
                    "integer",
                    "warning" if undated else None,
                ),
            ],
            "items": [
                self._make_item(
                    lead.name,
                    lead,
                    detail=lead.stage_id.name,
                    date=lead.date_deadline,
                    badge=self.env._("%s %% likely", round(lead.probability)),
                    tone="danger"
                    if lead.date_deadline and lead.date_deadline < today
                    else None,
                    value=lead.expected_revenue,
                    kind="monetary",
                    user=lead.user_id,
                )
                for lead in leads
            ],
            "more": bool(leads)
            and {
                "label": self.env._("All Opportunities"),
                "action": "crm.crm_lead_opportunities",
                "domain": theirs,
                "context": {"active_test": False},
            },
            "create": Lead.has_access("create") and self._make_opportunity(customer),
            "empty": self.env._(
                "No open opportunity. What could this customer need next?"
            ),
        }

    # ----------------------------------------------------------------------
    # Money
    # ----------------------------------------------------------------------

    @api.model
    def _prepare_money(self, customer):
        Move = self.env["account.move"]
        if not Move.has_access("read"):
            return None
        today = self._get_today()
        theirs = Domain("commercial_partner_id", "=", customer.id) & Domain(
            "move_type", "in", ("out_invoice", "out_refund", "out_receipt")
        )
        billed = (
            theirs
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "posted")
        )
        unpaid = billed & Domain("payment_state", "in", ("not_paid", "partial"))
        [(owed, overdue, oldest)] = self._sum_unpaid(unpaid, today)
        days = self._get_days_to_pay(billed, today)
        late = Move.search(
            unpaid & Domain("move_type", "!=", "out_refund"),
            limit=SHOWN,
            order="invoice_date_due, id",
        )
        figure = self._make_figure
        is_late = "danger" if overdue > 0 else None
        return {
            "title": self.env._("Invoices and Payments"),
            "icon": "fa-money",
            "column": "side",
            "tiles": [
                figure(self.env._("To be paid"), owed, "monetary"),
                figure(self.env._("Overdue"), overdue, "monetary", is_late),
            ],
            "facts": [
                figure(self.env._("To be paid"), owed, "monetary"),
                figure(self.env._("Overdue"), overdue, "monetary", is_late),
                figure(
                    self.env._("Overdue since"), oldest and oldest.isoformat(), "date"
                ),
                figure(self.env._("Days to pay, 12 months"), days, "float"),
            ],
            "items": [
                self._make_item(
                    move.name,
                    move,
                    date=move.invoice_date_due,
                    badge=self.env._("Overdue")
                    if move.invoice_date_due < today
                    else self.env._("Due"),
                    tone="danger" if move.invoice_date_due < today else None,
                    value=move.amount_residual,
                    kind="monetary",
                    currency_id=move.currency_id.id,
                )
                for move in late
            ],
            "more": {
                "label": self.env._("All Invoices"),
                "action": "account.action_move_out_invoice_type",
                "domain": list(theirs),
                "context": {},
            },
            "empty": self.env._("Nothing is waiting to be paid."),
        }

    @api.model
    def _sum_unpaid(self, unpaid, today):
        Move = self.env["account.move"]
        Move.flush_model(["amount_residual_signed", "invoice_date_due"])
        is_late = SQL("account_move.invoice_date_due < %s", today)
        return self.env.execute_query(
            Move._search(unpaid).select(
                SQL("COALESCE(SUM(account_move.amount_residual_signed), 0)::float8"),
                SQL(
                    """COALESCE(SUM(account_move.amount_residual_signed)
                                FILTER (WHERE %s), 0)::float8""",
                    is_late,
                ),
                SQL(
                    """MIN(account_move.invoice_date_due)
                       FILTER (WHERE %s AND account_move.amount_residual_signed > 0)""",
                    is_late,
                ),
            )
        )

    @api.model
    def _get_days_to_pay(self, billed, today):
        """From the invoice to its last payment, weighted with the amounts."""
        Move = self.env["account.move"]
        self.env["account.partial.reconcile"].flush_model()
        query = Move._search(
            billed
            & Domain("move_type", "!=", "out_refund")
            & Domain("payment_state", "in", ("paid", "in_payment"))
            & Domain("invoice_date", ">=", today - relativedelta(years=1))
        )
        query.add_join(
            "JOIN",
            "paid",
            SQL(
                """LATERAL (SELECT MAX(part.max_date) AS day
                              FROM account_move_line line
                              JOIN account_partial_reconcile part
                                ON part.debit_move_id = line.id
                             WHERE line.move_id = account_move.id)"""
            ),
            SQL("paid.day IS NOT NULL"),
        )
        [(days,)] = self.env.execute_query(
            query.select(
                SQL(
                    """(SUM((paid.day - account_move.invoice_date)
                            * account_move.amount_total_signed)
                        / NULLIF(SUM(account_move.amount_total_signed), 0))::float8"""
                )
            )
        )
        return days if days is not None else False
