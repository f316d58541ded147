from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MOMENT, RequestCase


@tagged("post_install", "-at_install")
class TestRequestEscalation(RequestCase):
    """Who is told of what is late, and who does it when somebody is away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Step = cls.env["crm.request.step"]
        cls.chief = cls._make_employee("Chief", "req_chief")
        cls.owner = cls._make_employee("Owner", "req_owner")
        cls.boss.parent_id = cls.chief
        cls.chief.parent_id = cls.owner

    def _late(self, **values):
        with freeze_time(MOMENT):
            return self._step(employee_id=self.sam.id, hours=2, **values)

    def _escalate(self, day):
        with self.enter_registry_test_mode(), freeze_time(datetime(2025, 6, day, 12)):
            self.env.ref("crm_gateway.ir_cron_escalate").method_direct_trigger()
        self.env.invalidate_all()

    def _posted(self, step):
        return " ".join(map(str, step.message_ids.mapped("body")))

    def test_everybody_who_was_told_may_read_and_act(self):
        step = self._late()
        # the second level is neither the employee's nor the department's manager
        for day in (5, 6, 7):
            self._escalate(day)
        self.assertEqual(step.escalated_employee_id, self.owner)
        self.assertEqual(step.told_employee_ids, self.boss | self.chief | self.owner)
        for manager in (self.chief, self.owner):
            self.assertIn(step, self.Step.with_user(manager.user_id).search([]))
        step.with_user(self.chief.user_id).action_start()
        self.assertEqual(step.state, "progress")

    def test_told_of_an_earlier_employee_s_step_only(self):
        step = self._late()
        for day in (5, 6):
            self._escalate(day)
        other = self._make_employee("Other Boss", "req_other_boss")
        self.will.parent_id = other
        step._assign_to(self.will)
        self.assertFalse(step.told_employee_ids)
        with self.assertRaises(AccessError):
            step.with_user(self.chief.user_id).read(["name"])

    def test_manager_without_active_user_is_passed_over(self):
        step = self._late()
        self.boss.user_id.active = False
        self._escalate(5)
        self.assertEqual(step.escalated_employee_id, self.chief)
        self.assertEqual(step.escalation_level, 1)
        self.assertEqual(
            step.activity_ids.user_id - self.sam.user_id, self.chief.user_id
        )
        self.assertNotIn("Boss has been told", self._posted(step))
        self.assertIn("Boss could not be told", self._posted(step))

    def test_archived_manager_and_one_of_another_company_are_passed_over(self):
        step = self._late()
        self.boss.active = False
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.chief.user_id.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        self._escalate(5)
        self.assertEqual(step.escalated_employee_id, self.owner)
        self.assertIn("Boss, Chief could not be told", self._posted(step))

    def test_nobody_to_tell(self):
        step = self._late()
        for manager in (self.boss, self.chief, self.owner):
            manager.user_id = False
        for day in (5, 6, 7):
            self._escalate(day)
        self.assertFalse(step.escalated_employee_id)
        self.assertEqual(self._posted(step).count("no manager with a user"), 1)
        told = step.activity_ids.user_id - self.sam.user_id
        self.assertEqual(told, self.clerk, "the owner of the request")
        # as soon as there is one, that one is told
        self.chief.user_id = self._make_user("req_chief_2", "base.group_user")
        self._escalate(9)
        self.assertEqual(step.escalated_employee_id, self.chief)

    def test_managers_in_a_circle(self):
        step = self._late()
        self.owner.parent_id = self.boss
        for manager in (self.boss, self.chief, self.owner):
            manager.user_id = False
        self._escalate(5)
        self.assertFalse(step.escalated_employee_id)

    def _follow(self, moment):
        with self.enter_registry_test_mode(), freeze_time(moment):
            self.env.ref("crm_gateway.ir_cron_follow").method_direct_trigger()
        self.env.invalidate_all()

    def test_leave_entered_later_moves_what_is_not_begun(self):
        self.sam.crm_deputy_id = self.fay
        with freeze_time(MOMENT):
            waiting = self._step(employee_id=self.sam.id)
            begun = self._step(employee_id=self.sam.id)
            begun.action_start()
            quote = self._step(employee_id=self.sam.id, kind="quotation")
        self._follow(MOMENT)
        self.assertEqual((waiting | begun | quote).employee_id, self.sam)
        self._leave(self.sam, datetime(2025, 6, 4), datetime(2025, 6, 6, 23))
        self._follow(MOMENT)
        self.assertEqual((waiting | quote).employee_id, self.fay)
        self.assertEqual(begun.employee_id, self.sam, "who began it goes on")
        self.assertIn("Sam is away. Fay stands in.", self._posted(waiting))
        self.assertEqual(waiting.activity_ids.user_id, self.fay.user_id)

    def test_leave_without_anybody_to_stand_in(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._make_employee("Foreign", company_id=elsewhere.id)
        with freeze_time(MOMENT):
            step = self._step(employee_id=self.sam.id)
        self._leave(self.sam, datetime(2025, 6, 4), datetime(2025, 6, 6, 23))
        for deputy in (False, foreign, self.fay):
            self.sam.crm_deputy_id = deputy
            if deputy == self.fay:
                self._leave(self.fay, datetime(2025, 6, 4), datetime(2025, 6, 6, 23))
            self._follow(MOMENT)
            self.assertEqual(step.employee_id, self.sam)
        self.assertNotIn("is away", self._posted(step))

    def test_time_of_a_step_that_nobody_started(self):
        step = self._late()
        with freeze_time(datetime(2025, 6, 4, 11)):
            step.action_done()
        self.assertEqual((step.waiting_hours, step.working_hours), (0, 3))

    def test_time_of_a_step_that_was_started(self):
        step = self._late()
        with freeze_time(datetime(2025, 6, 4, 9)):
            step.action_start()
        with freeze_time(datetime(2025, 6, 4, 11)):
            step.action_done()
        self.assertEqual((step.waiting_hours, step.working_hours), (1, 2))

    def test_time_of_a_step_that_was_skipped(self):
        step = self._late()
        with freeze_time(datetime(2025, 6, 4, 11)):
            step.action_skip()
        self.assertEqual((step.waiting_hours, step.working_hours), (3, 0))

    def test_time_of_a_step_taken_up_again(self):
        step = self._late()
        with freeze_time(datetime(2025, 6, 4, 9)):
            step.action_start()
            step.request_id.action_cancel()
        with freeze_time(datetime(2025, 6, 5, 9)):
            step.request_id.action_reopen()
            self.assertEqual(step.state, "ready")
        with freeze_time(datetime(2025, 6, 5, 11)):
            step.action_start()
            step.action_done()
        self.assertEqual((step.waiting_hours, step.working_hours), (2, 0))
