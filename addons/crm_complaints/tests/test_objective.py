from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestObjective(ComplaintMixin, TransactionCase):
    """What a figure should be stands beside it, and whether it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.Objective = cls.env["crm.complaint.objective"]

    def _set(self, figure, value, day="2026-01-01"):
        return self.Objective.create(
            {"figure": figure, "value": value, "date_from": day}
        )

    def _get(self, name, **period):
        Dashboard = self.env["crm.complaint.dashboard"].with_user(self.manager)
        figures = Dashboard.get_dashboard(**period)["figures"]
        return next(figure for figure in figures if figure["name"] == name)

    def test_beside_the_figure(self):
        self._set("overdue", 0)
        self.assertTrue(self._get("overdue")["objective"]["is_reached"])
        self._make_complaint().clock_ids.due_date = "2026-01-02 08:00:00"
        self.assertGreater(self._get("overdue")["value"], 0)
        self.assertFalse(self._get("overdue")["objective"]["is_reached"])

    def test_each_is_on_the_dashboard_under_its_name(self):
        labels = self.Objective._get_labels()
        shown = {name: self._get(name)["label"] for name in labels}
        self.assertEqual(shown, labels)

    def test_more_is_better_of_some(self):
        objective = self._set("deadlines", 0.9)
        self.assertEqual(objective.direction, "least")
        figures = [{"name": "deadlines", "value": value} for value in (0.95, 0.9, 0.8)]
        self.Objective._judge(figures, date(2026, 6, 1))
        reached = [figure["objective"]["is_reached"] for figure in figures]
        self.assertEqual(reached, [True, True, False])

    def test_nothing_to_count_is_neither_reached_nor_missed(self):
        self._set("deadlines", 0.9)
        self.assertIsNone(self._get("deadlines")["value"])
        self.assertIsNone(self._get("deadlines")["objective"]["is_reached"])

    def test_the_one_of_the_time_counts(self):
        self._set("response", 16)
        self._set("response", 8, "2026-07-01")
        for day, value in ((date(2026, 6, 30), 16), (date(2026, 7, 1), 8)):
            figures = [{"name": "response", "value": 10}]
            self.Objective._judge(figures, day)
            self.assertEqual(figures[0]["objective"]["value"], value)
        figures = [{"name": "response", "value": 10}]
        self.Objective._judge(figures, date(2025, 1, 1))
        self.assertNotIn("objective", figures[0])

    def test_another_company_has_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.Objective.create({"figure": "overdue", "value": 3, "company_id": other.id})
        self.assertNotIn("objective", self._get("overdue"))

    @mute_logger("odoo.sql_db")
    def test_shares_are_shares(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._set("deadlines", 95)
        self._set("response", 95)

    def test_in_the_words_of_the_reader(self):
        self.assertEqual(
            self._set("reopened", 0.05).display_name, "Reopened: at most 5.0%"
        )
        self.assertEqual(
            self._set("first_contact", 0.5).display_name,
            "Settled by One Letter: at least 50.0%",
        )

    def test_reviews_show_and_freeze_it(self):
        self._set("deadlines", 0.9)
        review = self.env["crm.complaint.review"].create(
            {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        )
        shown = [
            figure["objective"]
            for section in review.shown_figures["sections"]
            for figure in section["figures"]
            if figure["name"] == "deadlines"
        ]
        self.assertEqual(shown, ["at least 90.0%"])

    def test_who_sets_them(self):
        objective = self._set("overdue", 0)
        auditor = self._make_user(
            "cmp_auditor", "crm_complaints.group_complaint_auditor"
        )
        employee = self._make_user("cmp_employee", "base.group_user")
        for user in (self.agent, auditor):
            self.assertEqual(objective.with_user(user).value, 0)
            with self.assertRaises(AccessError):
                objective.with_user(user).value = 5
        with self.assertRaises(AccessError):
            objective.with_user(employee).read(["value"])
        objective.with_user(self.manager).value = 1
        self.assertEqual(objective.value, 1)
