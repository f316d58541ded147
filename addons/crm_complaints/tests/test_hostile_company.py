from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import MANAGER
from .promise_common import PromiseMixin
from .review_common import ReviewMixin
from .satisfaction_common import SatisfactionMixin

# whoever refuses: rules, or what looks at the values
REFUSED = UserError


@tagged("post_install", "-at_install")
class TestHostileCompany(SatisfactionMixin, ReviewMixin, PromiseMixin, TransactionCase):
    """A manager of another company names its own company on what is ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.stranger = cls._make_elsewhere()
        cls.elsewhere = cls.stranger.company_id
        cls.programme = cls._make_programme()
        cls.ada = cls._make_partner("Ada")
        cls.invitation = cls._make_invitation(cls.programme, cls.ada)

    def _as_stranger(self, model):
        return (
            self.env[model]
            .with_user(self.stranger)
            .with_context(allowed_company_ids=self.elsewhere.ids)
        )

    def _forge(self, model, **values):
        """Try to make a record of ours that says to be of the other company."""
        values["company_id"] = self.elsewhere.id
        with self.assertRaises(REFUSED), self.env.cr.savepoint():
            self._as_stranger(model).create(values)

    def test_nobody_joins_our_team(self):
        self._forge(
            "crm.complaint.team.member", team_id=self.team.id, user_id=self.stranger.id
        )
        self.assertNotIn(self.stranger, self.team.member_ids.user_id)

    def test_nobody_moves_to_our_team(self):
        team = self._as_stranger("crm.complaint.team").create(
            {
                "name": "Theirs",
                "company_id": self.elsewhere.id,
                "member_ids": [Command.create({"user_id": self.stranger.id})],
            }
        )
        with self.assertRaises(REFUSED), self.env.cr.savepoint():
            team.member_ids.write(
                {"team_id": self.team.id, "company_id": self.elsewhere.id}
            )

    def test_nobody_promises_in_our_name(self):
        self._forge("crm.promise", code_id=self.code.id, name="All for free")

    def test_nobody_words_our_promises(self):
        self._forge(
            "crm.promise.version",
            promise_id=self.promise.id,
            valid_from="2026-12-01",
            text="All for free",
        )

    def test_nobody_measures_our_promises(self):
        self._forge(
            "crm.promise.measure",
            version_id=self.second.id,
            month="2026-03-01",
            measured_count=5,
        )

    def test_nobody_asks_our_customers(self):
        self._forge(
            "crm.satisfaction.characteristic",
            programme_id=self.programme.id,
            name="Pay us instead",
        )

    def test_nobody_answers_in_our_programme(self):
        self._forge(
            "crm.satisfaction.response", programme_id=self.programme.id, score=1
        )

    def test_nobody_decides_in_our_review(self):
        review = self._hold()
        self._forge(
            "crm.complaint.review.decision",
            review_id=review.id,
            name="Give it up",
            user_id=self.stranger.id,
            date_deadline="2026-12-01",
        )
        self.assertFalse(review.sudo().decision_ids)

    def test_nobody_answers_our_invitation(self):
        """Else the customer's own answer would land with the other company."""
        theirs = self._make_programme(
            company_id=self.elsewhere.id, user_id=self.stranger.id
        )
        with self.assertRaises(REFUSED), self.env.cr.savepoint():
            self._as_stranger("crm.satisfaction.response").create(
                {
                    "programme_id": theirs.id,
                    "score": 1,
                    "invitation_id": self.invitation.id,
                }
            )
        self.assertFalse(self.invitation._get_response())

    def test_own_manager_takes_no_invitation_either(self):
        response = (
            self.env["crm.satisfaction.response"]
            .with_user(self.manager)
            .create({"programme_id": self.programme.id, "score": 1})
        )
        with self.assertRaises(REFUSED), self.env.cr.savepoint():
            response.write({"invitation_id": self.invitation.id})

    def test_nobody_calls_ours_theirs(self):
        """What is made with our owner cannot be given to another company."""
        both = self._make_user("cmp_both", MANAGER)
        both.company_ids |= self.elsewhere
        member = (
            self.team.member_ids[:1]
            .with_user(both)
            .with_context(allowed_company_ids=both.company_ids.ids)
        )
        member.write({"company_id": self.elsewhere.id})
        self.assertEqual(member.company_id, self.company)

    def test_actions_do_not_name_our_complaints(self):
        complaint = self._make_complaint()
        with self.assertRaises(REFUSED), self.env.cr.savepoint():
            self._as_stranger("crm.complaint.action").create(
                {
                    "name": "Look",
                    "company_id": self.elsewhere.id,
                    "date_deadline": "2026-12-01",
                    "user_id": self.stranger.id,
                    "complaint_ids": [Command.link(complaint.id)],
                }
            )

    def _move(self, model, theirs, **values):
        """Try to move what is theirs to us, with and without naming a company."""
        record = self._as_stranger(model).create(theirs)
        for forged in ({}, {"company_id": self.elsewhere.id}):
            if "company_id" in values and forged:
                continue
            with self.assertRaises(REFUSED), self.env.cr.savepoint():
                record.write({**values, **forged})

    def test_nothing_of_theirs_is_made_ours(self):
        ours = {"company_id": self.company.id}
        theirs = {"company_id": self.elsewhere.id, "name": "Theirs"}
        for model, values in (
            ("crm.complaint.provider", {}),
            ("crm.complaint.category", {}),
            ("crm.complaint.cause", {}),
            ("crm.complaint.clock.rule", {"kind": "final", "amount": 1}),
            ("crm.complaint.experience", {"problem": "a", "solution": "b"}),
            ("crm.promise.code", {}),
            ("crm.satisfaction.theme", {}),
            ("crm.satisfaction.programme", {"kind": "csat", "moment": "order"}),
        ):
            with self.subTest(model):
                self._move(model, {**theirs, **values}, **ours)
        self._move(
            "crm.complaint.objective",
            {"company_id": self.elsewhere.id, "figure": "rate", "value": 1},
            **ours,
        )

    def test_nothing_of_theirs_comes_under_ours(self):
        code = self._as_stranger("crm.promise.code").create({"name": "Theirs"})
        programme = self._as_stranger("crm.satisfaction.programme").create(
            {"name": "Theirs", "kind": "csat", "moment": "order"}
        )
        self._move(
            "crm.promise", {"name": "Free", "code_id": code.id}, code_id=self.code.id
        )
        self._move(
            "crm.satisfaction.characteristic",
            {"name": "Free", "programme_id": programme.id},
            programme_id=self.programme.id,
        )
