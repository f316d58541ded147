from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.crm_gateway.tests.forecast_common import ForecastCase


@tagged("post_install", "-at_install")
class TestForecast(ForecastCase):
    """Reorders and repeat orders, below all that is known by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.seller
        cls.horizon_end = cls.today + relativedelta(months=12) - timedelta(days=1)

    @classmethod
    def _make_product(cls, name):
        return cls.env["product.product"].create({"name": name, "type": "service"})

    @classmethod
    def _make_reorder(cls, amount=100, due=None, product=None, **values):
        return cls.env["crm.customer.reorder"].create(
            {
                "company_id": cls.company.id,
                "partner_id": cls.customer.id,
                "product_id": (product or cls.product).id,
                "due_date": due or cls._months(1),
                "as_of_date": cls.today - timedelta(days=1),
                "amount": amount,
                "overdue_ratio": 0.5,
                **values,
            }
        )

    @classmethod
    def _make_value(cls, expected, **values):
        return cls.env["crm.customer.value"].create(
            {
                "company_id": cls.company.id,
                "partner_id": cls.customer.id,
                "as_of_date": cls.today - timedelta(days=1),
                "expected_revenue": expected,
                "probability_alive": 0.8,
                **values,
            }
        )

    def _sum(self, *sources):
        rows = self._rows([("source", "in", sources)])
        return round(sum(rows.mapped("expected_amount")), 2)

    def _share(self, first, last):
        """Share of the horizon's days."""
        days = (self.horizon_end - self.today).days + 1
        return ((last - first).days + 1) / days

    def _month_share(self, number):
        return self._share(
            max(self._months(number), self.today),
            min(self._months(number + 1) - timedelta(days=1), self.horizon_end),
        )

    # ----------------------------------------------------------------------
    # Reorders
    # ----------------------------------------------------------------------

    def test_reorder_is_as_likely_as_the_customer_stays(self):
        reorder = self._make_reorder(500)
        self.assertEqual(
            self._table("source", "date", "amount", "probability", "name"),
            [("reorder", self._months(1), 500, 100, "Paper")],
        )
        self._make_value(0)
        row = self._rows()
        self.assertEqual((row.probability, row.expected_amount), (80, 400))
        self.assertEqual((row.user_id, row.partner_id), (self.seller, self.customer))
        self.assertEqual(row.action_open_document()["res_id"], reorder.id)

    def test_overdue_reorder_is_expected_today_until_given_up(self):
        reorder = self._make_reorder(due=self._day(-20), overdue_ratio=1.5)
        self.assertEqual(self._rows().date, self.today)
        reorder.overdue_ratio = 4
        self.assertFalse(self._rows())

    def test_reorder_without_a_price_is_in_no_sum(self):
        self._make_reorder(False)
        self.env.cr.execute("UPDATE crm_customer_reorder SET amount = NULL")
        row = self._rows([("amount_unknown", "=", True)])
        self.assertEqual((row.source, row.expected_amount), ("reorder", 0))

    def test_reorder_gives_way_to_what_holds_the_product(self):
        other = self._make_product("Ink")
        self._make_reorder(100)
        self._make_reorder(70, product=other)
        quotation = self._make_order(90, product=other)
        self.assertEqual(self._sum("reorder"), 100)
        quotation.validity_date = self._day(-1)
        self.assertEqual(self._sum("reorder"), 170, "an offer no longer")
        quotation.validity_date = False
        quotation.action_confirm()
        quotation.date_order = self._day(-3)
        self.assertEqual(self._sum("reorder"), 170, "the reorder knows that order")
        quotation.date_order = self.today
        self.assertEqual(self._sum("reorder"), 100)
        quotation.action_cancel()
        self.assertEqual(self._sum("reorder"), 170)

    def test_quotation_of_another_customer_or_company_takes_nothing(self):
        self._make_reorder(100)
        stranger = self.env["res.partner"].create({"name": "Bo"})
        self._make_order(100, partner_id=stranger.id)
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.other_company.id,
                "team_id": False,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        self.assertEqual(self._sum("reorder"), 100)

    def test_reorder_gives_way_to_an_opportunity_of_its_month(self):
        self._make_reorder(100)
        self._make_reorder(70, self._months(2), self._make_product("Else"))
        lead = self._make_lead(1000, 50, self._months(1))
        self.assertEqual(self._sum("reorder"), 70)
        other = self._make_product("Else")
        self._make_order(1000, product=other, opportunity_id=lead.id)
        self.assertEqual(self._sum("reorder"), 170, "it is about something else")
        lead.action_set_lost()
        self.assertEqual(self._sum("reorder"), 170)

    def test_reorder_gives_way_to_a_contract_of_its_month(self):
        self._make_reorder(100)
        self._make_reorder(70, self._months(3), self._make_product("Else"))
        contract = self._make_contract(
            1000, self.today, self._months(2) - timedelta(days=1)
        )
        self.assertEqual(self._sum("reorder"), 70)
        contract.order_ids = self._make_order(
            1000, confirm=True, product=self._make_product("Else")
        )
        self.assertEqual(self._sum("reorder"), 170, "the contract is used up")

    def test_usual_amount_is_at_the_last_price(self):
        self.company.write({"crm_value_basis": "order"})
        for days, price in ((90, 8), (60, 8), (30, 10)):
            order = self._make_order(confirm=True)
            order.order_line.write({"product_uom_qty": 4, "price_unit": price})
            order.date_order = self._day(-days)
        refresh = self.env["crm.value.refresh"].sudo()
        refresh._write_reorders(self.company, self.today)
        reorder = self.env["crm.customer.reorder"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual((reorder.quantity, reorder.amount), (4, 40))
        order.order_line.price_unit = 11
        refresh._write_reorders(self.company, self.today, self.customer.ids)
        self.assertEqual(reorder.amount, 44)

    # ----------------------------------------------------------------------
    # Repeat orders
    # ----------------------------------------------------------------------

    def test_expectation_is_divided_among_the_horizon(self):
        value = self._make_value(1200)
        rows = self._rows()
        self.assertEqual(set(rows.mapped("source")), {"repeat"})
        self.assertEqual(rows[0].date, self.today)
        self.assertEqual(rows[1].date, self._months(1))
        self.assertAlmostEqual(sum(rows.mapped("expected_amount")), 1200, 2)
        self.assertAlmostEqual(rows[1].expected_amount, 1200 * self._month_share(1), 2)
        self.assertEqual(rows[0].res_id, value.id)
        self.assertEqual(rows[0].res_model, "crm.customer.value")

    def test_longer_horizon_is_shown_for_two_years(self):
        self.company.crm_value_horizon = 48
        self._make_value(4800)
        rows = self._rows()
        self.assertEqual(len(rows), 25)
        self.assertLess(sum(rows.mapped("expected_amount")), 2600)

    def test_no_more_than_the_model_or_what_is_named(self):
        """Sales known by name are part of what the model expects."""
        self._make_value(1200)
        for amount in (100, 400, 900):
            self._make_lead(amount, 100, self._months(1))
            named = self._sum("opportunity")
            self.assertAlmostEqual(
                named + self._sum("repeat"), max(named, 1200), 1, f"{amount}"
            )
        self.assertFalse(self._sum("repeat"))

    def test_month_gives_only_what_it_has_above_named_sales(self):
        self._make_value(1200)
        lead = self._make_lead(300, 100, self._months(1))
        month = {row.date: row.expected_amount for row in self._rows(self._repeat)}
        self.assertNotIn(self._months(1), month, "more is named than expected there")
        self.assertAlmostEqual(sum(month.values()), 900, 2)
        # each other month is cut by the same share
        ratio = 900 / (1200 * (1 - self._month_share(1)))
        self.assertAlmostEqual(
            month[self._months(2)], 1200 * self._month_share(2) * ratio, 2
        )
        lead.date_deadline = False
        self.assertAlmostEqual(self._sum("repeat"), 900, 2, "named, without a month")
        lead.date_deadline = self._months(14)
        self.assertAlmostEqual(self._sum("repeat"), 1200, 2, "after the horizon")

    _repeat = (("source", "=", "repeat"),)

    def test_order_that_the_model_did_not_know_is_part_of_it(self):
        self._make_value(1200)
        order = self._make_order(200, confirm=True)
        self.assertAlmostEqual(self._sum("repeat"), 1000, 2)
        order.date_order = self._day(-1)
        self.assertAlmostEqual(self._sum("repeat"), 1200, 2)

    def test_all_sources_at_once(self):
        """The example of the documentation, reckoned by hand."""
        self._make_value(12000)
        ink = self._make_product("Ink")
        toner = self._make_product("Toner")
        self._make_order(1000, confirm=True)
        lead = self._make_lead(5000, 40, self._months(1))
        self._make_order(4800, opportunity_id=lead.id, product=ink)
        self._make_order(800, validity_date=self._months(1))
        contract = self._make_contract(
            3000, self._months(2), self._months(3) - timedelta(days=1)
        )
        contract.order_ids = self._make_order(600, confirm=True)
        self._make_reorder(100, self._months(1), ink)
        self._make_reorder(250, self._months(1), toner)
        self._make_reorder(90, self._months(2), self._make_product("Else"))
        self.assertEqual(
            self._table(
                "source",
                "date",
                "amount",
                "expected_amount",
                domain=[("source", "!=", "repeat")],
            ),
            [
                ("contract", self._months(2), 2400, 2400),
                ("opportunity", self._months(1), 5000, 2000),
                ("order", self.today, 1000, 1000),
                ("order", self.today, 600, 600),
                ("quotation", self._months(1), 800, 200),
                # ink is in a quotation, the month of the other has a contract
                ("reorder", self._months(1), 250, 200),
            ],
        )
        # 12,000 less 1,600 ordered today, 2,000 + 200 + 200, and 2,400
        self.assertAlmostEqual(self._sum("repeat"), 5600, 1)
        rows = self._rows(self._repeat)
        self.assertEqual(len(rows.ids), len(set(self._rows().ids) & set(rows.ids)))
        for number in (0, 1, 2):
            named = sum(
                self._rows(
                    [
                        ("source", "!=", "repeat"),
                        ("date", ">=", self._months(number)),
                        ("date", "<", self._months(number + 1)),
                    ]
                ).mapped("expected_amount")
            )
            here = sum(
                rows.filtered(
                    lambda r, n=number: self._months(n) <= r.date < self._months(n + 1)
                ).mapped("expected_amount")
            )
            self.assertLessEqual(
                round(named + here, 2),
                round(max(named, 12000 * self._month_share(number)), 2),
            )

    def test_what_gives_way_does_not_depend_on_the_reader(self):
        self._make_value(1200)
        self._make_reorder(100)
        self._make_lead(500, 100, self._months(1), user_id=self.manager.id)
        mine = self._rows(user=self.seller)
        self.assertEqual(set(mine.mapped("source")), {"repeat"})
        self.assertAlmostEqual(sum(mine.mapped("expected_amount")), 700, 2)

    # ----------------------------------------------------------------------
    # Companies, rights, cost
    # ----------------------------------------------------------------------

    def test_other_company_takes_nothing(self):
        self._make_value(1200)
        self._make_value(700, company_id=self.other_company.id)
        self._make_lead(
            300,
            100,
            self._months(1),
            company_id=self.other_company.id,
            team_id=False,
            user_id=False,
        )
        self.assertAlmostEqual(self._sum("repeat"), 1200, 2)
        self.manager.company_ids |= self.other_company
        theirs = self._rows(self._repeat, companies=self.other_company)
        self.assertAlmostEqual(sum(theirs.mapped("expected_amount")), 400, 2)

    def test_who_may_not_see_the_customer_sees_no_row_of_it(self):
        self._make_value(1200)
        self._make_reorder(100)
        self.assertTrue(self._rows(user=self.seller))
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.customer.id})]",
                "groups": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        self.assertFalse(self._rows(user=self.seller))

    def test_archived_customer_is_out(self):
        self._make_value(1200)
        self._make_reorder(100)
        (self.customer | self.contact).write({"active": False})
        self.assertFalse(self._rows())

    def test_no_more_queries_for_more_customers(self):
        self._fill(1)
        self._count_queries()
        few = self._count_queries()
        self._fill(6)
        # what is kept between calls is read anew after records were made
        self._count_queries()
        self.assertEqual(self._count_queries(), few)

    def _fill(self, number):
        for place in range(number):
            partner = self.env["res.partner"].create({"name": f"Customer {place}"})
            self._make_value(100, partner_id=partner.id)
            self._make_reorder(partner_id=partner.id)
            self._make_lead(10, 50, self._months(1), partner_id=partner.id)
        self.env.flush_all()

    def _count_queries(self):
        Forecast = self.env(user=self.manager, context={})["crm.sales.forecast"]
        Forecast.env.invalidate_all()
        before = self.env.cr.sql_log_count
        Forecast.formatted_read_group(
            [], ["date:month", "source"], ["expected_amount:sum"]
        )
        return self.env.cr.sql_log_count - before

    def test_profile_draws_all_sources(self):
        self._make_value(1200)
        self._make_reorder(100)
        Profile = self.env(user=self.seller, context={})["crm.customer.profile"]
        sections = Profile.get_profile(self.customer.id)["sections"]
        [forecast] = [s for s in sections if s["name"] == "forecast"]
        labels = [series["label"] for series in forecast["chart"]["series"]]
        self.assertEqual(labels, ["Due reorder", "Expected repeat"])
