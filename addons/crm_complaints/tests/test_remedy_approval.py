from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .remedy_common import APPROVER, RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyApproval(RemedyMixin, TransactionCase):
    """Over the limit somebody else decides, who is not involved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_within_the_limit_at_once(self):
        self.assertEqual(self._submit(amount=50.00).state, "done")

    def test_a_cent_more_waits(self):
        remedy = self._submit(amount=50.01)
        self.assertEqual(remedy.state, "pending")
        self.assertFalse(remedy.credit_note_id)
        activities = self.complaint.activity_ids
        self.assertLessEqual(self.approver | self.second_approver, activities.user_id)
        remedy.with_user(self.approver).action_approve()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(remedy.approver_id, self.approver)
        self.assertEqual(remedy.credit_note_id.amount_total, 50.01)
        self.assertFalse(self.complaint.activity_ids)

    def test_all_of_one_complaint_counts(self):
        self.assertEqual(self._submit(amount=30).state, "done")
        self.assertEqual(self._submit(amount=30).state, "pending")
        self.assertEqual(self._submit(amount=20).state, "done")

    def test_what_was_merged_counts(self):
        other = self._make_complaint(user_id=self.agent.id)
        self._submit(amount=30, complaint_id=other.id)
        other.with_user(self.manager)._merge_into(self.complaint)
        self.assertEqual(self._submit(amount=30).state, "pending")

    def test_what_is_not_finished_is_not_merged(self):
        """Nobody approves what a merged complaint asked for, or sees that it waits."""
        waiting, promised = (
            self._make_complaint(user_id=self.agent.id) for _number in range(2)
        )
        self._submit(amount=60, complaint_id=waiting.id)
        self._submit(kind="other", amount=10, complaint_id=promised.id)
        for complaint in waiting, promised:
            mine = complaint.with_user(self.manager)
            with self.assertRaisesRegex(UserError, "Finish, refuse or cancel"):
                mine._merge_into(self.complaint)
            self.assertNotEqual(complaint.state, "merged")
        waiting.remedy_ids.with_user(self.agent).action_cancel()
        promised.remedy_ids.with_user(self.agent).action_done()
        for complaint in waiting, promised:
            complaint.with_user(self.manager)._merge_into(self.complaint)
            self.assertEqual(complaint.state, "merged")

    def test_other_complaints_do_not_count(self):
        self._submit(amount=30)
        other = self._make_complaint(user_id=self.agent.id)
        remedy = self._submit(amount=30, complaint_id=other.id)
        self.assertEqual(remedy.state, "done")

    def test_goods_count_with_their_price(self):
        remedy = self._submit(
            kind="replacement", product_id=self.goods.id, quantity=6, amount=1
        )
        self.assertEqual((remedy.granted_amount, remedy.state), (60, "pending"))

    def test_own_limit_of_a_member(self):
        member = self.team.member_ids.filtered(lambda m: m.user_id == self.agent)
        member.write({"has_own_limit": True, "remedy_limit": 10})
        self.assertEqual(self._submit(amount=10.01).state, "pending")
        self.assertEqual(self._submit(self.colleague, amount=20).state, "done")

    def test_never_ones_own(self):
        self.agent.group_ids |= self.env.ref(APPROVER)
        remedy = self._submit(amount=60)
        with self.assertRaisesRegex(UserError, "yourself"):
            remedy.with_user(self.agent).action_approve()
        self.assertFalse(remedy.with_user(self.agent).can_approve)
        self.assertNotIn(self.agent, self.complaint.activity_ids.user_id)

    def test_nor_what_one_wrote_for_another(self):
        self.agent.group_ids |= self.env.ref(APPROVER)
        remedy = self._ask(amount=60)
        remedy.with_user(self.colleague).action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            remedy.with_user(self.agent).action_approve()

    def test_administrators_neither(self):
        root = self.env["res.users"].browse(SUPERUSER_ID)
        root.group_ids |= self.env.ref(APPROVER)
        remedy = self._ask(amount=60).with_user(root)
        remedy.action_submit()
        for chief in remedy, remedy.sudo():
            with self.assertRaisesRegex(UserError, "yourself"):
                chief.action_approve()

    def test_only_approvers(self):
        remedy = self._submit(amount=60)
        for user in self.agent, self.leader, self.manager:
            with self.assertRaises(AccessError):
                remedy.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                remedy.with_user(user).action_refuse()

    def test_involved_never(self):
        """Neither the accused, nor the chief of the accused."""
        accused = self._make_employee("Accused", self.approver)
        self._make_employee("Junior", self.second_approver, parent_id=accused.id)
        remedy = self._submit(amount=60)
        self.complaint.accused_employee_ids = accused
        remedy.invalidate_recordset()
        with self.assertRaises(AccessError):
            remedy.with_user(self.approver).action_approve()
        with self.assertRaisesRegex(UserError, "involved"):
            remedy.with_user(self.second_approver).action_approve()

    def test_involved_ask_for_nothing(self):
        chief = self._make_employee("Chief", self.leader)
        junior = self._make_employee("Junior", parent_id=chief.id)
        self.complaint.accused_employee_ids = junior
        with self.assertRaises(AccessError):
            self._submit(self.leader, amount=10)

    def test_nobody_to_approve(self):
        group = self.env.ref(APPROVER)
        group.all_user_ids.write({"active": True})
        group.user_ids = False
        with self.assertRaisesRegex(UserError, "nobody who is free"):
            self._submit(amount=60)

    def test_large_sums_need_two(self):
        self.company.crm_complaint_approver_limit = 80
        remedy = self._submit(amount=90)
        remedy.with_user(self.approver).action_approve()
        self.assertEqual(remedy.state, "pending")
        with self.assertRaisesRegex(UserError, "second approver"):
            remedy.with_user(self.approver).action_approve()
        remedy.with_user(self.second_approver).action_approve()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(remedy.second_approver_id, self.second_approver)

    def test_refused_with_a_reason(self):
        remedy = self._submit(amount=60)
        Refuse = self.env["crm.complaint.remedy.refuse"].with_user(self.approver)
        with self.assertRaises(UserError):
            Refuse.create({"remedy_id": remedy.id, "reason": " "}).action_refuse()
        Refuse.create({"remedy_id": remedy.id, "reason": "No"}).action_refuse()
        self.assertEqual((remedy.state, remedy.refuse_reason), ("refused", "No"))
        self.assertFalse(self.complaint.activity_ids)
        self.assertEqual(self._submit(amount=50).state, "done")

    def test_approved_when_nothing_is_left(self):
        """Somebody credited the invoice while the remedy waited."""
        remedy = self._submit(amount=60)
        self.invoice._make_credit_note(50, "Goodwill")
        with self.assertRaisesRegex(UserError, r"50\.00 left"):
            remedy.with_user(self.approver).action_approve()
        self.assertEqual(remedy.state, "pending")

    def test_twice_is_once(self):
        remedy = self._submit(amount=50)
        with self.assertRaisesRegex(UserError, "meanwhile"):
            remedy.with_user(self.agent).action_submit()

    def test_ended_complaint(self):
        remedy = self._ask(amount=10)
        self.complaint.sudo().state = "closed"
        with self.assertRaisesRegex(UserError, "ended"):
            remedy.action_submit()

    def test_cancelled(self):
        remedy = self._submit(amount=60)
        remedy.with_user(self.agent).action_cancel()
        self.assertEqual(remedy.state, "cancelled")
        done = self._submit(amount=50)
        with self.assertRaisesRegex(UserError, "as long as"):
            done.with_user(self.agent).action_cancel()
        done.credit_note_id.button_cancel()
        done.with_user(self.agent).action_cancel()
        self.assertEqual(done.state, "cancelled")
