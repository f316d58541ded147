from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from ..models.crm_complaint_investigation import DISCIPLINES
from .learning_common import LearningMixin

AUDITOR = "crm_complaints.group_complaint_auditor"


@tagged("post_install", "-at_install")
class TestInvestigation(LearningMixin, TransactionCase):
    """As deep as the complaint is grave, by somebody who has no part in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _investigate(self, complaint=None, **values):
        return (
            self.env["crm.complaint.investigation"]
            .with_user(self.agent)
            .create({"complaint_id": (complaint or self.complaint).id, **values})
        )

    def test_method_in_proportion(self):
        self.assertEqual(self._investigate().method, "why")
        grave = self._make_complaint(severity="4", impact="4", user_id=self.agent.id)
        self.assertEqual(self._investigate(grave).method, "8d")
        complex_one = self._make_complaint(complexity="complex", user_id=self.agent.id)
        self.assertEqual(self._investigate(complex_one).method, "8d")
        self.assertEqual(self._investigate(grave, method="why").method, "why")

    def test_five_whys_to_the_cause(self):
        self.complaint.action_assess()
        record = self._investigate()
        self.assertEqual(len(record.why_ids), 5)
        record.action_start()
        self.assertEqual(self.complaint.state, "investigating")
        with self.assertRaisesRegex(UserError, "The Customer's Side, Our Side"):
            record.action_done()
        record.write(
            {
                "customer_findings": "It was late",
                "our_findings": "It was forgotten",
                "cause_id": self.cause.id,
            }
        )
        with self.assertRaisesRegex(UserError, "at least one why"):
            record.action_done()
        record.why_ids[0].write({"answer": "Nobody looked", "evidence": "List"})
        record.action_done()
        self.assertEqual(record.state, "done")
        self.assertEqual(self.complaint.cause_id, self.cause)
        with self.assertRaises(UserError):
            record.our_findings = "Nothing"
        with self.assertRaises(UserError):
            record.why_ids[0].answer = "Nobody"
        with self.assertRaises(UserError):
            record.why_ids[0].unlink()
        wizard = (
            self.env["crm.complaint.respond"]
            .with_user(self.agent)
            .create({"complaint_id": self.complaint.id, "decision": "upheld"})
        )
        self.assertEqual(wizard.cause_id, self.cause)
        record.action_reopen()
        record.why_ids[0].answer = "Somebody looked away"

    def test_all_disciplines(self):
        record = self._investigate(
            method="8d",
            customer_findings="Wet",
            our_findings="Rain",
            cause_id=self.cause.id,
        )
        record.action_start()
        record.d1_team = "Three of us"
        with self.assertRaisesRegex(UserError, "D2 Problem.*D7 Prevention"):
            record.action_done()
        record.write(dict.fromkeys(DISCIPLINES, "Done"))
        record.action_done()
        self.assertEqual(record.state, "done")

    def test_investigators_have_no_part_in_it(self):
        self.complaint.accused_employee_ids = self._make_employee(
            "Colleague", self.colleague
        )
        with self.assertRaisesRegex(ValidationError, "involved"):
            self._investigate(user_id=self.colleague.id)
        with self.assertRaisesRegex(ValidationError, "may not open"):
            self._investigate(user_id=self.stranger.id)
        record = self._investigate(user_id=self.agent.id)
        self.complaint.accused_employee_ids |= self._make_employee("Agent", self.agent)
        self.assertNotEqual(record.sudo().user_id, self.agent)

    def test_nobody_writes_the_state(self):
        record = self._investigate()
        for values in ({"state": "done"}, {"done_date": "2026-01-01"}):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).write(values)
            with self.assertRaises(AccessError):
                self._investigate(**values)
        other = self._make_complaint(user_id=self.agent.id)
        with self.assertRaises(AccessError):
            record.complaint_id = other

    def test_outsiders(self):
        record = self._investigate()
        for user in self._make_outsiders():
            for theirs, values in (
                (self._see(record, user), {"d1_team": "I"}),
                (self._see(record.why_ids[0], user), {"answer": "I"}),
            ):
                with self.subTest(user=user.login, model=theirs._name):
                    with self.assertRaises(AccessError):
                        theirs.read(["display_name"])
                    with self.assertRaises(AccessError):
                        theirs.write(values)
                    if user != self.portal and user != self.worker:
                        self.assertFalse(theirs.search([("id", "in", theirs.ids)]))
            with self.assertRaises(AccessError):
                self._see(record, user).action_start()
        self.assertTrue(record.with_user(self.leader).read(["method"]))

    def test_printed_8d(self):
        record = self._investigate(
            method="8d", d2_problem="Eleven boxes", d4_root_causes="Tape"
        )
        record.why_ids[0].answer = "The tape does not hold"
        self._make_action(investigation_id=record.id, name="Old tape")
        report = self.env["ir.actions.report"].with_user(self.agent)
        name = "crm_complaints.crm_complaint_investigation_report_8d"
        html = report._render_qweb_html(name, record.ids)[0].decode()
        for text in (
            "D2 Problem",
            "Eleven boxes",
            "The tape does not hold",
            "Old tape",
            "Complaint Test",
            self.complaint.number,
            'dir="ltr"',
        ):
            self.assertIn(text, html)
        self.env["res.lang"]._activate_lang("fa_IR")
        persian = report.with_context(lang="fa_IR")._render_qweb_html(name, record.ids)
        self.assertIn('dir="rtl"', persian[0].decode())
        with self.assertRaises(AccessError):
            report.with_user(self.stranger)._render_qweb_html(name, record.ids)

    def test_files_are_for_those_who_may_know_who_complains(self):
        record = self._investigate()
        auditor = self._make_user("cmp_auditor", AUDITOR)
        file = self.env["ir.attachment"].create(
            {
                "name": "letter.txt",
                "raw": b"I am Cyrus",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        self.assertTrue(record.with_user(auditor).read(["our_findings"]))
        seen = file.with_user(auditor)
        self.assertFalse(seen.search([("id", "in", file.ids)]))
        with self.assertRaises(AccessError):
            seen.read(["raw"])
        self.assertEqual(file.with_user(self.agent).raw, b"I am Cyrus")
