from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestTarget(KpiCase):
    def _make(self, value, kind="month", day=SEPTEMBER, kpi="order_revenue", **values):
        return self.env["crm.kpi.target"].create(
            {
                "kpi_id": self._get_kpi(kpi).id,
                "kind": kind,
                "date_from": day,
                "value": value,
                **values,
            }
        )

    def _read(self, kpi, kind, day, scope=None):
        periods = self.company._get_kpi_periods(kind, day, 1)
        return kpi._read_targets(periods, scope)[kpi]

    def test_target_is_of_its_period(self):
        target = self._make(100, day=date(2026, 9, 17))
        self.assertEqual(target.date_from, SEPTEMBER)
        self.assertEqual(target.date_to, date(2026, 9, 30))
        self.assertEqual(target.period_key, "2026-09")

    def test_quarter_without_target_has_that_of_its_months(self):
        kpi = self._get_kpi("order_revenue")
        for month in (7, 8):
            self._make(100, day=date(2026, month, 1))
        self.assertEqual(self._read(kpi, "quarter", SEPTEMBER), [None])
        self._make(150)
        self.assertEqual(self._read(kpi, "quarter", SEPTEMBER), [350])
        self._make(500, kind="quarter")
        self.assertEqual(self._read(kpi, "quarter", SEPTEMBER), [500])

    def test_shares_do_not_add_up(self):
        kpi = self._get_kpi("average_deal")
        for month in (7, 8, 9):
            self._make(100, day=date(2026, month, 1), kpi="average_deal")
        self.assertEqual(self._read(kpi, "quarter", SEPTEMBER), [None])

    def test_target_of_a_team(self):
        kpi = self._get_kpi("order_revenue")
        self._make(100)
        self._make(40, team_id=self.team.id)
        self.assertEqual(self._read(kpi, "month", SEPTEMBER), [100])
        self.assertEqual(self._read(kpi, "month", SEPTEMBER, self.team), [40])
        self.assertEqual(self._read(kpi, "month", SEPTEMBER, self.seller), [None])

    def test_gap_of_the_cascade(self):
        whole = self._make(100)
        other = self.env["crm.team"].create(
            {"name": "South", "company_id": self.company.id}
        )
        self._make(60, team_id=self.team.id, parent_id=whole.id)
        self._make(30, team_id=other.id, parent_id=whole.id)
        self.assertEqual(whole.gap, -10)
        found = self.env["crm.kpi.target"].search([("has_gap", "=", True)])
        self.assertEqual(found, whole)

    def test_part_lies_in_its_whole(self):
        whole = self._make(100)
        with self.assertRaisesRegex(ValidationError, "outside"):
            self._make(
                10, day=date(2026, 10, 1), team_id=self.team.id, parent_id=whole.id
            )

    def test_year_is_spread_like_last_year(self):
        """Last year: 300 in January, 100 in June; a target of 800 is 600 and 200."""
        self._sell(date(2025, 1, 5), 300)
        self._sell(date(2025, 6, 5), 100)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        year = self._make(800, kind="year", day=date(2026, 1, 1))
        wizard = Form(
            self.env["crm.kpi.target.spread"].with_context(default_target_id=year.id)
        )
        wizard.save().action_apply()
        parts = {part.period_key: part.value for part in year.child_ids}
        self.assertEqual(len(parts), 12)
        self.assertEqual(parts["2026-01"], 600)
        self.assertEqual(parts["2026-06"], 200)
        self.assertEqual(sum(parts.values()), 800)
        self.assertFalse(year.has_gap)

    def test_dividing_again_corrects(self):
        year = self._make(1200, kind="year", day=date(2026, 1, 1))
        Wizard = self.env["crm.kpi.target.spread"]
        for value in (1200, 2400):
            year.value = value
            wizard = Wizard.create({"target_id": year.id, "by": "even"})
            wizard.action_apply()
        self.assertEqual(year.child_ids.mapped("value"), [200] * 12)

    def test_import_is_all_or_nothing(self):
        """100 rows, 3 of them wrong: nothing is imported, 3 lines are named."""
        rows = []
        for number in range(100):
            month = f"20{10 + number // 12:02}-{1 + number % 12:02}-01"
            rows.append(["order_revenue", "Month", month, str(number + 1)])
        rows[10][0] = "no_such_kpi"
        rows[50][2] = "not a day"
        rows[80][3] = "many"
        before = self.env["crm.kpi.target"].search_count([("active", "=", True)])
        found = self.env["crm.kpi.target"].load(
            ["kpi_id", "kind", "date_from", "value"], rows
        )
        self.assertFalse(found["ids"])
        errors = [one for one in found["messages"] if one["type"] == "error"]
        self.assertEqual({one["record"] for one in errors}, {10, 50, 80})
        after = self.env["crm.kpi.target"].search_count([("active", "=", True)])
        self.assertEqual(after, before)

    def test_import_of_good_rows(self):
        found = self.env["crm.kpi.target"].load(
            ["kpi_id", "kind", "date_from", "value"],
            [["order_revenue", "Month", "2026-09-01", "5"]],
        )
        self.assertFalse(found["messages"])
        target = self.env["crm.kpi.target"].browse(found["ids"])
        self.assertEqual(target.kpi_id, self._get_kpi("order_revenue"))

    def test_nothing_to_divide(self):
        target = self._make(100)
        wizard = self.env["crm.kpi.target.spread"].create({"target_id": target.id})
        wizard.line_ids.unlink()
        with self.assertRaises(UserError):
            wizard.action_apply()
