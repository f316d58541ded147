from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .learning_common import FILE, LearningMixin


@tagged("post_install", "-at_install")
class TestDispute(LearningMixin, TransactionCase):
    """Before a body outside: agreed to, heard, answered, and done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _final(self):
        return self._answer_for_good(self.complaint)

    def test_no_consent_no_dispute(self):
        complaint = self._final()
        dispute = self._make_dispute()
        with self.assertRaisesRegex(UserError, "Freely Given.*Evidence"):
            dispute.action_consent()
        agreed = {
            "is_voluntary": True,
            "is_informed": True,
            "is_unconditional": True,
            "consent_name": "Cyrus",
            "consent_date": "2026-01-10",
            "consent_file": FILE,
        }
        for missing in agreed:
            dispute.write({**agreed, missing: False})
            with self.subTest(missing), self.assertRaises(UserError):
                dispute.action_consent()
        with self.assertRaises(UserError):
            dispute.action_refer()
        self.assertEqual(complaint.state, "final")
        dispute.write(agreed)
        dispute.action_consent()
        with self.assertRaisesRegex(UserError, "any more"):
            dispute.is_voluntary = False
        dispute.action_refer()
        self.assertEqual((dispute.state, complaint.state), ("referred", "dispute"))

    def test_refused_it_is_open_until_a_letter_names_the_body(self):
        complaint = self.complaint
        self._refuse_first_answer(complaint)
        with self.assertRaises(UserError):
            complaint.with_user(self.manager).action_close()
        dispute = self._make_dispute(user=self.manager)
        with self.assertRaisesRegex(UserError, "Escalated.*Final Response"):
            self._agree(dispute)
        with self.assertRaises(UserError):
            complaint._name_external_body(self.provider, False)
        with self.assertRaises(UserError):
            complaint._name_external_body(self.provider.browse(), date(2999, 1, 1))
        complaint._name_external_body(self.provider, date(2999, 1, 1))
        complaint.with_user(self.manager)._respond("upheld", "No", self.cause, "Go")
        with self.assertRaisesRegex(UserError, "dispute"):
            complaint.with_user(self.manager).action_close()
        dispute.withdraw_reason = "Not wanted"
        dispute.action_withdraw()
        complaint.with_user(self.manager).action_close()
        self.assertEqual(complaint.closing, "exhausted")

    def test_customers_go_there_themselves(self):
        complaint = self.complaint
        self._refuse_first_answer(complaint)
        dispute = self._make_dispute(user=self.leader, origin="customer")
        self._bring_to_outcome(dispute, "settlement")
        self.assertEqual(complaint.state, "dispute")
        dispute.nothing_due = True
        dispute.action_accept_outcome()
        dispute.action_close()
        self.assertEqual((complaint.state, complaint.closing), ("closed", "settled"))

    def test_closed_ones_come_back(self):
        complaint = self._final()
        complaint.with_user(self.manager).action_close()
        dispute = self._make_dispute(origin="customer")
        self._agree(dispute)
        dispute.action_refer()
        self.assertEqual(complaint.state, "dispute")
        self.assertFalse(complaint.closed_date)
        self.assertEqual(complaint.reopen_count, 1)

    def test_position_has_two_authors(self):
        self._final()
        dispute = self._make_dispute(our_position="Ours")
        with self.assertRaisesRegex(UserError, "You wrote"):
            dispute.action_approve_position()
        dispute.with_user(self.manager).action_approve_position()
        self.assertEqual(dispute.position_approver_id, self.manager)
        dispute.our_position = "Ours, again"
        self.assertFalse(dispute.position_approver_id)
        self._agree(dispute)
        dispute.action_refer()
        with self.assertRaisesRegex(UserError, "Notice Received On"):
            dispute.action_notify()
        dispute.write(
            {
                "notice_date": "2026-01-12",
                "provider_reference": "7",
                "position_due_date": "2026-01-20",
            }
        )
        dispute.action_notify()
        with self.assertRaisesRegex(UserError, "Approved By"):
            dispute.action_send_position()

    def test_settlement_is_done_and_proved(self):
        complaint = self._final()
        dispute = self._make_dispute()
        self._bring_to_outcome(dispute, "settlement")
        with self.assertRaisesRegex(UserError, "Only a recommendation"):
            dispute.action_reject_outcome()
        with self.assertRaisesRegex(UserError, "Only of a decision"):
            dispute.action_seek_review()
        with self.assertRaisesRegex(UserError, "Implement By, Responsible"):
            dispute.action_accept_outcome()
        dispute.write({"due_date": "2026-03-01", "responsible_id": self.agent.id})
        dispute.action_accept_outcome()
        with self.assertRaises(UserError):
            dispute.action_withdraw()
        with self.assertRaisesRegex(UserError, "any more"):
            dispute.nothing_due = True
        dispute.implemented_date = "2026-02-25"
        with self.assertRaisesRegex(UserError, "Proof"):
            dispute.action_close()
        dispute.proof_file = FILE
        dispute.action_close()
        self.assertEqual(dispute.state, "closed")
        self.assertEqual((complaint.state, complaint.closing), ("closed", "settled"))
        with self.assertRaises(UserError):
            dispute.outcome_text = "Pay all"
        dispute.fee = 50
        self.assertEqual(complaint._get_dispute_fees(), 50)

    def test_recommendation_is_rejected_with_reasons_to_both(self):
        complaint = self._final()
        dispute = self._make_dispute()
        self._bring_to_outcome(dispute, "recommendation")
        told = {
            "answer_reason": "We did not do it",
            "customer_told_date": "2026-02-22",
            "provider_told_date": "2026-02-22",
        }
        for missing in told:
            dispute.write({**told, missing: False})
            with self.subTest(missing), self.assertRaises(UserError):
                dispute.action_reject_outcome()
        dispute.write(told)
        dispute.action_reject_outcome()
        self.assertEqual((dispute.state, dispute.answer), ("closed", "rejected"))
        self.assertEqual(complaint.state, "final")
        complaint.with_user(self.manager).action_close()
        self.assertEqual(complaint.closing, "exhausted")

    def test_decision_is_reviewed_or_complied_with(self):
        self._final()
        dispute = self._make_dispute()
        self._bring_to_outcome(dispute, "decision")
        with self.assertRaises(UserError):
            dispute.action_seek_review()
        dispute.answer_reason = "An error in the sum"
        dispute.action_seek_review()
        self.assertEqual((dispute.state, dispute.review_count), ("position", 1))
        dispute.outcome_text = "Pay a third"
        dispute.action_record_outcome()
        self.assertFalse(dispute.answer)
        dispute.write({"due_date": "2026-03-01", "responsible_id": self.agent.id})
        dispute.action_accept_outcome()
        self.assertEqual((dispute.state, dispute.answer), ("implementing", "accepted"))

    def test_accreditation(self):
        self._final()
        dispute = self._make_dispute()
        self._agree(dispute)
        self.provider.accredited_until = "2020-01-01"
        with self.assertRaisesRegex(UserError, "accreditation"):
            dispute.action_refer()

    def test_ninety_days_from_the_complete_file(self):
        dispute = self._make_dispute().sudo()
        dispute.complete_date = "2026-01-20"
        self.assertEqual(dispute.target_date, date(2026, 1, 20) + timedelta(days=90))
        self.company.complaint_dispute_days = 10
        dispute.complete_date = "2026-01-21"
        self.assertEqual(dispute.target_date, date(2026, 1, 31))

    def test_reminders(self):
        self._final()
        dispute = self._make_dispute()
        self._bring_to_outcome(dispute, "settlement")
        dispute.write({"due_date": "2026-03-31", "responsible_id": self.worker.id})
        dispute.action_accept_outcome()
        cron = self.env.ref("crm_complaints.ir_cron_complaint_dispute_remind")
        for moment, number in (("2026-03-20 08:00:00", 0), ("2026-03-25 08:00:00", 1)):
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(len(dispute.sudo().activity_ids), number)
        # the worker may not open the file, its owner may
        self.assertEqual(dispute.activity_ids.user_id, self.agent)

    def test_nothing_is_erased_or_closed_meanwhile(self):
        complaint = self._final()
        dispute = self._make_dispute()
        self._agree(dispute)
        with self.assertRaisesRegex(UserError, "dispute"):
            complaint.action_accept()
        officer = self._make_user(
            "cmp_officer", "crm_complaints.group_complaint_data_officer"
        )
        dispute.action_refer()
        with self.assertRaisesRegex(UserError, "dispute"):
            complaint.with_user(officer).action_erase()
        with self.assertRaises(UserError):
            complaint.with_user(self.manager).action_close()
        dispute.withdraw_reason = "Agreed on the phone with Cyrus"
        dispute.action_withdraw()
        self.assertEqual(complaint.state, "final")
        complaint.action_accept()
        complaint.with_user(officer).action_erase()
        self.assertFalse(dispute.sudo().withdraw_reason)
        self.assertFalse(dispute.sudo().consent_file)
        self.assertFalse(dispute.sudo().consent_name)
        self.assertEqual(dispute.state, "withdrawn")

    def test_silence_closes_nothing_that_is_going_out(self):
        with freeze_time("2026-01-12 08:00:00"):
            complaint = self._final()
            self._agree(self._make_dispute())
        cron = self.env.ref("crm_complaints.ir_cron_complaint_close_silent")
        with freeze_time("2026-02-12 08:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(complaint.state, "final")

    def test_merged_with_a_dispute(self):
        self._final()
        self._make_dispute()
        other = self._make_complaint(user_id=self.agent.id)
        with self.assertRaisesRegex(UserError, "dispute"):
            self.complaint.with_user(self.manager)._merge_into(other)

    def test_nobody_writes_the_state(self):
        dispute = self._make_dispute()
        for values in (
            {"state": "consented"},
            {"position_approver_id": self.manager.id},
            {"answer": "accepted"},
            {"referral_date": "2026-01-01"},
        ):
            with self.subTest(values):
                with self.assertRaises(AccessError):
                    dispute.with_user(self.manager).write(values)
                with self.assertRaises(AccessError):
                    self._make_dispute(complaint=self._make_complaint(), **values)

    def test_the_file_is_for_few(self):
        dispute = self._make_dispute(our_position="We would pay half")
        dispute.consent_file = FILE
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", dispute._name),
                ("res_id", "=", dispute.id),
                ("res_field", "=", "consent_file"),
            ]
        )
        self.assertTrue(attachment)
        team_mate = self.colleague
        self.assertTrue(self.complaint.with_user(team_mate).has_access("read"))
        auditor = self._make_user(
            "cmp_auditor", "crm_complaints.group_complaint_auditor"
        )
        for user in (team_mate, auditor, self.stranger, self.worker, self.portal):
            with self.subTest(user.login):
                self._assert_closed(dispute, user, attachment)
        self.assertFalse(self.complaint.with_user(team_mate).dispute_ids)
        for user, is_told in ((team_mate, True), (auditor, False)):
            with Form(self.complaint.with_user(user)) as form:
                shown = form._view["fields"]
                self.assertIn("investigation_ids", shown)
                self.assertEqual("dispute_ids" in shown, is_told)
        for user in (self.agent, self.leader, self.manager):
            theirs = dispute.with_user(user)
            self.assertEqual(theirs.our_position, "We would pay half")
        with self.assertRaises(AccessError):
            self._make_dispute(
                user=team_mate, complaint=self._make_complaint(user_id=self.agent.id)
            )

    def test_outsiders(self):
        dispute = self._make_dispute()
        for user in self._make_outsiders():
            with self.subTest(user.login):
                self._assert_closed(dispute, user)
        dispute.message_subscribe(self.manager.partner_id.ids)
        message = dispute.sudo().message_post(
            body="They offer half", partner_ids=self.manager.partner_id.ids
        )
        self.assertTrue(message.with_user(self.manager).body)
        chief = self._make_employee("Chief", self.manager)
        self.complaint.accused_employee_ids = chief
        self._assert_closed(dispute, self.manager)
        self.assertFalse(
            dispute.with_user(self.manager).search([("id", "=", dispute.id)])
        )
        with self.assertRaises(AccessError):
            message.with_user(self.manager).read(["body"])
        dispute.message_subscribe(self.manager.partner_id.ids)
        self.assertNotIn(self.manager.partner_id, dispute.message_partner_ids)
        again = dispute.sudo().message_post(
            body="And more", partner_ids=self.manager.partner_id.ids
        )
        self.assertNotIn(self.manager.partner_id, again.notified_partner_ids)

    def _assert_closed(self, dispute, user, attachment=None):
        theirs = self._see(dispute, user)
        with self.assertRaises(AccessError):
            theirs.read(["our_position"])
        with self.assertRaises(AccessError):
            theirs.write({"our_position": "Nothing"})
        with self.assertRaises(AccessError):
            theirs.action_consent()
        if attachment:
            with self.assertRaises(AccessError):
                attachment.with_user(user).read(["datas"])

    def test_providers_are_evaluated(self):
        providers = self.provider | self.provider.create({"name": "Unused"})
        with freeze_time("2026-01-11 08:00:00"):
            for number, outcome in enumerate(("settlement", "recommendation", None)):
                complaint = self._make_complaint(
                    user_id=self.agent.id, severity="2", impact="2"
                )
                dispute = self._make_dispute(complaint=self._answer_for_good(complaint))
                if not outcome:
                    self._agree(dispute)
                    dispute.action_refer()
                    continue
                self._bring_to_outcome(dispute, outcome)
                dispute.write(
                    {"due_date": "2026-03-01", "responsible_id": self.agent.id}
                )
                dispute.action_accept_outcome()
                if not number:
                    dispute.write(
                        {"implemented_date": "2026-03-01", "proof_file": FILE}
                    )
                    dispute.action_close()
        self.env.flush_all()
        self.env.invalidate_all()
        every = providers.sudo()
        every._read_evaluation()
        with self.assertQueryCount(1):
            every._read_evaluation()
        seen = self.provider.with_user(self.manager)
        self.assertEqual(seen.dispute_count, 3)
        self.assertEqual(seen.mean_days, 40)
        self.assertEqual(seen.settled_share, 0.5)
        self.assertEqual(seen.implemented_share, 0.5)
        self.assertEqual(providers[1].with_user(self.manager).dispute_count, 0)
        with self.assertRaises(AccessError):
            self.provider.with_user(self.agent).read(["dispute_count"])
        opened = seen.action_open_disputes()
        self.assertEqual(len(seen.env[opened["res_model"]].search(opened["domain"])), 3)
