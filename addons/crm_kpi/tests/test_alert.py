from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import KpiCase

FIRST = date(2026, 9, 20)


@freeze_time("2026-09-24 06:00:00")
class TestAlert(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._get_kpi("average_deal")
        cls.owner = cls._make_user("kpi_owner", "crm_kpi.group_kpi_user")
        cls.kpi.write({"owner_id": cls.owner.id, "yellow_from": 80, "alert_rearm": 82})
        cls.env["crm.kpi.target"].create(
            {
                "kpi_id": cls.kpi.id,
                "kind": "month",
                "date_from": "2026-09-01",
                "value": 100,
            }
        )
        cls.Alert = cls.env["crm.kpi.alert"]

    def _read_days(self, *values):
        """Write readings on days that follow one another, with their alarms."""
        raised = []
        for number, value in enumerate(values):
            day = FIRST + timedelta(days=number)
            self.env["crm.kpi.reading"].create(
                {
                    "kpi_id": self.kpi.id,
                    "company_id": self.company.id,
                    "date": day,
                    "value": value,
                    "target": 100,
                    "attained": value,
                    "light": "red" if value < 80 else "yellow",
                }
            )
            raised.append(len(self.Alert._raise(self.company, day)))
        return raised

    def test_one_alarm_on_the_fourth_day(self):
        self.assertEqual(self._read_days(79, 81, 79, 78, 77), [0, 0, 0, 1, 0])
        alert = self.Alert.search([("kpi_id", "=", self.kpi.id)])
        self.assertEqual(alert.owner_id, self.owner)
        activity = alert.activity_ids
        self.assertEqual(activity.user_id, self.owner)
        self.assertEqual(activity.date_deadline, alert.date + timedelta(days=3))

    def test_no_alarm_is_for_nobody(self):
        """Without an owner: who answers for the objective, else an administrator."""
        manager = self._make_user("kpi_chief", "crm_kpi.group_kpi_manager")
        self.env.ref("crm_kpi.group_kpi_manager").user_ids = manager
        self.kpi.owner_id = self._make_user("kpi_gone", "crm_kpi.group_kpi_user")
        self.kpi.owner_id.active = False
        self.assertEqual(self.kpi._find_who_acts(self.company), manager)
        strategy = self.env["crm.strategy"].create({"name": "Growth"})
        self.env["crm.objective"].create(
            {
                "name": "Larger orders",
                "strategy_id": strategy.id,
                "perspective_id": self.env["crm.kpi.perspective"]
                .search([], limit=1)
                .id,
                "owner_id": self.owner.id,
                "kpi_ids": [Command.create({"kpi_id": self.kpi.id})],
            }
        )
        self.assertEqual(self.kpi._find_who_acts(self.company), self.owner)
        finance = self.env.ref("crm_kpi.group_kpi_finance")
        (self.kpi + self._get_kpi("velocity")).group_ids = finance
        self.assertFalse(self.kpi._find_who_acts(self.company))
        manager.group_ids += finance
        self.assertEqual(self.kpi._find_who_acts(self.company), manager)
        self.assertEqual(self._read_days(79, 78), [0, 1])
        alert = self.Alert.search([("kpi_id", "=", self.kpi.id)])
        self.assertEqual(alert.activity_ids.user_id, manager)

    def test_armed_again_once_it_was_good(self):
        self._read_days(79, 78)
        alert = self.Alert.search([("kpi_id", "=", self.kpi.id)])
        alert.write({"plan": "Call", "follow_up_date": "2026-10-01", "result": "Good"})
        alert.action_plan()
        alert.action_close()
        readings = self.env["crm.kpi.reading"].search([("kpi_id", "=", self.kpi.id)])
        readings.unlink()
        self.assertEqual(self._read_days(79, 78, 81, 79, 78), [0, 0, 0, 0, 0])
        readings = self.env["crm.kpi.reading"].search([("kpi_id", "=", self.kpi.id)])
        readings.unlink()
        self.assertEqual(self._read_days(79, 78, 82, 79, 78), [0, 0, 0, 0, 1])

    def test_the_job_reads_yesterday(self):
        """Two orders of 60 against 100 and nothing before: red, but only a day."""
        self._sell(date(2026, 9, 22), 60)
        self._count(self.kpi)
        Reading = self.env["crm.kpi.reading"]
        with self.enter_registry_test_mode():
            self.env.ref("crm_kpi.ir_cron_read").method_direct_trigger()
        row = Reading.search([("kpi_id", "=", self.kpi.id)])
        self.assertEqual(row.date, date(2026, 9, 23))
        self.assertEqual((row.value, row.target, row.light), (60, 100, "red"))
        self.assertFalse(self.Alert.search([("kpi_id", "=", self.kpi.id)]))

    def test_sum_is_measured_by_the_days_gone(self):
        """600 of 900 in 20 of 30 days is on the target."""
        kpi = self._get_kpi("order_revenue")
        self.env["crm.kpi.target"].create(
            {
                "kpi_id": kpi.id,
                "kind": "month",
                "date_from": "2026-09-01",
                "value": 900,
            }
        )
        self._sell(date(2026, 9, 5), 600)
        self._count(kpi)
        rows = self.env["crm.kpi.reading"]._read_day(self.company, date(2026, 9, 20))
        row = rows.filtered(lambda row: row.kpi_id == kpi)
        self.assertEqual((row.value, row.target, row.light), (600, 600, "green"))

    def test_plan_and_close_need_words(self):
        self._read_days(79, 78)
        alert = self.Alert.search([("kpi_id", "=", self.kpi.id)]).with_user(self.owner)
        with self.assertRaises(UserError):
            alert.action_plan()
        alert.plan = "Train the counter"
        with self.assertRaises(UserError):
            alert.action_plan()
        alert.follow_up_date = date(2026, 10, 10)
        alert.action_plan()
        self.assertEqual(alert.state, "planned")
        self.assertEqual(alert.activity_ids.date_deadline, date(2026, 10, 10))
        with self.assertRaises(UserError):
            alert.action_close()
        alert.result = "82 again"
        alert.action_close()
        self.assertFalse(alert.activity_ids)

    def test_others_do_not_touch_it(self):
        self._read_days(79, 78)
        alert = self.Alert.search([("kpi_id", "=", self.kpi.id)])
        with self.assertRaises(AccessError):
            alert.with_user(self.seller).action_close()
