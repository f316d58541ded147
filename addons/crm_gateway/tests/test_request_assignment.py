from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import MOMENT, RequestCase


@tagged("post_install", "-at_install")
class TestRequestAssignment(RequestCase):
    """Who gets a step, until when, and who hears of it when it is late."""

    @freeze_time(MOMENT)
    def test_deadline_in_working_hours(self):
        # Wednesday 8:00 and 12 hours of work: Thursday 12:00, lunch left out
        step = self._step(employee_id=self.sam.id, hours=12)
        self.assertEqual(step.date_deadline, datetime(2025, 6, 5, 12))

    @freeze_time(datetime(2025, 6, 6, 15))
    def test_deadline_over_weekend_and_holiday(self):
        self._leave(None, datetime(2025, 6, 9), datetime(2025, 6, 9, 23))
        step = self._step(employee_id=self.sam.id, hours=4)
        # two hours on Friday, Monday is a holiday, two on Tuesday
        self.assertEqual(step.date_deadline, datetime(2025, 6, 10, 10))

    @freeze_time(MOMENT)
    def test_following_steps_are_planned_ahead(self):
        request = self._make_request(
            self._make_type(
                {"employee_id": self.sam.id, "hours": 8},
                {"employee_id": self.wim.id, "hours": 4},
            )
        )
        self.assertEqual(request.expected_date, datetime(2025, 6, 5, 12))
        self.assertEqual(request.next_deadline, datetime(2025, 6, 4, 17))

    @freeze_time(MOMENT)
    def test_whoever_can_finish_first(self):
        first = self._step(department_id=self.stock.id, hours=8)
        second = self._step(department_id=self.stock.id, hours=2)
        third = self._step(department_id=self.stock.id, hours=2)
        self.assertEqual(first.employee_id, self.wim)
        self.assertEqual(second.employee_id, self.will)
        self.assertEqual(third.employee_id, self.will)

    @freeze_time(MOMENT)
    def test_leave_counts(self):
        self._leave(self.wim, datetime(2025, 6, 4), datetime(2025, 6, 6, 23))
        step = self._step(department_id=self.stock.id, hours=2)
        self.assertEqual(step.employee_id, self.will)

    @freeze_time(MOMENT)
    def test_deputy_during_absence(self):
        self.sam.crm_deputy_id = self.fay
        self._leave(self.sam, datetime(2025, 6, 4), datetime(2025, 6, 6, 23))
        self.assertEqual(self._step(employee_id=self.sam.id).employee_id, self.fay)

    @freeze_time(MOMENT)
    def test_deputies_who_are_all_away(self):
        self.sam.crm_deputy_id = self.fay
        self.fay.crm_deputy_id = self.sam
        for employee in self.sam | self.fay:
            self._leave(employee, datetime(2025, 6, 4), datetime(2025, 6, 6, 23))
        self.assertEqual(self._step(employee_id=self.sam.id).employee_id, self.sam)

    def test_team(self):
        """Of the team, whoever can finish first; its leader if it has nobody."""
        team = self.env["crm.team"].create(
            {
                "name": "Exports",
                "company_id": self.company.id,
                "user_id": self.boss.user_id.id,
                "member_ids": [Command.set((self.wim | self.sam).user_id.ids)],
            }
        )
        plan = self._make_type({"name": "Ship", "team_id": team.id, "hours": 8})
        first = self._make_request(plan).step_ids
        second = self._make_request(plan).step_ids
        self.assertEqual(first.employee_id | second.employee_id, self.wim | self.sam)
        # free again: the whole team sees it, and nobody else
        first._assign_to(self.env["hr.employee"])
        for employee, sees in ((self.wim, True), (self.sam, True), (self.will, False)):
            Step = self.env["crm.request.step"].with_user(employee.user_id)
            found = Step.search([("is_for_me", "=", True), ("id", "=", first.id)])
            self.assertEqual(bool(found), sees, employee.name)
            self.assertEqual(Step.browse(first.id).has_access("read"), sees)
        first.with_user(self.sam.user_id).action_take()
        self.assertTrue(first.with_user(self.sam.user_id).is_for_me)
        self.assertTrue(first.with_user(self.boss.user_id).has_access("read"))
        self.assertFalse(first.with_user(self.boss.user_id).is_for_me)
        team.member_ids = False
        self.assertEqual(self._make_request(plan).step_ids.employee_id, self.boss)

    def test_department_without_members(self):
        empty = self.env["hr.department"].create(
            {"name": "Empty", "company_id": self.company.id}
        )
        step = self._step(department_id=empty.id)
        self.assertFalse(step.employee_id)
        self.assertIn("Nobody", step.problem)
        self.assertEqual(step.activity_ids.user_id, self.clerk)
        step._assign_to(self.sam)
        self.assertFalse(step.problem)

    def test_plan_of_all_companies_and_department_of_another(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["hr.department"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        shared = self._make_type({"department_id": foreign.id}, company_id=False)
        step = self._make_request(shared).step_ids
        self.assertFalse(step.department_id)
        with self.assertRaisesRegex(ValidationError, "Elsewhere"):
            self._make_type({"department_id": foreign.id})

    def test_who_leaves_hands_over(self):
        step = self._step(department_id=self.stock.id)
        leaver = step.employee_id
        leaver.active = False
        self.assertEqual(step.employee_id, (self.wim | self.will) - leaver)
        self.assertIn("no longer", step.message_ids[0].body)

    def test_deleted_employee_hands_over(self):
        step = self._step(department_id=self.stock.id)
        leaver = step.employee_id
        other = (self.wim | self.will) - leaver
        leaver.unlink()
        self.assertEqual(step.employee_id, other)

    def test_overdue_climbs_the_hierarchy(self):
        chief = self._make_employee("Chief", "req_chief")
        self.boss.parent_id = chief
        with freeze_time(MOMENT):
            step = self._step(employee_id=self.sam.id, hours=2)
            self._escalate()
            self.assertFalse(step.escalation_level)
        told = []
        for day in (5, 6, 7, 8):
            with freeze_time(datetime(2025, 6, day, 12)):
                self._escalate()
                self._escalate()
                told.append((step.escalation_level, step.escalated_employee_id.name))
        self.assertEqual(told, [(1, "Boss"), (2, "Chief"), (2, "Chief"), (2, "Chief")])
        managers = step.activity_ids.user_id - self.sam.user_id
        self.assertEqual(managers, (self.boss | chief).user_id)
        self.assertIn(
            step,
            self.env["crm.request.step"]
            .with_user(chief.user_id)
            .search([("is_overdue", "=", True)]),
        )

    def test_reassigned_step_climbs_anew(self):
        other = self._make_employee("Other Boss", "req_other_boss")
        self.will.parent_id = other
        with freeze_time(MOMENT):
            step = self._step(employee_id=self.sam.id, hours=2)
            step.activity_schedule(
                "mail.mail_activity_data_call",
                summary="Mine",
                user_id=self.clerk.id,
                automated=False,
            )
        with freeze_time(datetime(2025, 6, 5, 12)):
            self._escalate()
            self.assertEqual(step.escalated_employee_id, self.boss)
            step._assign_to(self.will, "Sam is away")
            self.assertFalse(step.escalated_employee_id)
            self.assertFalse(step.escalation_level)
            mine = step.activity_ids.filtered(lambda a: a.summary == "Mine")
            self.assertTrue(mine, "what somebody planned stays")
            self.assertFalse(
                step.activity_ids.filtered(lambda a: a.user_id == self.boss.user_id)
            )
        with freeze_time(datetime(2025, 6, 9, 12)):
            self._escalate()
            self.assertEqual(step.escalated_employee_id, other)

    def test_officer_adds_a_step_to_a_running_request(self):
        request = self._step(employee_id=self.sam.id).request_id
        with Form(request.with_user(self.clerk)) as form, form.step_ids.new() as line:
            line.name = "Ask the supplier"
            line.planned_employee_id = self.will
            line.hours = 3
        added = request.step_ids.filtered(lambda s: s.name == "Ask the supplier")
        self.assertEqual((added.state, added.employee_id), ("ready", self.will))
        self.assertTrue(added.date_deadline)

    def _escalate(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_gateway.ir_cron_escalate").method_direct_trigger()
        self.env.invalidate_all()

    def test_wizard_is_its_maker_s_alone(self):
        step = self._step(employee_id=self.sam.id)
        wizard = (
            self.env["crm.request.step.reassign"]
            .with_user(self.sam.user_id)
            .create(
                {
                    "step_ids": [Command.link(step.id)],
                    "employee_id": self.will.id,
                    "reason": "Between us",
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.wim.user_id).read(["reason"])

    def test_wizard_steps_of_others_are_refused(self):
        step = self._step(employee_id=self.wim.id)
        wizard = self.env["crm.request.step.reassign"].with_user(self.sam.user_id)
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "step_ids": [Command.link(step.id)],
                    "employee_id": self.sam.id,
                    "reason": "Mine now",
                }
            ).action_reassign()
