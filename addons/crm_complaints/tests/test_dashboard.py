from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from ..working_time import go_back
from .common import ComplaintMixin

NOW = datetime(2026, 1, 14, 8)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDashboard(ComplaintMixin, TransactionCase):
    """Figures that can be counted by hand, and opened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls._prepare()
        cls.cause = cls.env["crm.complaint.cause"].create({"name": "Forgotten"})
        cls.dashboard = cls.env["crm.complaint.dashboard"].with_user(cls.manager)

    def _make(self, received, closed=None, **values):
        """Make a complaint with a past, as if it had gone through the flow."""
        complaint = self._make_complaint(received_date=received, **values)
        if closed:
            complaint.write(
                {
                    "state": "closed",
                    "closed_date": closed,
                    "decision": "upheld",
                    "cause_id": self.cause.id,
                    "resolution_hours": complaint._measure(received, closed),
                }
            )
            complaint.clock_ids._meet(closed)
        return complaint

    def _order(self, partner, moment, amount=100):
        product = self.env["product.product"].create(
            {"name": "Tea", "taxes_id": False, "list_price": amount}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def _read(self, **period):
        data = self.dashboard.get_dashboard(**period)
        return {figure["name"]: figure for figure in data["figures"]}, data

    def test_nothing_is_blank_not_zero(self):
        figures, data = self._read()
        for name in ("deadlines", "response", "resolution", "first_contact", "rate"):
            self.assertIsNone(figures[name]["value"], name)
        self.assertEqual(figures["received"]["value"], 0)
        self.assertFalse(data["pareto"]["rows"])

    def test_auditors_count_without_knowing_who(self):
        self._make(datetime(2025, 2, 3, 8), datetime(2025, 2, 4, 8))
        auditor = self._make_user(
            "cmp_auditor", "crm_complaints.group_complaint_auditor"
        )
        expected, _data = self._read()
        data = self.dashboard.with_user(auditor).get_dashboard()
        self.assertEqual(
            [figure["value"] for figure in data["figures"]],
            [figure["value"] for figure in expected.values()],
        )

    def test_counts_leave_out_spam_and_merged(self):
        kept = self._make(datetime(2026, 1, 12, 8))
        self._make(datetime(2026, 1, 12, 8))._mark_invalid("Spam")
        self._make(datetime(2026, 1, 12, 8))._merge_into(kept)
        figures, _data = self._read()
        self.assertEqual(figures["received"]["value"], 1)
        found = self.env["crm.complaint"].search(figures["received"]["domain"])
        self.assertEqual(found, kept)

    def test_speed_in_working_hours(self):
        for day, hours in ((11, 8), (11, 16), (11, 24)):
            start = datetime(2026, 1, day, 7)
            self._make(start, start + timedelta(days=hours // 8))
        figures, _data = self._read()
        self.assertEqual(figures["resolution"]["value"], 16)
        self.assertEqual(figures["resolution"]["n"], 3)
        self.assertAlmostEqual(figures["resolution_most"]["value"], 22.4)

    def test_deadlines_kept_count_open_overdue_ones(self):
        self._make(datetime(2026, 1, 13, 8)).action_acknowledge()
        # overdue, though no scheduler has noted it yet
        self._make(datetime(2026, 1, 8, 8))
        figures, _data = self._read()
        share = figures["deadlines"]
        self.assertEqual(share["n"], 3)
        self.assertAlmostEqual(share["value"], 1 / 3)

    def test_rate_and_its_orders(self):
        self._make(datetime(2026, 1, 12, 8))
        for _number in range(4):
            self._order(self.customer, datetime(2026, 1, 5, 8))
        self._order(self.customer, datetime(2024, 1, 5, 8))
        figures, _data = self._read()
        self.assertEqual(figures["rate"]["value"], 250)
        self.assertEqual(figures["rate"]["n"], 4)

    def test_recovery_against_the_rest(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(5)]
        )
        closed = datetime(2025, 3, 10, 8)
        for partner in partners[:2]:
            self._make(closed - timedelta(days=1), closed, partner_id=partner.id)
        self._order(partners[0], closed + timedelta(days=30))
        # for nothing: a replacement is no purchase
        self._order(partners[1], closed + timedelta(days=30), amount=0)
        for partner in partners[2:]:
            self._order(partner, closed)
        self._order(partners[2], closed + timedelta(days=60))
        figures, _data = self._read(date_from="2025-03-01", date_to="2025-03-31")
        self.assertEqual(figures["recovery"]["value"], 0.5)
        self.assertAlmostEqual(figures["recovery_base"]["value"], 1 / 3)
        self.assertAlmostEqual(figures["recovery_difference"]["value"], 1 / 6)
        self.assertLess(figures["recovery_difference"]["low"], 0)

    def test_recurrence_opens_the_later_one(self):
        first = datetime(2025, 10, 6, 8)
        self._make(first, first + timedelta(days=2))
        again = self._make(first + timedelta(days=40))
        self._make(first + timedelta(days=41), category_id=False)
        figures, _data = self._read()
        self.assertAlmostEqual(figures["recurrence"]["value"], 1 / 3)
        found = self.env["crm.complaint"].search(figures["recurrence"]["domain"])
        self.assertEqual(found, again)

    def test_one_letter_settles(self):
        closed = datetime(2025, 12, 1, 8)
        one = self._make(closed - timedelta(days=1), closed)
        two = self._make(closed - timedelta(days=1), closed, category_id=False)
        one.response_count, two.response_count = 1, 2
        figures, _data = self._read()
        self.assertEqual(figures["first_contact"]["value"], 0.5)

    def test_pareto(self):
        other = self.env["crm.complaint.category"].create({"name": "Quality"})
        for category in (self.category, self.category, self.category, other):
            self._make(datetime(2026, 1, 12, 8), category_id=category.id)
        self._make(datetime(2026, 1, 12, 8), category_id=False)
        _figures, data = self._read()
        rows = data["pareto"]["rows"]
        self.assertEqual([row["count"] for row in rows], [3, 1, 1])
        self.assertEqual(rows[0]["label"], "Late")
        self.assertEqual(rows[-1]["label"], "Not known")
        self.assertFalse(rows[-1]["is_vital"])
        count = self.env["crm.complaint"].search_count(rows[0]["domain"])
        self.assertEqual(count, 3)
        with self.assertRaises(UserError):
            self.dashboard.get_dashboard(group_by="partner_id")

    def test_chart_tells_the_month_that_stands_out(self):
        for month in range(1, 13):
            for _number in range(2):
                self._order(self.customer, datetime(2025, month, 5, 8))
            self._make(datetime(2025, month, 6, 8))
        for _number in range(30):
            self._make(datetime(2025, 12, 7, 8))
        _figures, data = self._read()
        rows = {row["month"]: row for row in data["chart"]["rows"]}
        self.assertIn("beyond", rows["2025-12-01"]["signals"])
        self.assertEqual(rows["2025-11-01"]["value"], 500)
        self.assertNotIn("beyond", rows["2025-11-01"]["signals"])
        # no orders, no rate
        self.assertIsNone(rows["2024-06-01"]["value"])

    def test_backlog_by_working_days(self):
        zone = "Africa/Cairo"
        self.assertEqual(
            go_back(self.calendar, zone, 5, NOW).date(),
            datetime(2026, 1, 6).date(),
        )
        for received in (
            datetime(2026, 1, 13, 8),
            datetime(2026, 1, 7, 8),
            datetime(2026, 1, 6, 8),
            datetime(2025, 1, 5, 8),
        ):
            self._make(received)
        _figures, data = self._read()
        self.assertEqual([row["count"] for row in data["backlog"]], [2, 1, 0, 1, 0])

    def test_only_what_the_user_may_open(self):
        complaint = self._make(datetime(2026, 1, 12, 8))
        complaint.accused_employee_ids = self._make_employee("Chief", self.manager)
        figures, data = self._read()
        self.assertEqual(figures["received"]["value"], 0)
        self.assertFalse(data["pareto"]["rows"])
        for groups in ("base.group_user", "base.group_portal"):
            user = self._make_user(f"cmp_{groups[-6:]}", groups)
            with self.assertRaises(AccessError):
                self.dashboard.with_user(user).get_dashboard()

    def test_period(self):
        with self.assertRaises(UserError):
            self._read(date_from="2026-02-01", date_to="2026-01-01")
        data = self.dashboard.get_dashboard()
        self.assertEqual(data["date_to"], fields.Date.to_string(NOW))
        self.assertEqual(data["date_from"], "2025-01-15")
