from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from .remedy_common import RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyAccess(RemedyMixin, TransactionCase):
    """Remedies are as open as their complaint, and change by their buttons only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _assert_nothing(self, user, remedy):
        env = self.env(user=user, context={"allowed_company_ids": user.company_ids.ids})
        Remedy = env["crm.complaint.remedy"]
        remedy = remedy.with_env(env)
        remedy.invalidate_recordset()
        with self.assertRaises(AccessError):
            remedy.read(["amount"])
        for method in ("action_submit", "action_approve", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(remedy, method)()
        if Remedy.has_access("read"):
            self.assertFalse(Remedy.search([]))
            self.assertFalse(Remedy.formatted_read_group([], ["kind"], ["amount:sum"]))

    def test_strangers_see_nothing(self):
        remedy = self._submit(amount=10)
        for login, group in (
            ("rem_clerk", "base.group_user"),
            ("rem_portal", "base.group_portal"),
            ("rem_agent", "crm_complaints.group_complaint_user"),
        ):
            with self.subTest(login):
                user = new_test_user(self.env, login, group, company_id=self.company.id)
                self._assert_nothing(user, remedy)

    def test_accused_see_nothing(self):
        remedy = self._submit(amount=10)
        self.complaint.accused_employee_ids = self._make_employee("A", self.manager)
        self._assert_nothing(self.manager, remedy)

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "rem_elsewhere",
            "crm_complaints.group_complaint_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self._assert_nothing(user, self._submit(amount=10))

    def test_approvers_see_what_they_decide_on(self):
        given = self._submit(amount=10)
        approver = self.complaint.with_user(self.approver)
        with self.assertRaises(AccessError):
            approver.read(["name"])
        self._assert_nothing(self.approver, given)
        pending = self._submit(amount=60)
        approver.invalidate_recordset()
        self.assertEqual(approver.read(["name"])[0]["name"], self.complaint.name)
        with self.assertRaises(AccessError):
            approver.read(["partner_id"])
        with self.assertRaises(AccessError):
            approver.write({"name": "Changed"})
        seen = pending.with_user(self.approver)
        self.assertTrue(seen.can_approve)
        with self.assertRaises(AccessError):
            seen.write({"note": "Changed"})
        seen.action_approve()
        approver.invalidate_recordset()
        self.assertEqual(seen.state, "done")
        other = self.complaint.with_user(self.second_approver)
        other.invalidate_recordset()
        with self.assertRaises(AccessError):
            other.read(["name"])

    def test_raw_writes_are_refused(self):
        remedy = self._ask(amount=60)
        for values in (
            {"state": "done"},
            {"approver_id": self.agent.id},
            {"requester_id": self.manager.id},
            {"approved_date": "2026-01-01 10:00:00"},
            {"res_model": "account.move", "res_id": self.invoice.id},
            {"recovered_value": 1000},
            {"granted_amount": 0},
            {"currency_id": self.env.ref("base.EUR").id},
            {"complaint_id": self._make_complaint().id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                remedy.write(values)
        with self.assertRaises(AccessError):
            self._ask(amount=60, state="done")
        with self.assertRaises(AccessError):
            self._ask(amount=60, requester_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._ask(amount=60, granted_amount=0)

    def test_what_was_decided_stays(self):
        remedy = self._submit(amount=60).with_user(self.agent)
        for values in (
            {"amount": 1},
            {"kind": "apology"},
            {"invoice_id": False},
            {"reason": "Other"},
            {"freight": 5},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                remedy.write(values)
        with self.assertRaises(UserError):
            remedy.unlink()
        self._ask(amount=5).unlink()

    def test_document_opens_with_ones_own_rights(self):
        remedy = self._submit(amount=10)
        with self.assertRaises(AccessError):
            remedy.with_user(self.agent).action_open_document()
        self.agent.group_ids |= self.env.ref("account.group_account_invoice")
        action = remedy.with_user(self.agent).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("account.move", remedy.credit_note_id.id),
        )
