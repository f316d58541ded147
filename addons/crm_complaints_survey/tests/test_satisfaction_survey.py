from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.crm_complaints.tests.satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionSurvey(SatisfactionMixin, TransactionCase):
    """A survey of the host asks, and its answers count in the programme, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.survey = cls.env["survey.survey"].create(
            {"title": "How was it?", "access_mode": "token"}
        )
        cls.score, cls.time, cls.comment = cls.env["survey.question"].create(
            [
                {
                    "survey_id": cls.survey.id,
                    "title": "Satisfied?",
                    "question_type": "scale",
                    "scale_min": 1,
                    "scale_max": 5,
                },
                {
                    "survey_id": cls.survey.id,
                    "title": "On time?",
                    "question_type": "numerical_box",
                },
                {
                    "survey_id": cls.survey.id,
                    "title": "What else?",
                    "question_type": "text_box",
                },
            ]
        )
        cls.programme = cls._make_programme(
            moment="sample",
            survey_id=cls.survey.id,
            score_question_id=cls.score.id,
            comment_question_id=cls.comment.id,
            characteristic_ids=[
                Command.create({"name": "Time", "question_id": cls.time.id})
            ],
        )
        cls.invitation = cls._make_invitation(
            cls.programme, cls.customer, state="planned", sent_date=False
        )

    def _send_due(self):
        Invitation = self.env["crm.satisfaction.invitation"].sudo()
        before = self.env["mail.mail"].search([])
        Invitation._send_due(self.invitation)
        return self.env["mail.mail"].search([]) - before

    def _finish(self, score, grade, comment):
        user_input = self.invitation.user_input_id
        for question, answer in (
            (self.score, score),
            (self.time, grade),
            (self.comment, comment),
        ):
            user_input._save_lines(question, answer)
        user_input._mark_done()

    def _answers(self):
        return self.env["crm.satisfaction.response"].search(
            [("programme_id", "=", self.programme.id)]
        )

    def test_survey_instead_of_the_page(self):
        mail = self._send_due()
        user_input = self.invitation.user_input_id
        self.assertEqual(user_input.partner_id, self.customer)
        self.assertIn(user_input.access_token, mail.body_html)
        self.assertNotIn("/satisfaction/", mail.body_html)
        with self.assertRaises(AccessError):
            self.invitation.with_user(self.manager).read(["user_input_id"])

    def test_answers_of_the_survey_count_once(self):
        self._send_due()
        self._finish("4", "2", "Late")
        answer = self._answers()
        self.assertEqual((answer.score, answer.comment), (4, "Late"))
        self.assertEqual(answer.channel, "survey")
        self.assertEqual(answer.grade_ids.grade, 2)
        self.assertEqual(answer.partner_id, self.customer)
        self.assertEqual(self.invitation.state, "answered")
        self._finish("5", "9", "Better")
        self.assertEqual(self._answers(), answer)
        self.assertEqual(answer.score, 5)
        self.assertFalse(answer.grade_ids, "9 is no grade")

    def _ask_after_complaint(self):
        programme = self._make_programme(
            kind="process",
            moment="complaint",
            survey_id=self.survey.id,
            score_question_id=self.score.id,
            comment_question_id=self.comment.id,
        )
        complaint = self._make_complaint()
        complaint.sudo().state = "closed"
        self.programme = programme
        self.invitation = self._make_invitation(
            programme,
            self.customer,
            res_model="crm.complaint",
            res_id=complaint.id,
            complaint_id=complaint.id,
            state="planned",
            sent_date=False,
        )
        # what it is about was closed long ago enough
        self.env["crm.satisfaction.invitation"].sudo()._send_due(self.invitation)
        return complaint

    def test_survey_does_not_tell_who_complained(self):
        complaint = self._ask_after_complaint()
        user_input = self.invitation.sudo().user_input_id
        self.assertTrue(user_input)
        self.assertFalse(
            user_input.partner_id or user_input.email or user_input.nickname
        )
        reader = new_test_user(
            self.env, "srv_reader", "base.group_user,survey.group_survey_manager"
        )
        told = user_input.with_user(reader).read()[0]
        self.assertNotIn(self.customer.name, str(told))
        self.assertNotIn(self.customer.email, str(told))
        admin = new_test_user(
            self.env, "srv_admin", "base.group_system,base.group_user"
        )
        for user in (reader, self.manager, admin):
            with self.assertRaises(AccessError):
                self.invitation.with_user(user).read(["user_input_id"])
        user_input._save_lines(self.score, "2")
        user_input._save_lines(self.comment, "Too slow")
        user_input._mark_done()
        answer = self._answers()
        self.assertEqual(answer.partner_id, self.customer, "we know whose it is")
        self.assertEqual((answer.score, answer.complaint_id), (2, complaint))
        self.assertFalse(user_input.partner_id)

    def test_survey_that_asks_who_it_is_is_refused(self):
        self._ask_after_complaint()
        named = self.env["survey.survey"].create({"title": "Who are you?"})
        score = self.score.copy({"survey_id": named.id})
        for values in ({"users_login_required": True}, {}):
            named.write({"users_login_required": False, **values})
            if not values:
                self.env["survey.question"].create(
                    {
                        "survey_id": named.id,
                        "title": "Mail?",
                        "question_type": "char_box",
                        "validation_email": True,
                        "save_as_email": True,
                    }
                )
            with self.assertRaisesRegex(ValidationError, "who complained"):
                self.programme.write(
                    {"survey_id": named.id, "score_question_id": score.id}
                )

    def test_erasure_takes_the_participation(self):
        complaint = self._ask_after_complaint()
        user_input = self.invitation.sudo().user_input_id
        user_input._save_lines(self.score, "2")
        user_input._save_lines(self.comment, "Cyrus waited")
        user_input._mark_done()
        complaint.sudo()._erase()
        self.assertFalse(user_input.exists())
        self.assertEqual(self._answers().score, 2)

    def test_question_must_fit_the_programme(self):
        self.score.scale_max = 10
        with self.assertRaises(ValidationError):
            self.programme.score_question_id = self.score
        with self.assertRaises(ValidationError):
            self.programme.score_question_id = self.comment

    def test_other_participations_are_left_alone(self):
        stranger = self.survey._create_answer(partner=self.customer)
        stranger._save_lines(self.score, "1")
        stranger._mark_done()
        self.assertFalse(self._answers())
