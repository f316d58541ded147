from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MOMENT, RequestCase


@tagged("post_install", "-at_install")
class TestRequestWorkload(RequestCase):
    """Everybody's own report of the load of those whom they lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Workload = cls.env["crm.request.workload"]
        cls.manager = cls._make_user("req_manager", "crm_gateway.group_request_manager")

    def _open(self, user, companies=None):
        """Open the report as the menu does; return what the user then sees."""
        companies = companies or self.company
        Workload = self.Workload.with_user(user).with_context(
            allowed_company_ids=companies.ids
        )
        Workload.action_open()
        self.env.invalidate_all()
        return Workload.search([], order="week, id")

    @freeze_time(MOMENT)
    def test_workload_of_the_week(self):
        for _number in range(6):
            self._step(employee_id=self.wim.id, hours=6)
        self._leave(self.wim, datetime(2025, 6, 5), datetime(2025, 6, 6, 23))
        self._make_type({"department_id": self.stock.id})
        rows = self._open(self.boss.user_id)
        busy, free = (
            rows.filtered(lambda r, e=e: r.employee_id == e)[0]
            for e in (self.wim, self.will)
        )
        self.assertEqual([busy.capacity_hours, busy.level], [24, "over"])
        self.assertEqual(
            [free.planned_hours, free.capacity_hours, free.level], [0, 40, "free"]
        )
        later = rows.filtered(lambda r: r.employee_id == self.wim)[1]
        Step = self.env["crm.request.step"]
        for row in (later, busy):
            self.assertEqual(
                Step.search_count(row.action_open_steps()["domain"]), row.step_count
            )

    @freeze_time(MOMENT)
    def test_who_sees_whose_load(self):
        self._make_type({"department_id": self.stock.id})
        self.assertEqual(
            self._open(self.will.user_id).employee_id, self.will, "one's own"
        )
        self.assertEqual(
            self._open(self.boss.user_id).employee_id, self.wim | self.will
        )
        self.assertEqual(self._open(self.manager).employee_id, self.wim | self.will)
        self.assertFalse(self._open(self.clerk), "leads nobody, works in no plan")

    @freeze_time(MOMENT)
    def test_two_users_do_not_disturb_each_other(self):
        self._make_type({"department_id": self.stock.id})
        self._step(employee_id=self.wim.id, hours=6)
        mine = self._open(self.manager)
        before = mine.read(["employee_id", "week", "planned_hours"])
        step = self._step(employee_id=self.wim.id, hours=5)
        theirs = self._open(self.boss.user_id)
        self.assertFalse(mine & theirs)
        self.assertEqual(mine.read(["employee_id", "week", "planned_hours"]), before)
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["week"])

        again = self._open(self.manager)
        self.assertEqual(again, mine, "the rows on the screen stay the same")
        row = again.filtered(lambda r: r.employee_id == self.wim)[0]
        self.assertEqual(row.planned_hours, 6 + step.hours)
        self.will.active = False
        self.assertEqual(self._open(self.manager).employee_id, self.wim)

    @freeze_time(MOMENT)
    def test_manager_of_another_company(self):
        self._make_type({"department_id": self.stock.id})
        rows = self._open(self.manager)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._make_user("req_other", "crm_gateway.group_request_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._open(stranger, other))
        with self.assertRaises(AccessError):
            rows.with_user(stranger).read(["week"])
        self.assertTrue(rows.exists(), "the other's report is still there")

        self.manager.company_ids |= other
        self._open(self.manager, other)
        self.assertEqual(
            self._open(self.manager, self.company | other), rows, "of both companies"
        )

    @freeze_time(MOMENT)
    def test_weeks_are_the_company_s(self):
        self._make_type({"department_id": self.stock.id})
        self.env["res.lang"]._activate_lang("fa_IR")
        self.manager.lang = "fa_IR"
        weeks = [
            set(self._open(user).mapped("week"))
            for user in (self.manager, self.boss.user_id)
        ]
        self.assertEqual(weeks[0], weeks[1])
        self.assertEqual(min(weeks[0]), date(2025, 6, 2), "a Monday, after the weekend")
        # Thursday and Friday off
        days = {"3": "5", "4": "6"}
        for attendance in self.calendar.attendance_ids:
            attendance.dayofweek = days.get(attendance.dayofweek, attendance.dayofweek)
        self.assertEqual(
            min(self._open(self.manager).mapped("week")), date(2025, 5, 31)
        )

    @freeze_time(MOMENT)
    def test_week_without_a_day_off(self):
        self._make_type({"department_id": self.stock.id})
        self.calendar.attendance_ids = [
            (
                0,
                0,
                {
                    "name": str(day),
                    "dayofweek": str(day),
                    "hour_from": 8,
                    "hour_to": 12,
                    "day_period": "morning",
                },
            )
            for day in (5, 6)
        ]
        self.env["res.lang"]._activate_lang("fa_IR")
        self.company.partner_id.lang = "fa_IR"
        self.assertEqual(
            min(self._open(self.manager).mapped("week")), date(2025, 5, 31)
        )

    def test_old_rows_go(self):
        self._make_type({"department_id": self.stock.id})
        with freeze_time(MOMENT):
            old = self._open(self.manager)
        with freeze_time(datetime(2025, 6, 6, 12)):
            new = self._open(self.boss.user_id)
            self.Workload._gc_old_rows()
        self.assertTrue(old)
        self.assertFalse(old.exists())
        self.assertEqual(new.exists(), new)

    @freeze_time(MOMENT)
    def test_opening_costs_the_same_for_many_steps(self):
        self._make_type({"department_id": self.stock.id})
        costs = []
        for number in (1, 5):
            for _number in range(number):
                self._step(employee_id=self.wim.id, hours=1)
            self._open(self.manager)
            before = self.cr.sql_log_count
            self._open(self.manager)
            costs.append(self.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])
