from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged

from .remedy_common import APPROVER, RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyLimit(RemedyMixin, TransactionCase):
    """What counts against a limit, whose limit it is, and no way around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.rich_team = cls.team.create(
            {
                "name": "Key Customers",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "remedy_limit": 5000,
                "member_ids": [Command.create({"user_id": cls.agent.id})],
            }
        )

    def _assess(self):
        self.complaint.write({"severity": "2", "impact": "2"})
        self.complaint.with_user(self.agent).action_assess()

    # Whose limit ---------------------------------------------------------

    def test_team_is_chosen_until_the_assessment(self):
        mine = self.complaint.with_user(self.agent)
        mine.team_id = self.rich_team
        mine.team_id = self.team
        self._assess()
        with self.assertRaises(AccessError, msg="not without a manager"):
            mine.team_id = self.rich_team
        self.assertEqual(mine.team_id, self.team)
        mine.write({"team_id": self.team.id, "name": "Still the same team"})
        self.complaint.with_user(self.manager).team_id = self.rich_team
        self.assertEqual(self.complaint.team_id, self.rich_team)

    def test_form_offers_no_team_that_cannot_be_chosen(self):
        mine = self.complaint.with_user(self.agent)
        with Form(mine) as form:
            form.team_id = self.rich_team
            form.team_id = self.team
        asked = self._make_complaint(user_id=self.agent.id)
        self._ask(complaint_id=asked.id, amount=60)
        self._assess()
        for complaint in mine, asked.with_user(self.agent):
            with Form(complaint) as form:
                form.name = "Still the same team"
                with self.assertRaisesRegex(AssertionError, "readonly"):
                    form.team_id = self.rich_team
        with Form(self.complaint.with_user(self.manager)) as form:
            form.team_id = self.rich_team
        self.assertEqual(self.complaint.team_id, self.rich_team)

    def test_team_stays_once_a_remedy_was_asked_for(self):
        self._ask(amount=60)
        self.assertEqual(self.complaint.state, "received")
        with self.assertRaises(AccessError, msg="not without a manager"):
            self.complaint.with_user(self.agent).team_id = self.rich_team

    def test_category_is_no_way_to_another_team(self):
        other, same = self.category.create(
            [
                {"name": "Key", "team_id": self.rich_team.id},
                {"name": "Wet", "team_id": self.team.id},
            ]
        )
        mine = self.complaint.with_user(self.agent)
        mine.category_id = other
        self.assertEqual(mine.team_id, self.rich_team)
        mine.category_id = same
        self.assertEqual(mine.team_id, self.team)
        self._assess()
        mine.category_id = self.category
        with self.assertRaises(AccessError, msg="not without a manager"):
            mine.category_id = other
        self.assertEqual((mine.category_id, mine.team_id), (self.category, self.team))
        self.complaint.with_user(self.manager).category_id = other
        self.assertEqual(self.complaint.team_id, self.rich_team)

    def test_what_works_with_all_rights_moves_it(self):
        self._assess()
        self.complaint.with_user(self.agent).sudo().team_id = self.rich_team
        self.assertEqual(self.complaint.team_id, self.rich_team)

    def test_strangers_to_the_team_give_nothing(self):
        stranger = self._make_user(
            "cmp_stranger", "crm_complaints.group_complaint_manager"
        )
        self.assertEqual(self._submit(stranger, amount=0.01).state, "pending")
        self.assertEqual(self._submit(self.leader, amount=10).state, "done")

    def test_reviewers_have_the_limit_of_the_team(self):
        reviewer = self._make_user(
            "cmp_reviewer", "crm_complaints.group_complaint_manager"
        )
        self.team.reviewer_id = reviewer
        self.assertEqual(self._submit(reviewer, amount=50).state, "done")
        self.assertEqual(self._submit(reviewer, amount=0.01).state, "pending")

    # What counts ---------------------------------------------------------

    def test_without_an_estimate_an_approver_decides(self):
        self.goods.write({"list_price": 0, "standard_price": 0})
        goods = {"product_id": self.goods.id}
        for values in ({"kind": "other"}, {"kind": "replacement", **goods}):
            with self.subTest(values["kind"]):
                self.assertEqual(self._submit(**values).state, "pending")
                self.assertEqual(self._submit(amount=1, **values).state != "pending", 1)
        repair = self._ask(kind="repair", **goods)
        self.assertTrue(repair.sudo()._is_over_limit())
        repair.amount = 10
        self.assertFalse(repair.sudo()._is_over_limit())

    def test_without_an_estimate_two_approve_where_two_are_needed(self):
        self.company.crm_complaint_approver_limit = 80
        remedy = self._submit(kind="other")
        remedy.with_user(self.approver).action_approve()
        self.assertEqual(remedy.state, "pending")
        remedy.with_user(self.second_approver).action_approve()
        self.assertEqual(remedy.state, "approved")

    def test_words_and_returns_need_no_estimate(self):
        self.team.remedy_limit = 0
        self.assertEqual(self._submit(kind="apology").state, "done")
        back = self._ask(kind="return", product_id=self.goods.id)
        self.assertFalse(back.sudo()._is_over_limit())
        back.freight = 0.01
        self.assertTrue(back.sudo()._is_over_limit())

    def test_goods_count_with_their_cost_at_least(self):
        self.goods.standard_price = 30
        remedy = self._ask(kind="replacement", product_id=self.goods.id, quantity=2)
        self.assertEqual(remedy.granted_amount, 60)

    def test_freight_counts(self):
        first = self._submit(kind="other", amount=20, freight=30)
        self.assertEqual((first.state, first.granted_amount), ("approved", 50))
        self.assertEqual(self._submit(kind="apology", freight=0.01).state, "pending")
        self.company.crm_complaint_approver_limit = 80
        remedy = self._submit(kind="other", amount=1, freight=30)
        self.assertTrue(remedy._needs_second_approver())

    def test_freight_costs_once(self):
        self._submit(kind="other", amount=20, freight=30)
        self.assertEqual(self.complaint._get_cost_parts()["freight"], 30)
        self.assertEqual(self.complaint.cost, 50)

    def test_freight_stays_as_it_was_decided_on(self):
        given = self._submit(kind="other", amount=20).with_user(self.agent)
        waiting = self._submit(kind="other", amount=60).with_user(self.agent)
        for remedy in given, waiting:
            with self.assertRaises(AccessError):
                remedy.freight = 5000

    def test_all_that_was_merged_counts(self):
        """Fourth into third, third into second, second into first: one gets it all."""
        self.team.remedy_limit = 40
        chain = [self.complaint]
        for _step in range(3):
            chain.append(self._make_complaint(user_id=self.agent.id))
            self._submit(kind="other", amount=15, complaint_id=chain[-1].id)
            self.env["crm.complaint.remedy"].search([], limit=1).action_done()
        for merged, master in zip(chain[:0:-1], chain[-2::-1], strict=True):
            merged.with_user(self.manager)._merge_into(master)
        remedy = self._submit(kind="other", amount=1)
        self.assertEqual(remedy._get_granted_total(), 46)
        self.assertEqual(remedy.state, "pending")

    def _cancel_and_post_again(self, remedy):
        """Finance cancels a credit note, the remedy goes, the note comes again."""
        note = remedy.credit_note_id
        note.button_cancel()
        remedy.with_user(self.agent).action_cancel()
        self.assertEqual((remedy.state, remedy.cost), ("cancelled", 0))
        note.button_draft()
        note.action_post()
        return note

    def test_what_finance_posts_again_counts_again(self):
        remedy = self._submit(amount=40)
        note = self._cancel_and_post_again(remedy)
        self.assertEqual((remedy.state, remedy.cost), ("cancelled", 40))
        self.assertEqual(self.complaint.cost, 40)
        other = self._submit(kind="other", amount=20)
        self.assertEqual((other._get_granted_total(), other.state), (60, "pending"))
        with self.assertRaisesRegex(UserError, "60.00 left"):
            self._submit(amount=61)
        refund = self._ask(kind="refund", amount=40, credit_note_id=note.id)
        self.assertEqual(refund.granted_amount, 0, "what is paid out is counted")
        note.button_draft()
        note.button_cancel()
        self.assertEqual((remedy.cost, self.complaint.cost), (0, 0))
        self.assertEqual(other._get_granted_total(), 20)

    def test_compensation_and_goods_count_again_too(self):
        paid = self._submit(kind="compensation", amount=20)
        self._cancel_and_post_again(paid)
        sent = self._submit(kind="replacement", product_id=self.goods.id, quantity=2)
        order = sent.replacement_id
        order._action_cancel()
        sent.with_user(self.agent).action_cancel()
        self.assertEqual(self._ask(kind="other", amount=1)._get_granted_total(), 21)
        order.action_draft()
        self.assertEqual(self._ask(kind="other", amount=1)._get_granted_total(), 41)

    def test_nobody_writes_what_counts(self):
        remedy = self._submit(amount=40).with_user(self.agent)
        with self.assertRaises(AccessError):
            remedy.is_given = False

    def test_total_takes_one_statement(self):
        for _number in range(3):
            other = self._make_complaint(user_id=self.agent.id)
            other.with_user(self.manager)._merge_into(self.complaint)
        remedy = self._ask(amount=60).sudo()
        remedy._get_granted_total()
        with self.assertQueryCount(1):
            remedy._get_granted_total()

    # Who decides ---------------------------------------------------------

    def _find_waiting(self, user):
        env = self.env(user=user.id)
        return env["crm.complaint.remedy"].search([("can_approve", "=", True)])

    def test_what_waits_for_me(self):
        self.agent.group_ids |= self.env.ref(APPROVER)
        mine = self._submit(amount=60)
        written = self._ask(kind="other", amount=60)
        written.with_user(self.colleague).action_submit()
        others = self._submit(self.colleague, kind="other", amount=70)
        self._ask(self.colleague, kind="other", amount=80)
        self.assertEqual(self._find_waiting(self.agent), others)
        self.assertEqual(self._find_waiting(self.approver), mine | written | others)
        self.assertFalse(self._find_waiting(self.leader), "approves nothing")
        for user in self.agent, self.approver, self.leader:
            Remedy = self.env(user=user.id)["crm.complaint.remedy"]
            self.assertEqual(
                Remedy.search([]).filtered("can_approve"), self._find_waiting(user)
            )
            self.assertEqual(
                Remedy.search([("can_approve", "=", False)]),
                Remedy.search([]) - self._find_waiting(user),
            )

    def test_second_approver_is_somebody_else(self):
        self.company.crm_complaint_approver_limit = 80
        remedy = self._submit(amount=90)
        waiting = self.complaint.activity_ids.user_id
        self.assertLessEqual(self.approver | self.second_approver, waiting)
        remedy.with_user(self.approver).action_approve()
        self.assertFalse(self._find_waiting(self.approver))
        self.assertEqual(self._find_waiting(self.second_approver), remedy)
        self.assertEqual(self.complaint.activity_ids.user_id, waiting - self.approver)

    def test_what_concerns_me_does_not_wait_for_me(self):
        chief = self._make_employee("Chief", self.approver)
        middle = self._make_employee("Middle", parent_id=chief.id)
        accused = self._make_employee("Accused", parent_id=middle.id)
        self._make_employee("Junior", self.second_approver, parent_id=accused.id)
        self._submit(amount=60)
        self.complaint.accused_employee_ids = accused
        for user in self.approver, self.second_approver:
            self.assertFalse(self._find_waiting(user))
        free = self._make_complaint(user_id=self.agent.id)
        remedy = self._submit(kind="other", amount=60, complaint_id=free.id)
        self.assertEqual(self._find_waiting(self.approver), remedy)
