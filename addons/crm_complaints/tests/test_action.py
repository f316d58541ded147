from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .learning_common import LearningMixin


@tagged("post_install", "-at_install")
class TestAction(LearningMixin, TransactionCase):
    """Done by somebody who knows of no complaint, checked by somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.complaint.cause_id = cls.cause

    def _done(self, **values):
        with freeze_time("2026-01-10 08:00:00"):
            action = self._make_action(**values)
            mine = action.with_user(action.sudo().user_id)
            mine.action_start()
            mine.work_note = "I looked twice"
            mine.action_done()
        return action

    def test_the_responsible_sees_the_action_alone(self):
        action = self._make_action()
        mine = action.with_user(self.worker)
        self.assertEqual(mine.search([("user_id", "=", self.worker.id)]), mine)
        self.assertEqual(mine.name, "Look twice")
        for name in ("complaint_ids", "investigation_id", "category_id", "cause_id"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])
        self.assertNotIn("complaint_ids", mine.fields_get())
        for values in (
            {"name": "Nothing"},
            {"date_deadline": "2030-01-01"},
            {"user_id": self.agent.id},
            {"complaint_ids": [Command.clear()]},
            {"check_days": 1},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaises(AccessError):
            mine.create({"name": "New", "date_deadline": "2030-01-01"})
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.worker).read(["name"])
        with Form(mine) as form:
            self.assertNotIn("complaint_ids", form._view["fields"])
            with self.assertRaises(AssertionError):
                form.name = "Nothing"
        kinds = ("list", "kanban", "search", "calendar", "graph", "pivot")
        views = mine.get_views([(False, kind) for kind in kinds])["views"]
        for kind in kinds:
            for name in ("complaint_ids", "category_id", "cause_id"):
                self.assertNotIn(name, views[kind]["arch"])
        mine.action_start()
        with self.assertRaisesRegex(UserError, "What Was Done"):
            mine.action_done()
        mine.work_note = "I looked twice"
        mine.message_post(body="Finished")
        mine.action_done()
        self.assertEqual(mine.state, "done")
        for name in ("verify", "fail", "reopen", "cancel"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(mine, f"action_{name}")()

    def test_four_eyes_after_a_while(self):
        action = self._done(user_id=self.agent.id)
        self.assertEqual(str(action.check_date), "2026-02-09")
        with freeze_time("2026-02-08 08:00:00"):
            with self.assertRaisesRegex(UserError, "planned for 2026-02-09"):
                action.with_user(self.leader).action_verify()
        with freeze_time("2026-02-09 08:00:00"):
            with self.assertRaisesRegex(UserError, "Somebody else"):
                action.with_user(self.agent).action_verify()
            action.with_user(self.leader).action_verify()
        self.assertEqual(action.state, "verified")
        self.assertEqual(action.checker_id, self.leader)
        with self.assertRaises(UserError):
            action.with_user(self.agent).name = "Other"

    def test_who_reports_it_done_does_not_check_it(self):
        with freeze_time("2026-01-10 08:00:00"):
            action = self._make_action(work_note="Done")
            action.action_done()
        with freeze_time("2026-03-10 08:00:00"):
            with self.assertRaisesRegex(UserError, "Somebody else"):
                action.action_verify()

    def test_recurrences_are_counted_from_complaints(self):
        action = self._done()
        same = {"cause_id": self.cause.id, "user_id": self.agent.id}
        other = self.env["crm.complaint.cause"].create({"name": "Other"})
        for values in (
            {**same, "received_date": "2026-01-20 08:00:00"},
            {**same, "received_date": "2026-01-25 08:00:00"},
            {**same, "received_date": "2026-01-05 08:00:00"},
            {**same, "received_date": "2026-01-21 08:00:00", "state": "invalid"},
            {**same, "received_date": "2026-01-21 08:00:00", "cause_id": other.id},
            {**same, "received_date": "2026-01-21 08:00:00", "category_id": False},
            {**same, "received_date": "2026-02-20 08:00:00"},
        ):
            self._make_complaint(**values)
        action.invalidate_recordset(["recurrence_count"])
        self.assertEqual(action.recurrence_count, 3)
        with freeze_time("2026-02-10 08:00:00"):
            with self.assertRaisesRegex(UserError, "3 times"):
                action.with_user(self.leader).action_verify()
            action.with_user(self.leader).result_reason = "Of another branch"
            action.with_user(self.leader).action_verify()
        self.assertEqual(action.recurrence_count, 2, "those until the check")

    def test_category_and_cause_come_from_the_complaint(self):
        action = self._make_action().sudo()
        self.assertEqual(action.category_id, self.category)
        self.assertEqual(action.cause_id, self.cause)
        other = self.env["crm.complaint.cause"].create({"name": "Other"})
        action = self._make_action(cause_id=other.id).sudo()
        self.assertEqual(action.category_id, self.category)
        self.assertEqual(action.cause_id, other)

    def test_one_query_for_all(self):
        actions = self.env["crm.complaint.action"]
        for _number in range(3):
            actions |= self._done()
        actions = actions.sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        actions._count_recurrences()
        with self.assertQueryCount(1):
            actions._count_recurrences()

    def test_what_does_not_work_is_followed(self):
        action = self._done()
        with freeze_time("2026-02-10 08:00:00"):
            theirs = action.with_user(self.leader)
            with self.assertRaisesRegex(UserError, "Result of the Check"):
                theirs.action_fail()
            theirs.result_reason = "It came late again"
            opened = theirs.action_fail()
        self.assertEqual(action.state, "ineffective")
        follow_up = self.env["crm.complaint.action"].browse(opened["res_id"])
        self.assertEqual(follow_up.previous_action_id, action)
        self.assertEqual(follow_up.complaint_ids, self.complaint)
        self.assertEqual(follow_up.cause_id, self.cause)
        self.assertEqual((follow_up.state, follow_up.user_id), ("planned", self.worker))

    def test_reminders(self):
        cron = self.env.ref("crm_complaints.ir_cron_complaint_action_remind")
        action = self._make_action(date_deadline="2026-02-01")

        def remind(moment):
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            return action.sudo().activity_ids

        self.assertFalse(remind("2026-01-20 08:00:00"))
        self.assertEqual(remind("2026-01-30 08:00:00").user_id, self.worker)
        self.assertEqual(len(remind("2026-01-31 08:00:00")), 1, "told once")
        overdue = remind("2026-02-02 08:00:00")
        self.assertEqual(overdue.user_id, self.worker | self.agent)
        self.assertIn(
            "Overdue", overdue.filtered(lambda a: a.user_id == self.agent).summary
        )
        for activity in overdue:
            self.assertNotIn(self.complaint.number, activity.summary)
        with freeze_time("2026-02-03 08:00:00"):
            mine = action.with_user(self.worker)
            self.assertTrue(mine.is_overdue)
            mine.work_note = "Late, but done"
            mine.action_done()
        self.assertFalse(action.sudo().activity_ids)
        check = remind("2026-03-06 08:00:00")
        self.assertEqual(check.user_id, self.agent)
        self.assertIn("Does it work", check.summary)

    def test_the_accused_mend_nothing_of_it(self):
        clerk = self._make_employee("Worker", self.worker)
        action = self._make_action()
        self.complaint.accused_employee_ids = clerk
        self.assertNotEqual(action.sudo().user_id, self.worker)
        with self.assertRaisesRegex(ValidationError, "somebody else"):
            self._make_action()
        # even if it stood with them all the same
        self.env.cr.execute(
            "UPDATE crm_complaint_action SET user_id = %s WHERE id = %s",
            [self.worker.id, action.id],
        )
        self.env.invalidate_all()
        mine = action.with_user(self.worker)
        self.assertFalse(mine.search([("id", "=", action.id)]))
        with self.assertRaises(AccessError):
            mine.read(["name"])
        groups = mine.formatted_read_group([("id", "=", action.id)], [], ["__count"])
        self.assertEqual(groups[0]["__count"], 0)

    def test_outsiders(self):
        action = self._make_action(user_id=self.agent.id)
        for user in self._make_outsiders():
            theirs = self._see(action, user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    theirs.read(["name"])
                with self.assertRaises(AccessError):
                    theirs.write({"work_note": "Done"})
                with self.assertRaises(AccessError):
                    theirs.action_done()
        with self.assertRaises(AccessError):
            self._make_action(user=self.stranger)
        auditor = self._make_user(
            "cmp_auditor", "crm_complaints.group_complaint_auditor"
        )
        self.assertEqual(action.with_user(auditor).cause_id, self.cause)
        with self.assertRaises(AccessError):
            action.with_user(auditor).work_note = "Done"
        with self.assertRaises(AccessError):
            action.with_user(auditor).action_start()

    def test_nobody_writes_the_state(self):
        action = self._make_action()
        for values in (
            {"state": "verified"},
            {"done_date": datetime(2026, 1, 1)},
            {"checker_id": self.manager.id},
        ):
            with self.subTest(values):
                with self.assertRaises(AccessError):
                    action.with_user(self.manager).write(values)
                with self.assertRaises(AccessError):
                    self._make_action(**values)

    def test_confidential_ones_are_not_for_the_team(self):
        secret = self._make_complaint(is_confidential=True, user_id=self.leader.id)
        action = self._make_action(user=self.leader, complaint_ids=secret.ids)
        with self.assertRaises(AccessError):
            action.with_user(self.agent).read(["name"])
        mine = self._make_action()
        self.assertEqual(mine.with_user(self.colleague).complaint_ids, self.complaint)
