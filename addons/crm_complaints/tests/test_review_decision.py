import base64
from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .review_common import NOW, ReviewMixin


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReviewDecision(ReviewMixin, TransactionCase):
    """Carried out by somebody who sees nothing of the review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls._prepare()
            cls.review = cls._hold()

    def test_the_responsible_sees_the_decision_alone(self):
        decision = self._decide(self.review)
        other = self._decide(self.review, user_id=self.agent.id)
        mine = decision.with_user(self.worker)
        self.assertEqual(mine.search([]), mine)
        self.assertEqual(mine.name, "Look twice")
        with self.assertRaises(AccessError):
            mine.read(["review_id"])
        self.assertNotIn("review_id", mine.fields_get())
        with self.assertRaises(AccessError):
            mine.search([("review_id.performance", "ilike", "a")])
        for record in (self.review, other):
            with self.assertRaises(AccessError):
                record.with_user(self.worker).read(["display_name"])
        for values in (
            {"name": "Nothing"},
            {"date_deadline": "2030-01-01"},
            {"user_id": self.agent.id},
            {"kind": "policy"},
            {"review_id": self.review.id},
            {"state": "done"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                mine.write(values)
        with Form(mine) as form:
            self.assertNotIn("review_id", form._view["fields"])
            with self.assertRaises(AssertionError):
                form.name = "Nothing"
        for kind in ("list", "search"):
            arch = mine.get_views([(False, kind)])["views"][kind]["arch"]
            self.assertNotIn("review_id", arch)
        for name in ("cancel", "reopen"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(mine, f"action_{name}")()

    def test_done_with_a_result(self):
        decision = self._decide(self.review)
        mine = decision.with_user(self.worker)
        with self.assertRaisesRegex(UserError, "Result"):
            mine.action_done()
        mine.write(
            {
                "result": "Two look now",
                "evidence_file": base64.b64encode(b"List"),
                "evidence_filename": "list.txt",
            }
        )
        mine.action_done()
        self.assertEqual((decision.state, decision.done_date), ("done", NOW))
        self.assertEqual(decision.done_user_id, self.worker)
        self.assertFalse(decision.activity_ids)
        with self.assertRaisesRegex(UserError, "any more"):
            mine.result = "Three"
        with self.assertRaises(UserError):
            mine.action_done()
        decision.action_reopen()
        self.assertEqual(decision.activity_ids.user_id, self.worker)
        decision.action_cancel()
        self.assertEqual(decision.state, "cancelled")

    def test_whoever_does_it_has_one_activity(self):
        decision = self._decide(self.review)
        activity = decision.activity_ids
        self.assertEqual(activity.user_id, self.worker)
        self.assertEqual(str(activity.date_deadline), "2026-02-01")
        self.assertIn(decision, self._see(decision, self.worker).search([]))
        decision.write({"user_id": self.agent.id, "date_deadline": "2026-03-01"})
        self.assertEqual(decision.activity_ids.user_id, self.agent)
        self.assertEqual(str(decision.activity_ids.date_deadline), "2026-03-01")
        self.assertNotIn(self.review.number, decision.activity_ids.summary)

    def test_decided_while_the_review_is_held(self):
        draft = self._make_review()
        with self.assertRaisesRegex(UserError, "is held"):
            self._decide(draft)
        with self.assertRaises(UserError):
            draft.decision_ids = [
                Command.create(
                    {
                        "name": "Look",
                        "user_id": self.worker.id,
                        "date_deadline": "2026-02-01",
                    }
                )
            ]
        decision = self._decide(self.review)
        decision.name = "Look three times"
        self.review.action_close()
        with self.assertRaisesRegex(UserError, "is held"):
            decision.name = "Nothing"
        with self.assertRaisesRegex(UserError, "is held"):
            decision.unlink()
        with self.assertRaisesRegex(UserError, "is held"):
            self._decide(self.review)
        decision.date_deadline = "2026-04-01"
        with self.assertRaises(AccessError):
            decision.review_id = draft
        with self.assertRaises(AccessError):
            decision.state = "done"
        with self.assertRaises(AccessError):
            self._decide(self._hold(), state="done")

    def test_recorded_in_the_form(self):
        with Form(self.review) as form, form.decision_ids.new() as line:
            line.name = "Look twice"
            line.user_id = self.worker
            line.date_deadline = "2026-02-01"
        self.assertEqual(self.review.decision_ids.user_id, self.worker)
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            self._decide(self.review, user_id=self.portal.id)
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            self._decide(self.review, user_id=self._make_elsewhere().id)

    def test_the_next_review_follows_up(self):
        late = self._decide(self.review, date_deadline="2026-01-10")
        coming = self._decide(self.review, date_deadline="2026-06-10")
        done = self._decide(self.review, result="Done", user_id=self.manager.id)
        done.action_done()
        self.review.action_close()
        following = self._make_review(date_from="2026-01-01", date_to="2026-01-13")
        self.assertEqual(following.earlier_decision_ids, late | coming | done)
        shown = self._shown(following)
        for name, text in (
            ("decisions", "2"),
            ("decisions_overdue", "1"),
            ("decisions_done", "0"),
        ):
            self.assertEqual(shown["decisions", name]["text"], text, name)
        following.action_hold()
        late.with_user(self.worker).result = "Late, but done"
        late.with_user(self.worker).action_done()
        frozen = following.shown_figures["decisions"]
        self.assertEqual([row["id"] for row in frozen], [late.id, coming.id])
        self.assertEqual([row["is_overdue"] for row in frozen], [True, False])
        self.assertEqual(frozen[0]["user"], self.worker.name)
        shown = self._shown(following)
        self.assertEqual(shown["decisions", "decisions_overdue"]["text"], "1")
        self.assertFalse(self.review.earlier_decision_ids)

    def test_overdue(self):
        late = self._decide(self.review, date_deadline="2026-01-13")
        today = self._decide(self.review, date_deadline="2026-01-14")
        Decision = self.env["crm.complaint.review.decision"].with_user(self.manager)
        mine = [("id", "in", (late | today).ids)]
        self.assertEqual(Decision.search([*mine, ("is_overdue", "=", True)]), late)
        self.assertEqual(Decision.search([*mine, ("is_overdue", "=", False)]), today)
        self.assertEqual((late.is_overdue, today.is_overdue), (True, False))

    def test_outsiders(self):
        decision = self._decide(self.review)
        for user in (self.agent, self.leader, self.portal, self._make_elsewhere()):
            theirs = self._see(decision, user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    theirs.read(["name"])
                with self.assertRaises(AccessError):
                    theirs.result = "Done"
                for name in ("done", "cancel", "reopen"):
                    with self.assertRaises(AccessError):
                        getattr(theirs, f"action_{name}")()
                with self.assertRaises(AccessError):
                    theirs.unlink()
                with self.assertRaises(AccessError):
                    self._decide(self.review, user=user)
                if user != self.portal:
                    self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            self._decide(self.review, user=self.worker)
        theirs = decision.with_user(self.auditor)
        self.assertEqual(theirs.review_id, self.review)
        with self.assertRaises(AccessError):
            theirs.result = "Done"
        with self.assertRaises(AccessError):
            theirs.action_done()

    def test_counted_for_all_reviews_at_once(self):
        for _number in range(3):
            self._decide(self._hold(date_from="2025-02-01"))
        reviews = self.env["crm.complaint.review"].search(
            [("company_id", "=", self.company.id)]
        )
        self.env.invalidate_all()
        reviews.mapped("number")
        with self.assertQueryCount(1):
            reviews.mapped("open_decision_count")
        self.assertEqual(sum(reviews.mapped("open_decision_count")), 3)

    def test_older_reviews_do_not_follow_later_ones(self):
        later = self._hold(date_from="2025-06-01", date_to="2026-01-10")
        self._decide(later)
        self.assertFalse(self.review.earlier_decision_ids)
        self.assertEqual(self.review.held_date, datetime(2026, 1, 14, 8))
