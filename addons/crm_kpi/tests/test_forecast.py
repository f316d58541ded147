from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import KpiCase


class TestForecast(KpiCase):
    def _sell_months(self, *amounts, first=date(2025, 1, 5)):
        for number, amount in enumerate(amounts):
            month = first.month - 1 + number
            day = date(first.year + month // 12, month % 12 + 1, first.day)
            if amount:
                self._sell(day, amount)

    def _find(self, **conditions):
        return self.env["crm.kpi.forecast"].search(
            [
                ("kpi_id", "=", self._get_kpi("order_revenue").id),
                ("company_id", "=", self.company.id),
                *((name, "=", value) for name, value in conditions.items()),
            ],
            order="step",
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_kpi.ir_cron_forecast").method_direct_trigger()
        self.env.invalidate_all()

    def test_steady_sales_are_forecast_frozen_and_scored(self):
        """100 a month for 20 months, then 125: forecast 100, an error of -20 %."""
        kpi = self._get_kpi("order_revenue")
        self.env["crm.kpi.target"].create(
            {"kpi_id": kpi.id, "kind": "month", "date_from": "2026-09-01", "value": 90}
        )
        with freeze_time("2026-09-02 08:00:00"):
            self._sell_months(*[100] * 20)
            self._count(kpi)
            self._run()
            first = self._find(period_key="2026-09")
            self.assertEqual(first.step, 1)
            self.assertAlmostEqual(first.point, 100, 4)
            self.assertTrue(first.has_interval)
            self.assertEqual(first.target, 90)
            self.assertGreater(first.probability, 0.9)
            self.assertEqual(len(self._find()), 6)
            self._run()
            self.assertEqual(len(self._find()), 6, "said once for a month")
        with freeze_time("2026-10-02 08:00:00"):
            self._sell(date(2026, 9, 9), 125)
            self._count(kpi)
            self._run()
        self.assertTrue(first.is_scored)
        self.assertAlmostEqual(first.actual, 125)
        self.assertAlmostEqual(first.error, -20, 4)
        self.assertAlmostEqual(first.point, 100, 4, "what was said stands")
        self.assertAlmostEqual(first.brier, (1 - first.probability) ** 2, 5)
        self.assertFalse(self._find(period_key="2026-10")[0].is_scored)

    @freeze_time("2026-09-02 08:00:00")
    def test_seven_months_are_too_few(self):
        self._sell_months(*[100] * 7, first=date(2026, 2, 5))
        self._count(self._get_kpi("order_revenue"))
        self._run()
        self.assertFalse(self._find())

    @freeze_time("2026-09-20 08:00:00")
    def test_running_month_does_not_count(self):
        """8 months of 100 and 5 so far in September: 100 is forecast, not less."""
        self._sell_months(*[100] * 8, 5, first=date(2026, 1, 5))
        self._count(self._get_kpi("order_revenue"))
        self._run()
        self.assertAlmostEqual(self._find(period_key="2026-09").point, 100, 4)

    @freeze_time("2026-09-02 08:00:00")
    def test_month_without_orders_is_nothing_and_no_hole(self):
        self._sell_months(100, 100, 100, 0, 100, 100, 100, 100, first=date(2026, 1, 5))
        self._count(self._get_kpi("order_revenue"))
        self._run()
        self.assertEqual(len(self._find()), 6)

    @freeze_time("2026-09-02 08:00:00")
    def test_what_was_said_stands(self):
        self._sell_months(*[100] * 8, first=date(2026, 1, 5))
        self._count(self._get_kpi("order_revenue"))
        self._run()
        row = self._find()[0]
        with self.assertRaises(UserError):
            row.point = 5
        manager = self._make_user("kpi_manager", "crm_kpi.group_kpi_manager")
        with self.assertRaises(AccessError):
            row.with_user(manager).point = 5
        with self.assertRaises(AccessError):
            row.with_user(manager).unlink()

    @freeze_time("2026-09-10 08:00:00")
    def test_pipeline_of_the_running_month(self):
        """Two deals of 100; 30 of 40 such stages were won: 150 more are expected."""
        stage = self.env["crm.stage"].create({"name": "Talks"})
        self.env["crm.lead.scoring.frequency"].create(
            {
                "variable": "stage_id",
                "value": str(stage.id),
                "won_count": 30,
                "lost_count": 10,
            }
        )
        self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {number}",
                    "type": "opportunity",
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": False,
                    "stage_id": stage.id,
                    "expected_revenue": 100,
                    "date_deadline": day,
                }
                for number, day in enumerate(("2026-09-20", "2026-09-30", "2026-10-01"))
            ]
        )
        kpi = self._get_kpi("order_revenue")
        month = self.company._get_kpi_month(date(2026, 9, 10))
        found = kpi._forecast_running(self.company, month, done=50, target=150)
        self.assertEqual(found["deals"], 2)
        self.assertAlmostEqual(found["expected"], 50 + 150)
        # at least one of the two: 1 - 0.25 squared
        self.assertAlmostEqual(found["probability"], 0.9375, 2)
        self.assertEqual(found["high"], 250)
