from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import AGENT, ComplaintMixin


@tagged("post_install", "-at_install")
class TestFlow(ComplaintMixin, TransactionCase):
    """From receipt to the end, by the buttons alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.cause = cls.env["crm.complaint.cause"].create({"name": "Forgotten"})
        cls.provider = cls.env["crm.complaint.provider"].create({"name": "Ombudsman"})

    def _assessed(self, **values):
        complaint = self._make_complaint(
            severity="2", impact="2", user_id=self.agent.id, **values
        )
        complaint.action_assess()
        return complaint

    def _answer(self, complaint, user, **values):
        complaint.action_respond()
        self.env["crm.complaint.respond"].with_user(user).create(
            {
                "complaint_id": complaint.id,
                "decision": "upheld",
                "cause_id": self.cause.id,
                "reason": "<p>We forgot it.</p>",
                **values,
            }
        ).action_apply()

    def _responded(self):
        complaint = self._assessed()
        complaint.with_user(self.agent).action_investigate()
        self._answer(complaint.with_user(self.agent), self.agent)
        return complaint

    def test_from_the_phone_to_the_thanks(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._make_complaint(user_id=self.agent.id)
            mine = complaint.with_user(self.agent)
            mine.action_acknowledge()
            self.assertEqual(mine.state, "acknowledged")
            with self.assertRaisesRegex(UserError, "Severity"):
                mine.action_assess()
            mine.write({"severity": "2", "impact": "3"})
            mine.action_assess()
            self.assertEqual(mine.state, "assessed")
            self.assertEqual(mine.priority, "1")
            mine.action_investigate()
        with freeze_time("2026-01-13 08:00:00"):
            self._answer(mine, self.agent)
        self.assertEqual(mine.state, "responded")
        self.assertEqual(mine.response_hours, 8)
        letter = complaint.message_ids.filtered(
            lambda message: self.customer in message.partner_ids
        )
        self.assertIn("We forgot it.", letter.body)
        self.assertIn("If you are not content", letter.body)
        with freeze_time("2026-01-14 08:00:00"):
            mine.action_accept()
        self.assertEqual((mine.state, mine.closing), ("closed", "accepted"))
        self.assertEqual(mine.resolution_hours, 16)
        self.assertFalse(mine.next_deadline)
        results = {c.kind: c.result for c in complaint.clock_ids}
        self.assertEqual(
            results,
            {
                "acknowledge": "met",
                "assess": "met",
                "respond": "met",
                "final": "met",
                "external": "cancelled",
            },
        )

    def test_nobody_writes_the_state(self):
        complaint = self._assessed()
        for user in self.agent, self.manager:
            for values in (
                {"state": "closed"},
                {"decision": "rejected"},
                {"closed_date": "2026-01-01"},
                {"clock_ids": [Command.clear()]},
                {"reopen_count": 0},
                {"next_deadline": "2099-01-01"},
                {"is_missed": False},
                {"commercial_partner_id": False},
            ):
                with self.assertRaises(AccessError):
                    complaint.with_user(user).write(values)
            with self.assertRaises(AccessError):
                self.env["crm.complaint"].with_user(user).create(
                    {"name": "Closed at once", "state": "closed"}
                )
            with self.assertRaises(AccessError):
                self.env["crm.complaint"].with_user(user).with_context(
                    default_state="closed"
                ).create({"name": "Closed at once"})

    def test_each_step_in_its_turn(self):
        complaint = self._make_complaint()
        for action in ("respond", "accept", "refuse", "close", "reopen", "resume"):
            with self.assertRaisesRegex(UserError, "Received"):
                getattr(complaint, f"action_{action}")()

    def test_an_answer_needs_what_the_complainant_has_to_know(self):
        complaint = self._assessed()
        for missing in ({"reason": False}, {"next_step": "  "}):
            with self.assertRaises(UserError):
                self._answer(complaint, self.agent, **missing)
        self.assertEqual(complaint.state, "assessed")
        with self.assertRaises(AccessError):
            self._answer(
                complaint.with_user(self.agent), self.agent, decision="rejected"
            )
        self._answer(complaint, self.manager, decision="rejected")
        self.assertEqual(complaint.decision, "rejected")

    def test_refused_goes_to_somebody_else_and_outside(self):
        complaint = self._responded()
        self.team.reviewer_id = self.manager
        complaint.with_user(self.agent).action_refuse()
        self.assertEqual(complaint.state, "escalated")
        self.assertEqual(complaint.user_id, self.manager)
        with self.assertRaises(UserError):
            complaint.with_user(self.agent).action_respond()
        with self.assertRaises(UserError):
            complaint._close("exhausted")
        theirs = complaint.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "external body"):
            self._answer(theirs, self.manager)
        with self.assertRaises(UserError):
            self._answer(
                theirs,
                self.manager,
                provider_id=self.provider.id,
                external_deadline="2020-01-01",
            )
        self._answer(
            theirs,
            self.manager,
            provider_id=self.provider.id,
            external_deadline="2999-01-01",
        )
        self.assertEqual(complaint.state, "final")
        self.assertEqual(complaint.final_responder_id, self.manager)
        self.assertIn("Ombudsman", complaint.message_ids[0].body)
        with self.assertRaises(AccessError):
            complaint.with_user(self.agent).action_close()
        theirs.action_close()
        self.assertEqual(complaint.closing, "exhausted")

    def test_silence_closes_after_its_time(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._responded()
            with self.assertRaisesRegex(UserError, "14"):
                complaint.action_close()
        cron = self.env.ref("crm_complaints.ir_cron_complaint_close_silent")
        for day, state in ((25, "responded"), (27, "closed")):
            with (
                freeze_time(datetime(2026, 1, day, 8)),
                self.enter_registry_test_mode(),
            ):
                cron.method_direct_trigger()
            self.assertEqual(complaint.state, state)
        self.assertEqual(complaint.closing, "silent")

    def test_reopened_it_is_as_if_never_closed(self):
        with freeze_time("2026-06-01 08:00:00"):
            complaint = self._responded()
            complaint.action_accept()
        with freeze_time("2026-06-20 08:00:00"):
            complaint.with_user(self.agent).action_reopen()
        self.assertEqual(complaint.state, "investigating")
        self.assertFalse(complaint.closed_date)
        self.assertFalse(complaint.resolution_hours)
        self.assertEqual(complaint.reopen_count, 1)
        running = complaint.clock_ids.filtered("is_running")
        self.assertEqual(set(running.mapped("kind")), {"respond", "final"})
        with freeze_time("2026-06-21 08:00:00"):
            self._answer(complaint, self.agent)
            complaint.action_accept()
        self.assertGreater(complaint.resolution_hours, 100)

    def test_what_is_no_complaint(self):
        complaint = self._make_complaint(user_id=self.agent.id)
        with self.assertRaises(AccessError):
            complaint.with_user(self.agent).action_mark_invalid()
        action = complaint.with_user(self.manager).action_mark_invalid()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"reason": "Advertising"})
        )
        wizard.action_apply()
        self.assertEqual(complaint.state, "invalid")
        self.assertFalse(complaint.clock_ids.filtered("is_running"))

    def test_owners_are_trained(self):
        complaint = self._make_complaint(user_id=self.agent.id)
        untrained = self._make_user("cmp_new", AGENT)
        with self.assertRaisesRegex(UserError, "training"):
            complaint.with_user(self.agent).user_id = untrained
        complaint.with_user(self.agent).user_id = self.colleague
        self.assertEqual(complaint.user_id, self.colleague)

    def test_deadlines_are_not_moved_by_hand(self):
        complaint = self._assessed()
        with self.assertRaises(UserError):
            complaint.with_user(self.agent).received_date = "2030-01-01"
        with self.assertRaises(AccessError):
            complaint.clock_ids[0].with_user(self.manager).due_date = "2030-01-01"
