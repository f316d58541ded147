from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestSurveyStep(JourneyCase):
    """Customers are asked; who answers goes another way than who does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {"title": "How was it?", "access_mode": "token"}
        )
        cls.mailing = cls._make_mailing()
        cls.journey = cls._make_journey(
            (
                "channel",
                {
                    "channel": "survey",
                    "mailing_id": cls.mailing.id,
                    "survey_id": cls.survey.id,
                    "wait_number": 5,
                    "wait_unit": "day",
                },
            ),
            ("exit", {"name": "Answered"}),
        )
        version = cls.journey.draft_version_id
        cls.node = version.node_ids[1]
        cls._tie(cls.node, cls._add(version, "exit", name="Silent"), "no")

    def _get_ends(self):
        tasks = self.journey.participant_ids.task_ids
        return {
            task.participant_id.partner_id: task.node_id.name
            for task in tasks
            if task.node_id.kind == "exit"
        }

    def test_answered_in_time_and_not(self):
        self.journey.action_publish()
        self._run(self.journey)
        answers = self.survey.user_input_ids
        self.assertEqual(answers.partner_id, self.partners)
        self.assertEqual(self._get_ends(), {})
        theirs = answers.filtered(lambda one: one.partner_id == self.partners[2])
        theirs._mark_done()
        # an answer outside the journey is none to its question
        self.survey._create_answer(partner=self.partners[3])._mark_done()
        self._advance(self.journey)
        self.assertEqual(self._get_ends(), {self.partners[2]: "Answered"})
        self._advance(self.journey, self._in(days=6))
        ends = list(self._get_ends().values())
        self.assertEqual((ends.count("Answered"), ends.count("Silent")), (1, 9))

    def test_everybody_gets_a_link_of_their_own(self):
        self.journey.action_publish()
        self._run(self.journey)
        answers = {
            answer.partner_id.id: answer for answer in self.survey.user_input_ids
        }
        traces = self.mailing.mailing_trace_ids
        self.assertEqual(len(traces), 10)
        for trace in traces:
            answer = answers[trace.res_id]
            body = str(trace.mail_mail_id.body_html)
            self.assertIn(f"answer_token={answer.access_token}", body)

    def test_steps_tell_what_they_lack(self):
        for login, survey in ((True, self.survey), (False, False)):
            self.survey.users_login_required = login
            self.node.survey_id = survey
            with self.assertRaises(UserError):
                self.journey.action_publish()

    def test_who_finished_a_survey_starts(self):
        journey = self._make_journey(
            ("exit", {}), start={"trigger": "survey", "survey_id": self.survey.id}
        )
        journey.action_publish()
        first, second = self.partners[:2]
        self.survey._create_answer(partner=first)._mark_done()
        self.survey._create_answer(partner=second)
        self._run(journey)
        self.assertEqual(journey.participant_ids.partner_id, first)
