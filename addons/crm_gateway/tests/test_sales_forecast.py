from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from .forecast_common import ForecastCase


@tagged("post_install", "-at_install")
class TestSalesForecast(ForecastCase):
    """Which sale is counted where, and never twice."""

    # ----------------------------------------------------------------------
    # Orders, opportunities, quotations
    # ----------------------------------------------------------------------

    def test_order_is_sold_on_its_day(self):
        order = self._make_order(300, confirm=True)
        order.date_order = self._months(-2)
        self._make_order(40, confirm=True).action_cancel()
        self._make_order(70, confirm=True).date_order = self._months(-13)
        row = self._rows()
        self.assertEqual((row.source, row.date), ("order", self._months(-2)))
        self.assertEqual((row.partner_id, row.team_id), (self.customer, self.team))
        self.assertEqual(
            (row.amount, row.expected_amount, row.sold_amount, row.gap_amount),
            (300, 300, 300, 300),
        )
        self.assertFalse(row.open_amount)
        self.assertEqual(row.action_open_document()["res_id"], order.id)

    def test_day_of_an_order_is_that_of_the_company(self):
        self.company.crm_timezone = "Asia/Tehran"
        order = self._make_order(300, confirm=True)
        # 01:00 of the next day in Tehran
        order.date_order = f"{self._months(-1)} 21:30:00"
        self.assertEqual(self._rows().date, self._months(-1) + relativedelta(days=1))

    def test_opportunity_is_weighted(self):
        lead = self._make_lead(1000, 40, self._months(2))
        row = self._rows()
        self.assertEqual((row.source, row.date), ("opportunity", self._months(2)))
        self.assertEqual((row.amount, row.probability), (1000, 40))
        self.assertEqual((row.expected_amount, row.open_amount), (400, 400))
        self.assertFalse(row.sold_amount)
        self.assertEqual(row.partner_id, self.customer)
        self.assertEqual(
            (row.action_open_document()["res_model"], row.res_id), ("crm.lead", lead.id)
        )

    def test_past_closing_is_expected_today_and_none_in_no_month(self):
        self._make_lead(1000, 50, self._day(-40))
        self._make_lead(600, 50)
        self.assertEqual(
            self._table("date", "expected_amount"), [(False, 300), (self.today, 500)]
        )

    def test_decided_and_archived_opportunities_are_out(self):
        self._make_lead().action_set_won()
        self._make_lead().action_set_lost()
        self._make_lead().active = False
        self._make_lead(type="lead")
        self.assertFalse(self._rows())

    def test_opportunity_without_customer_stays(self):
        self._make_lead(100, 50, self._day(1), partner_id=False)
        row = self._rows()
        self.assertEqual((row.expected_amount, row.partner_id.id), (50, False))

    def test_ordered_part_of_an_opportunity_is_counted_once(self):
        lead = self._make_lead(1000, 50, self._day(1))
        self._make_order(400, confirm=True, opportunity_id=lead.id)
        self.assertEqual(
            self._table("source", "amount", "expected_amount"),
            [("opportunity", 600, 300), ("order", 400, 400)],
        )
        self._make_order(800, confirm=True, opportunity_id=lead.id)
        rest = self._rows([("source", "=", "opportunity")])
        self.assertEqual((rest.amount, rest.expected_amount), (0, 0))

    def test_quotation_of_an_opportunity_is_inside_it(self):
        lead = self._make_lead(1000, 50, self._day(1))
        quotation = self._make_order(900, opportunity_id=lead.id)
        self.assertEqual(
            self._table("source", "expected_amount"), [("opportunity", 500)]
        )
        lead.action_set_lost()
        self.assertFalse(self._rows(), "lost with its opportunity")
        lead.action_restore()
        lead.action_set_won()
        self.assertEqual(self._table("source", "amount"), [("quotation", 900)])
        quotation.action_confirm()
        self.assertEqual(self._table("source", "amount"), [("order", 900)])

    def test_quotation_alone_counts_at_the_companys_rate(self):
        until = self._day(20)
        self._make_order(400, validity_date=until)
        self._make_order(80)
        self._make_order(999, validity_date=self._day(-1))
        self._make_order(999).action_cancel()
        self._make_order(20, opportunity_id=self._make_lead(type="lead").id)
        self.assertEqual(
            self._table("amount", "probability", "expected_amount", "date"),
            [
                (20, 25, 5, self.today),
                (400, 25, 100, until),
                (80, 25, 20, self.today),
            ],
        )
        self.assertEqual(set(self._rows().mapped("source")), {"quotation"})

    def test_recurring_revenue_comes_by_month_where_it_is_on(self):
        plan = self.env["crm.recurring.plan"].create(
            {"name": "3 months", "number_of_months": 3}
        )
        closing = self._months(1)
        self._make_lead(100, 50, closing, recurring_revenue=600, recurring_plan=plan.id)
        employees = self.env.ref("base.group_user")
        recurring = self.env.ref("crm.group_use_recurring_revenues")
        employees._remove_group(recurring)
        self.assertEqual(self._table("source", "amount"), [("opportunity", 100)])
        employees._apply_group(recurring)
        self.assertEqual(
            self._table(
                "date", "expected_amount", domain=[("source", "=", "recurring")]
            ),
            [(closing + relativedelta(months=month), 100) for month in range(3)],
        )

    # ----------------------------------------------------------------------
    # Contracts
    # ----------------------------------------------------------------------

    def test_rest_of_a_contract_is_divided_by_days(self):
        end = self._months(3) - relativedelta(days=1)
        contract = self._make_contract(9000, self._months(-3), end)
        rows = self._rows()
        self.assertEqual(set(rows.mapped("source")), {"contract"})
        self.assertEqual(
            rows.mapped("date"), [self.today, self._months(1), self._months(2)]
        )
        self.assertAlmostEqual(sum(rows.mapped("expected_amount")), 9000, 2)
        days = (end - self.today).days + 1
        month = (self._months(3) - self._months(2)).days
        self.assertAlmostEqual(rows[2].amount, 9000 * month / days, 2)
        self.assertEqual(rows.mapped("res_id"), contract.ids * 3)
        self.assertEqual(rows[0].name, contract.display_name)

    def test_contract_of_the_owners_team(self):
        self.team.member_ids = self.seller
        self._make_contract(100, self.today, self.today)
        self.assertEqual(self._rows().team_id, self.team)

    def test_contract_that_begins_later(self):
        start = self._months(2)
        self._make_contract(500, start, start + relativedelta(days=9))
        self.assertEqual(self._table("date", "amount"), [(start, 500)])

    def test_contracts_that_promise_nothing(self):
        over = self._make_contract(500, self._months(-3), self._day(-1))
        self._make_contract(500, self._months(-3), False)
        self._make_contract(0, self._months(-3), self._day(50))
        for state in ("draft", "terminated", "expired"):
            self._make_contract(500, self.today, self._day(50)).state = state
        self.assertFalse(self._rows())
        over.end_date = self.today
        self.assertEqual(self._table("date", "amount"), [(self.today, 500)])

    def test_contract_less_what_was_sold_under_it(self):
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=self.company, install_demo=False
        )
        contract = self._make_contract(1000, self._months(-3), self.today)
        order = self._make_order(300, confirm=True)
        cancelled = self._make_order(50, confirm=True)
        contract.order_ids = order | cancelled
        cancelled.action_cancel()
        self.assertEqual(self._contract_rest(), 700)
        invoice = order._create_invoices()
        invoice.action_post()
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Paper", "price_unit": 40, "tax_ids": False}
                    )
                ],
            }
        )
        contract.invoice_ids = invoice | other
        self.assertEqual(self._contract_rest(), 700, "an order is not taken off twice")
        other.action_post()
        self.assertEqual(self._contract_rest(), 660)

    def _contract_rest(self):
        rows = self._rows([("source", "=", "contract")])
        return round(sum(rows.mapped("expected_amount")), 2)

    def test_contract_less_what_is_offered_under_it(self):
        contract = self._make_contract(1000, self._months(-3), self.today)
        lead = self._make_lead(400, 50, self._day(5))
        in_lead = self._make_order(390, opportunity_id=lead.id)
        second = self._make_order(380, opportunity_id=lead.id)
        alone = self._make_order(200)
        contract.order_ids = in_lead | second | alone
        # 400 at 50 % and 200 at 25 %
        self.assertEqual(self._contract_rest(), 750)
        self.assertEqual(sum(self._rows().mapped("expected_amount")), 1000)
        lead.action_set_lost()
        self.assertEqual(self._contract_rest(), 950)
        contract.value = 40
        self.assertEqual(self._contract_rest(), 0, "never below nothing")

    def test_what_gives_way_does_not_depend_on_the_reader(self):
        contract = self._make_contract(1000, self._months(-3), self.today)
        contract.order_ids = self._make_order(
            400, confirm=True, user_id=self.manager.id
        )
        rows = self._rows(user=self.seller)
        self.assertEqual(
            [(row.source, row.amount) for row in rows], [("contract", 600)]
        )

    # ----------------------------------------------------------------------
    # All of them together
    # ----------------------------------------------------------------------

    def test_whole_forecast_of_one_customer(self):
        """What the documentation tells in its example."""
        self._make_order(1000, confirm=True)
        lead = self._make_lead(5000, 40, self._months(1))
        self._make_order(4800, opportunity_id=lead.id)
        self._make_order(800, validity_date=self._months(1))
        contract = self._make_contract(
            3000, self._months(1), self._months(2) - relativedelta(days=1)
        )
        contract.order_ids = self._make_order(600, confirm=True)
        self.assertEqual(
            self._table("source", "date", "amount", "expected_amount"),
            [
                ("contract", self._months(1), 2400, 2400),
                ("opportunity", self._months(1), 5000, 2000),
                ("order", self.today, 1000, 1000),
                ("order", self.today, 600, 600),
                ("quotation", self._months(1), 800, 200),
            ],
        )
        groups = self._rows()._read_group(
            [], ["date:month"], ["sold_amount:sum", "expected_amount:sum"]
        )
        self.assertEqual(groups, [(self.month, 1600, 1600), (self._months(1), 0, 4600)])

    def test_ids_are_unique_exact_and_stay(self):
        self._make_lead(1000, 50, self._day(3))
        self._make_order(10, confirm=True)
        self._make_order(10)
        self._make_contract(500, self.today, self._months(30))
        rows = self._rows()
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertEqual(
            len(rows.filtered(lambda r: r.source == "contract")),
            25,
            "this month and two years",
        )
        self.assertLess(max(rows.ids), 1 << 53, "exact in JavaScript")
        self.assertEqual(rows.ids, self._rows().ids)
        one = rows[-1]
        self.assertEqual(one.search([("id", "=", one.id)]), one)
        self.assertEqual(one.browse(one.id).res_id, one.res_id)

    def test_no_more_queries_for_more_customers(self):
        self._fill(1)
        self._count_queries()
        few = self._count_queries()
        self._fill(5)
        self.assertEqual(self._count_queries(), few)

    def _fill(self, number):
        for place in range(number):
            partner = self.env["res.partner"].create({"name": f"Customer {place}"})
            mine = {"partner_id": partner.id}
            self._make_lead(100, 50, self._day(3), **mine)
            self._make_order(100, **mine)
            self._make_order(100, confirm=True, **mine)
            self._make_contract(100, self.today, self._months(3), **mine)
        self.env.flush_all()

    def _count_queries(self):
        Forecast = self.env(user=self.manager, context={})["crm.sales.forecast"]
        Forecast.env.invalidate_all()
        before = self.env.cr.sql_log_count
        Forecast.formatted_read_group(
            [], ["date:month", "source"], ["expected_amount:sum"]
        )
        Forecast.search_read([], ["source", "res_id", "expected_amount"])
        return self.env.cr.sql_log_count - before

    # ----------------------------------------------------------------------
    # Currencies and companies
    # ----------------------------------------------------------------------

    def _make_currency(self, name, rate=None):
        currency = self.env["res.currency"].create({"name": name, "symbol": name})
        if rate:
            self.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "name": "2020-01-01",
                    "rate": rate,
                    "company_id": False,
                }
            )
        return currency

    def _make_foreign_order(self, currency, amount):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": currency.name,
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )
        return self._make_order(amount, confirm=True, pricelist_id=pricelist.id)

    def test_foreign_documents(self):
        base = self._make_currency("XBA")
        self.company.currency_id = base
        foreign = self._make_currency("XFO", 4)
        unknown = self._make_currency("XUN")
        self._make_foreign_order(foreign, 400)
        self._make_foreign_order(unknown, 500)
        self._make_contract(800, self.today, self.today, currency_id=foreign.id)
        self._make_contract(900, self.today, self.today, currency_id=unknown.id)
        known = self._rows([("amount_unknown", "=", False)])
        self.assertEqual(
            sorted((row.source, row.expected_amount) for row in known),
            [("contract", 200), ("order", 100)],
        )
        rest = self._rows([("amount_unknown", "=", True)])
        self.assertEqual(sorted(rest.mapped("source")), ["contract", "order"])
        self.assertEqual(rest.mapped("expected_amount"), [0, 0], "never one to one")

    def test_companies_are_added_in_the_currency_of_the_current_one(self):
        base = self._make_currency("XBA")
        self.company.currency_id = base
        self.other_company.currency_id = self._make_currency("XFO", 4)
        self._make_lead(100, 50, self._day(1))
        self._make_lead(
            800,
            50,
            self._day(1),
            company_id=self.other_company.id,
            team_id=False,
            user_id=False,
            partner_id=False,
        )
        self.manager.company_ids |= self.other_company
        both = self._rows(companies=self.company | self.other_company)
        self.assertEqual(sorted(both.mapped("expected_amount")), [50, 100])
        self.assertEqual(both.currency_id, base)
        self.assertEqual(self._rows().mapped("expected_amount"), [50])
        theirs = self._rows(companies=self.other_company)
        self.assertEqual(theirs.company_id, self.other_company)
        self.assertEqual(theirs.expected_amount, 400)

    def test_opportunity_of_no_company_counts_in_the_current_one(self):
        self.manager.company_ids |= self.other_company
        self._make_lead(
            100, 50, self._day(1), company_id=False, team_id=False, partner_id=False
        )
        for current, other in (
            (self.company, self.other_company),
            (self.other_company, self.company),
        ):
            mine = self._rows([("res_model", "=", "crm.lead")], companies=current)
            self.assertIn(current, mine.company_id)
            both = self._rows(
                [("name", "=", "New warehouse")], companies=current | other
            )
            self.assertEqual(both.company_id, current)

    # ----------------------------------------------------------------------
    # Who sees what
    # ----------------------------------------------------------------------

    def test_salesperson_sees_the_own_documents(self):
        mine = self._make_lead(100, 50, self._day(1))
        nobodys = self._make_lead(100, 50, self._day(1), user_id=False)
        others = [
            self._make_lead(4711, 50, self._day(1), user_id=self.manager.id),
            self._make_order(4711, user_id=self.manager.id),
            self._make_order(4711, confirm=True, user_id=self.manager.id),
        ]
        rows = self._rows(user=self.seller)
        self.assertEqual(set(rows.mapped("res_id")), set((mine | nobodys).ids))
        hidden = self._rows([("amount", "=", 4711)])
        self.assertEqual(len(hidden), len(others))
        Forecast = self._as(self.seller, hidden)
        self.assertFalse(Forecast.search([("id", "in", hidden.ids)]))
        for row in Forecast:
            with self.assertRaises(AccessError):
                row.read(["amount"])
            with self.assertRaises(AccessError):
                row.action_open_document()
        total = Forecast._read_group([], [], ["amount:sum"])
        self.assertEqual(total, [(200,)])

    def test_others_are_refused(self):
        self._make_lead(100, 50, self._day(1))
        self._make_order(100, confirm=True)
        row = self._rows()[:1]
        for user in (self.clerk, self.portal):
            mine = self._as(user, row)
            self.assertFalse(mine.has_access("read"))
            for call in (lambda m=mine: m.search([]), mine.action_open_document):
                with self.assertRaises(AccessError):
                    call()
        theirs = self._as(self.stranger, row)
        self.assertFalse(theirs.search([("company_id", "=", self.company.id)]))
        with self.assertRaises(MissingError):
            theirs.action_open_document()
        for user in (self.seller, self.manager):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self._as(user, row).has_access(operation))

    # ----------------------------------------------------------------------
    # Screens
    # ----------------------------------------------------------------------

    def test_filters_find_their_months(self):
        for months in (0, 2, 5, 6):
            self._make_lead(100, 50, max(self._months(months), self.today))
        self._make_order(100, confirm=True).date_order = self._months(-1)
        view = self.env["crm.sales.forecast"].get_view(view_type="search")
        self.assertIn('name="six_months"', view["arch"])
        found = {
            months: self._rows(
                [("date", ">=", "today =1d"), ("date", "<", f"today =1d +{months}m")]
            )
            for months in (1, 3, 6)
        }
        self.assertEqual([len(rows) for rows in found.values()], [1, 2, 3])

    def test_pivot_has_target_sold_and_expected(self):
        self.env["crm.sales.target"].create(
            {"team_id": self.team.id, "amount": 1000, "date_from": self.month}
        )
        self._make_order(300, confirm=True)
        self._make_lead(400, 50, self.today)
        [group] = self._rows().formatted_read_group(
            [("team_id", "=", self.team.id)],
            ["team_id"],
            [
                f"{name}_amount:sum"
                for name in ("target", "sold", "open", "expected", "gap")
            ],
        )
        self.assertEqual(
            [group[f"{name}_amount:sum"] for name in ("target", "sold", "open")],
            [1000, 300, 200],
        )
        self.assertEqual(group["expected_amount:sum"], 500)
        self.assertEqual(group["gap_amount:sum"], -500)
