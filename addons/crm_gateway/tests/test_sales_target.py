from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .forecast_common import ForecastCase


@tagged("post_install", "-at_install")
class TestSalesTarget(ForecastCase):
    """What was aimed at, once in each sum."""

    def _make_target(self, amount=900, start=None, **values):
        return self.env["crm.sales.target"].create(
            {
                "team_id": self.team.id,
                "company_id": self.company.id,
                "date_from": start or self.month,
                "amount": amount,
                **values,
            }
        )

    def test_starts_with_the_teams_invoicing_target(self):
        self.team.invoiced_target = 700
        form = Form(self.env["crm.sales.target"])
        self.assertEqual(form.date_from, self.month)
        self.assertEqual(form.date_to, self._day_before(self._months(1)))
        form.team_id = self.team
        self.assertEqual(form.amount, 700)
        form.amount = 750
        self.assertEqual(form.save().amount, 750)
        own = self.env["crm.sales.target"].create(
            {"team_id": self.team.id, "user_id": self.seller.id}
        )
        self.assertEqual(own.amount, 0, "not the whole team's")

    def _day_before(self, day):
        return day - (self._day(1) - self.today)

    def test_copy_is_for_the_time_that_follows(self):
        target = self._make_target()
        following = target.copy()
        self.assertEqual(following.date_from, self._months(1))
        self.assertEqual(following.date_to, self._day_before(self._months(2)))
        ten_days = self._make_target(
            start=self._months(4), date_to=self._months(4).replace(day=10)
        ).copy()
        self.assertEqual(ten_days.date_from.day, 11)
        self.assertEqual(ten_days.date_to.day, 20)

    def test_targets_of_salespeople_are_parts_of_the_teams(self):
        self._make_target(900)
        self._make_target(500, user_id=self.seller.id)
        domain = [("source", "=", "target")]
        self.assertEqual(
            self._table("target_amount", "gap_amount", domain=domain),
            [(400, -400), (500, -500)],
        )
        self._make_target(600, user_id=self.manager.id)
        self.assertEqual(
            self._table("target_amount", domain=domain), [(0,), (500,), (600,)]
        )

    def test_quarter_is_divided_among_its_months(self):
        self._make_target(
            9000, self._months(1), date_to=self._day_before(self._months(4))
        )
        rows = self._rows([("source", "=", "target")])
        self.assertEqual(
            rows.mapped("date"), [self._months(number) for number in (1, 2, 3)]
        )
        self.assertAlmostEqual(sum(rows.mapped("target_amount")), 9000, 2)
        self.assertFalse(any(rows.mapped("expected_amount")), "no forecast")
        self.assertFalse(any(rows.mapped("amount")))

    def test_month_of_another_calendar(self):
        # 1 to 30 Azar 1405
        target = self._make_target(300, "2026-11-22", date_to="2026-12-21")
        target.copy({"date_from": "2026-12-22", "date_to": "2027-01-20"})
        rows = self._rows([("source", "=", "target"), ("res_id", "=", target.id)])
        self.assertEqual([round(a, 2) for a in rows.mapped("target_amount")], [90, 210])

    def test_no_two_targets_of_one_time(self):
        target = self._make_target()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_target(amount=5)
        with self.assertRaises(ValidationError):
            self._make_target(start=self._months(0).replace(day=2))
        self._make_target(user_id=self.seller.id)
        self._make_target(start=self._months(1))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            target.date_to = self._months(-1)

    def test_no_negative_target(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_target(-1)

    def test_salespeople_see_their_own_and_the_teams(self):
        team = self._make_target(900)
        own = self._make_target(500, user_id=self.seller.id)
        others = self._make_target(300, user_id=self.manager.id)
        Target = self._as(self.seller, self.env["crm.sales.target"])
        self.assertEqual(Target.search([]), team | own)
        self.assertFalse(Target.browse(own.id).has_access("write"))
        self.assertFalse(Target.has_access("create"))
        rows = self._rows([("source", "=", "target")], user=self.seller)
        self.assertEqual(sorted(rows.mapped("target_amount")), [100, 500])
        self.assertEqual(self._as(self.manager, Target).search([]), team | own | others)
        self._assert_closed_to_outsiders(team | own)

    def test_import_of_a_year(self):
        rows = [
            [self.team.name, str(self._months(month)), "100"] for month in range(12)
        ]
        result = (
            self.env["crm.sales.target"]
            .with_user(self.manager)
            .load(["team_id", "date_from", "amount"], rows)
        )
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 12)
