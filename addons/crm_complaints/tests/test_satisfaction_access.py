from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged

from .satisfaction_common import AUDITOR, SatisfactionMixin

MODELS = (
    "crm.satisfaction.programme",
    "crm.satisfaction.characteristic",
    "crm.satisfaction.theme",
    "crm.satisfaction.invitation",
    "crm.satisfaction.response",
    "crm.satisfaction.grade",
)


@tagged("post_install", "-at_install")
class TestSatisfactionAccess(SatisfactionMixin, TransactionCase):
    """Agents read, managers write, auditors do not learn who, others see nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.auditor = cls._make_user("cmp_auditor", AUDITOR)
        cls.employee = cls._make_user("cmp_employee", "base.group_user")
        cls.programme = cls._make_programme(
            characteristic_ids=[Command.create({"name": "Time"})]
        )
        cls.answer = cls._make_answers(
            cls.programme,
            {5: 1},
            partner_id=cls.customer.id,
            comment="Late",
            grade_ids=[
                Command.create(
                    {
                        "characteristic_id": cls.programme.characteristic_ids.id,
                        "grade": 3,
                    }
                )
            ],
        )
        cls.invitation = cls._make_invitation(cls.programme, cls.customer)

    def _records(self, user):
        for model in MODELS:
            yield self.env[model].search([], limit=1).with_user(user)

    def test_employees_and_portal_users_see_nothing(self):
        portal = new_test_user(self.env, "cmp_portal", "base.group_portal")
        for user in self.employee, portal:
            for record in self._records(user):
                with self.assertRaises(AccessError):
                    record.read(["id"])
                with self.assertRaises(AccessError):
                    record.search_read([], ["id"])
            with self.assertRaises(AccessError):
                self.env["crm.satisfaction.board"].with_user(user).get_board()
            for method in ("action_start", "action_end", "action_open_responses"):
                with self.assertRaises(AccessError):
                    getattr(self.programme.with_user(user), method)()
            with self.assertRaises(AccessError):
                self.answer.with_user(user).action_open_document()

    def test_agents_read_and_managers_write(self):
        for record in self._records(self.agent):
            record.read(["display_name"])
            with self.assertRaises(AccessError):
                record.write({"create_uid": self.agent.id})
        self.answer.with_user(self.manager).comment = "Early"
        with self.assertRaises(AccessError):
            self.programme.with_user(self.agent).action_end()
        with self.assertRaises(AccessError):
            self.answer.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            self.invitation.with_user(self.manager).state = "answered"

    def test_token_is_nobodys(self):
        for user in self.agent, self.manager:
            with self.assertRaises(AccessError):
                self.invitation.with_user(user).read(["token"])

    def test_auditors_do_not_learn_who(self):
        answer = self.answer.with_user(self.auditor)
        self.assertEqual(answer.read(["score", "tone"])[0]["score"], 5)
        self.assertNotIn(self.customer.name, answer.display_name)
        for name in ("partner_id", "commercial_partner_id", "res_id", "invitation_id"):
            with self.assertRaises(AccessError):
                answer.read([name])
            with self.assertRaises(AccessError):
                answer.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            self.invitation.with_user(self.auditor).read(["state"])
        board = self.env["crm.satisfaction.board"].with_user(self.auditor).get_board()
        self.assertEqual(board["response"]["sent"], 1)
        self.assertFalse(board["can_configure"])
        # nor by the timeline
        touchpoints = self.env["crm.touchpoint"].with_user(self.auditor).sudo(False)
        self.assertNotIn("survey", touchpoints._get_branches())

    def test_other_companies_see_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "cmp_other",
            "crm_complaints.group_complaint_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in MODELS:
            Model = self.env[model].with_user(stranger)
            Model = Model.with_context(allowed_company_ids=other.ids)
            if model == "crm.satisfaction.theme":
                continue
            self.assertFalse(Model.search([]), model)
        with self.assertRaises(AccessError):
            self.answer.with_user(stranger).with_context(
                allowed_company_ids=other.ids
            ).read(["score"])
        board = self.env["crm.satisfaction.board"].with_user(stranger)
        board = board.with_context(allowed_company_ids=other.ids).get_board()
        self.assertEqual((board["measures"], board["programmes"]), ([], []))
        # nor by asking for the programme of another company
        asked = self.env["crm.satisfaction.board"].with_user(stranger)
        asked = asked.with_context(allowed_company_ids=other.ids)
        self.assertEqual(asked.get_board(self.programme.id)["measures"], [])

    def test_what_belongs_to_a_complaint_is_as_open_as_it(self):
        complaint = self._make_complaint(user_id=self.colleague.id)
        about = {"res_model": "crm.complaint", "res_id": complaint.id}
        answer = self._make_answers(
            self.programme,
            {1: 1},
            partner_id=self.customer.id,
            complaint_id=complaint.id,
            **about,
            grade_ids=[
                Command.create(
                    {
                        "characteristic_id": self.programme.characteristic_ids.id,
                        "grade": 1,
                    }
                )
            ],
        )
        invitation = self._make_invitation(
            self.programme, self.customer, complaint_id=complaint.id, **about
        )
        mine = answer, answer.grade_ids, invitation
        for record in mine:
            record.with_user(self.agent).read(["display_name"])
        complaint.accused_employee_ids = self._make_employee("Agent", self.agent)
        self.env.invalidate_all()
        for record in mine:
            seen = record.with_user(self.agent)
            with self.assertRaises(AccessError):
                seen.read(["display_name"])
            self.assertFalse(seen.search([("id", "=", record.id)]))
            self.assertFalse(seen.search_count([("id", "=", record.id)]))
            groups = seen._read_group([("id", "=", record.id)], [], ["__count"])
            self.assertEqual(groups, [(0,)])
        board = self.env["crm.satisfaction.board"].with_user(self.agent)
        domain = Domain("programme_id", "=", self.programme.id)
        (tally,) = board._tally(domain).values()
        self.assertEqual(sum(sum(counts) for counts in tally.values()), 1)
        ids = self.env["crm.touchpoint"].with_user(self.agent).sudo(False)
        self.assertIn("survey", ids._get_branches())
        # the answer itself stays open to those who may read the complaint
        answer.with_user(self.colleague).read(["score"])

    def test_complaint_is_not_found_by_its_answer(self):
        complaint = self.env["crm.complaint"].sudo()._open_of_response(self.answer)
        complaint.user_id = self.colleague
        complaint.accused_employee_ids = self._make_employee("Agent", self.agent)
        self.env.invalidate_all()
        fields = self.answer.with_user(self.agent).fields_get()
        for name, info in fields.items():
            if info.get("relation") == "crm.complaint":
                self.assertFalse(self.answer[name], name)
