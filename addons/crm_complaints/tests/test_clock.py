from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, freeze_time, tagged

from ..working_time import measure, plan_due
from .common import ComplaintMixin

# Cairo is two hours ahead of UTC in January
THURSDAY = datetime(2026, 1, 8, 14)


@tagged("post_install", "-at_install")
class TestClock(ComplaintMixin, TransactionCase):
    """Every deadline in its own unit, and what happens when it passes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": cls.calendar.id,
                "company_id": cls.company.id,
                "date_from": "2026-01-10 22:00:00",
                "date_to": "2026-01-11 21:59:59",
            }
        )

    def _plan(self, unit, amount, start=THURSDAY, pauses=()):
        return plan_due(self.calendar, "Africa/Cairo", unit, amount, start, pauses)

    def _get_clock(self, complaint, kind):
        return complaint.clock_ids.filtered(lambda clock: clock.kind == kind)

    def test_working_hours_skip_weekend_and_holiday(self):
        self.assertEqual(self._plan("hours", 4), datetime(2026, 1, 12, 10))

    def test_working_days_begin_after_the_day_of_receipt(self):
        self.assertEqual(self._plan("days", 2), datetime(2026, 1, 13, 15))

    def test_calendar_days_end_with_the_day(self):
        due = self._plan("calendar", 56, datetime(2026, 3, 1, 12))
        self.assertEqual(due.date(), date(2026, 4, 26))

    def test_hours_of_the_clock_do_not_stop_at_night(self):
        self.assertEqual(self._plan("elapsed", 20), datetime(2026, 1, 9, 10))

    def test_pauses_put_off_by_what_passed_in_them(self):
        pause = (datetime(2026, 1, 8, 14, 30), datetime(2026, 1, 12, 8))
        # half an hour was worked before the pause, half an hour and one in it
        self.assertEqual(
            self._plan("hours", 4, pauses=[pause]), datetime(2026, 1, 12, 11, 30)
        )
        late = (datetime(2026, 1, 20, 8), datetime(2026, 1, 21, 8))
        self.assertEqual(
            self._plan("hours", 4, pauses=[late]), datetime(2026, 1, 12, 10)
        )
        days = (datetime(2026, 1, 12, 8), datetime(2026, 1, 14, 8))
        self.assertEqual(
            self._plan("days", 2, pauses=[days]), datetime(2026, 1, 15, 15)
        )

    def test_without_working_hours_all_time_counts(self):
        empty = self.env["resource.calendar"]
        due = plan_due(empty, "UTC", "hours", 4, THURSDAY)
        self.assertEqual(due, THURSDAY + timedelta(hours=4))
        due = plan_due(empty, "UTC", "days", 2, THURSDAY)
        self.assertEqual(due.date(), date(2026, 1, 10))
        self.assertEqual(
            measure(empty, "UTC", "hours", THURSDAY, THURSDAY + timedelta(hours=3)), 3
        )

    def test_nothing_passes_backwards(self):
        self.assertEqual(measure(self.calendar, "UTC", "hours", THURSDAY, THURSDAY), 0)

    def test_external_letter_knows_no_pause(self):
        with freeze_time("2026-03-01 10:00:00"):
            complaint = self._make_complaint(severity="2", impact="2")
            complaint.action_assess()
        with freeze_time("2026-03-02 10:00:00"):
            complaint._wait("customer", "A photo", datetime(2026, 4, 20, 10))
        with freeze_time("2026-04-20 10:00:00"):
            complaint.action_resume()
        external = self._get_clock(complaint, "external")
        self.assertEqual(external.due_date.date(), date(2026, 4, 26))
        self.assertGreater(
            self._get_clock(complaint, "final").due_date, external.due_date
        )

    @freeze_time("2026-01-12 08:00:00")
    def test_long_waits_are_for_managers(self):
        complaint = self._make_complaint(
            severity="2", impact="2", user_id=self.agent.id
        )
        complaint.action_assess()
        mine = complaint.with_user(self.agent)
        later = datetime(2026, 1, 25, 8)
        with self.assertRaises(AccessError):
            mine._wait("supplier", "An answer", later)
        with self.assertRaises(UserError):
            mine._wait("supplier", "An answer", datetime(2026, 1, 11, 8))
        complaint.with_user(self.manager)._wait("supplier", "An answer", later)
        self.assertEqual(complaint.state, "waiting")
        self.assertEqual(complaint.next_deadline, datetime(2026, 1, 19, 15))

    def _make_assessed(self):
        complaint = self._make_complaint(
            severity="2", impact="2", user_id=self.agent.id
        )
        complaint.action_assess()
        return complaint

    def _let_wait(self, complaint, begin, expected, end=None):
        """Have the agent say that it waits; nobody goes on with it but at the end."""
        with freeze_time(begin):
            complaint.with_user(self.agent)._wait("expert", "A test", expected)
        if end:
            with freeze_time(end):
                complaint.with_user(self.agent).action_resume()
        self.env.flush_all()

    def test_many_waits_are_as_long_as_one(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_assessed()
        # two days, of which one was waited; a part of the 15th; the same day again
        self._let_wait(
            complaint, "2026-01-12 08:00", datetime(2026, 1, 14, 8), "2026-01-13 08:00"
        )
        for hour in (9, 11):
            self._let_wait(
                complaint,
                f"2026-01-15 {hour:02}:00",
                datetime(2026, 1, 15, hour + 1),
                f"2026-01-15 {hour:02}:30",
            )
        with self.assertRaisesRegex(AccessError, "3 of them left.*ask a manager"):
            self._let_wait(complaint, "2026-01-18 08:00", datetime(2026, 1, 22, 8))
        self._let_wait(
            complaint, "2026-01-18 08:00", datetime(2026, 1, 21, 8), "2026-01-21 07:00"
        )
        with self.assertRaisesRegex(AccessError, "0 of them left"):
            self._let_wait(complaint, "2026-01-22 08:00", datetime(2026, 1, 22, 9))
        with freeze_time("2026-01-22 08:00:00"):
            complaint.with_user(self.manager)._wait(
                "expert", "A test", datetime(2026, 1, 29, 8)
            )
        self.assertEqual(complaint.state, "waiting")

    def test_clocks_run_again_when_the_wait_should_have_ended(self):
        """Nobody went on, and the scheduler did not come by either."""
        with freeze_time("2026-01-12 08:00:00"):
            late, timely = self._make_assessed(), self._make_assessed()
        due = self._get_clock(late, "final").due_date
        self.assertEqual(due, datetime(2026, 2, 9, 15))
        for complaint in late, timely:
            self._let_wait(complaint, "2026-01-12 08:00", datetime(2026, 1, 14, 8))
        final = self._get_clock(late, "final")
        self.assertEqual(final.due_date, datetime(2026, 2, 11, 15))
        with freeze_time("2026-01-13 08:00:00"):
            timely.action_resume()
        self.assertEqual(
            self._get_clock(timely, "final").due_date, datetime(2026, 2, 10, 15)
        )
        with freeze_time("2026-02-12 08:00:00"):
            waited = 8 * 2
            hours = late._measure(datetime(2026, 1, 12, 8), datetime(2026, 2, 12, 8))
            self.assertEqual(hours, 8 * 23 - waited)
            late.with_user(self.manager)._mark_invalid("A test")
        self.assertEqual(final.result, "missed")

    def test_what_waited_long_enough_goes_on_and_its_owner_is_told(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_assessed()
        self._let_wait(complaint, "2026-01-12 08:00", datetime(2026, 1, 14, 8))
        cron = self.env.ref("crm_complaints.ir_cron_complaint_pause_run_out")
        with freeze_time("2026-01-14 07:59:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertEqual(complaint.state, "waiting")
        with freeze_time("2026-01-14 08:15:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual(complaint.state, "investigating")
        self.assertFalse(self._get_clock(complaint, "final").is_paused)
        self.assertEqual(
            self._get_clock(complaint, "final").due_date, datetime(2026, 2, 11, 15)
        )
        told = complaint.activity_ids
        self.assertEqual(told.user_id, self.agent)
        self.assertEqual(told.mapped("summary"), ["The waiting is over"])

    def test_superiors_are_not_told_of_a_wait_that_is_over(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_assessed()
        self._let_wait(complaint, "2026-01-12 08:00", datetime(2026, 1, 14, 8))
        cron = self.env.ref("crm_complaints.ir_cron_complaint_escalate")
        with freeze_time("2026-01-14 08:15:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(complaint.state, "investigating")
        self.assertFalse(complaint.told_user_ids)
        self.assertEqual(complaint.activity_ids.user_id, self.agent)

    def test_what_ends_waits_no_longer(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_assessed()
        self._let_wait(complaint, "2026-01-12 08:00", datetime(2026, 1, 14, 8))
        with freeze_time("2026-01-13 08:00:00"):
            complaint.with_user(self.manager)._mark_invalid("A test")
            complaint.action_reopen()
            self.env.flush_all()
        self._let_wait(complaint, "2026-01-13 09:00", datetime(2026, 1, 14, 8))
        self.assertEqual(complaint.state, "waiting")

    def test_safety_is_critical_and_has_two_hours(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_complaint(user_id=self.agent.id, is_safety=True)
        self.assertEqual(complaint.priority, "3")
        due = self._get_clock(complaint, "respond").due_date
        self.assertEqual(due, datetime(2026, 1, 12, 10))
        activity = complaint.activity_ids
        self.assertEqual(activity.user_id, self.leader)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("crm_complaints.mail_activity_type_complaint_safety"),
        )
        with self.assertRaises(AccessError):
            complaint.with_user(self.agent).is_safety = False
        with self.assertRaises(UserError):
            complaint.with_user(self.manager).is_safety = False
        wizard = (
            self.env["crm.complaint.reassess"]
            .with_user(self.manager)
            .create(
                {
                    "complaint_id": complaint.id,
                    "severity": "1",
                    "impact": "1",
                    "is_safety": False,
                    "reason": "It was a toy",
                }
            )
        )
        wizard.action_apply()
        self.assertEqual(complaint.priority, "0")
        self.assertIn("It was a toy", complaint.message_ids[0].body)
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent).action_apply()

    def test_first_rule_that_fits_counts(self):
        self.env["crm.complaint.clock.rule"].create(
            {
                "name": "Late, important customers",
                "kind": "final",
                "amount": 3,
                "unit": "days",
                "sequence": 1,
                "category_id": self.category.id,
                "customer_priority_from": "2",
            }
        )
        self.assertEqual(self._get_clock(self._make_complaint(), "final").amount, 20)
        partner = type(self.env["res.partner"])
        with patch.object(partner, "_get_request_priority", lambda partner: "2"):
            complaint = self._make_complaint()
            other = self._make_complaint(category_id=False)
        self.assertEqual(self._get_clock(complaint, "final").amount, 3)
        self.assertEqual(self._get_clock(other, "final").amount, 20)

    def test_grades_choose_the_deadline_anew(self):
        complaint = self._make_complaint()
        final = self._get_clock(complaint, "final")
        before = final.due_date
        complaint.write({"severity": "4", "impact": "4"})
        self.assertEqual(complaint.priority, "3")
        self.assertEqual(final.amount, 5)
        self.assertLess(final.due_date, before)

    def test_met_late_is_missed(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_complaint(severity="1", impact="1")
        with freeze_time("2026-02-12 08:00:00"):
            complaint.action_assess()
        assess = self._get_clock(complaint, "assess")
        self.assertEqual(assess.result, "missed")
        self.assertFalse(assess.is_running)
        self.assertTrue(complaint.is_missed)

    def test_time_that_is_over_is_noted_and_told_once(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_complaint(severity="1", impact="1")
            complaint.action_assess()
        with freeze_time("2026-01-22 08:00:00"), self.enter_registry_test_mode():
            for _again in range(3):
                self.env.ref(
                    "crm_complaints.ir_cron_complaint_run_out"
                ).method_direct_trigger()
        self.assertEqual(self._get_clock(complaint, "respond").result, "missed")
        self.assertFalse(self._get_clock(complaint, "final").result)
        told = complaint.message_ids.filtered(
            lambda message: self.customer in message.partner_ids
        )
        self.assertEqual(len(told), 1)
        self.assertIn(complaint.number, told.subject)

    def test_waiting_undoes_no_missed_deadline(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_complaint(severity="1", impact="1")
            complaint.action_assess()
        with freeze_time("2026-03-12 08:00:00"):
            complaint._wait("customer", "A photo", datetime(2026, 3, 13, 8))
        final = self._get_clock(complaint, "final")
        self.assertEqual(final.result, "missed")
        self.assertFalse(final.is_paused)

    def test_superiors_are_told_one_a_day_but_nobody_involved(self):
        top = self._make_employee("Top", self._make_user("cmp_top", "base.group_user"))
        accused_user = self._make_user("cmp_accused", "base.group_user")
        middle = self._make_employee("Middle", accused_user, parent_id=top.id)
        chief = self._make_employee("Chief", self.leader, parent_id=middle.id)
        self._make_employee("Agent", self.agent, parent_id=chief.id)
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_complaint(user_id=self.agent.id)
        cron = self.env.ref("crm_complaints.ir_cron_complaint_escalate")
        told = []
        for day in range(3):
            moment = datetime(2026, 1, 22, 8) + timedelta(days=day, minutes=day)
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
                cron.method_direct_trigger()
            told.append(complaint.told_user_ids)
        self.assertEqual(told[0], self.leader)
        self.assertEqual(told[1], self.leader | accused_user)
        self.assertEqual(told[2], self.leader | accused_user | top.user_id)
        self.assertEqual(complaint.with_user(top.user_id).name, complaint.name)
        with self.assertRaises(AccessError):
            complaint.with_user(top.user_id).read(["email_from"])

    def test_list_is_ordered_by_what_is_due_next(self):
        late = self._make_complaint()
        soon = self._make_complaint(is_safety=True)
        found = self.env["crm.complaint"].search(
            [("id", "in", (late | soon).ids)], order="next_deadline, id"
        )
        self.assertEqual(found.ids, [soon.id, late.id])
        self.assertEqual(soon.next_clock, "assess")
        overdue = self.env["crm.complaint"].search([("is_overdue", "=", True)])
        self.assertNotIn(soon, overdue)
        soon.clock_ids.filtered(lambda c: c.kind == "assess").due_date = (
            fields.Datetime.now() - timedelta(hours=1)
        )
        self.assertTrue(soon.is_overdue)
        overdue = self.env["crm.complaint"].search([("is_overdue", "=", True)])
        self.assertIn(soon, overdue)

    def test_nothing_is_received_in_the_future(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaises(ValidationError):
            self._make_complaint(received_date=tomorrow)
        complaint = self._make_complaint(user_id=self.agent.id)
        with self.assertRaises(ValidationError):
            complaint.with_user(self.agent).received_date = tomorrow
        complaint.with_user(self.agent).received_date = tomorrow - timedelta(days=3)
