from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestSurveyAccess(JourneyCase):
    """Whom a journey asks is for marketers of its company; answers are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {"title": "How was it?", "access_mode": "token"}
        )
        cls.journey = cls._make_journey(
            (
                "channel",
                {
                    "channel": "survey",
                    "mailing_id": cls._make_mailing().id,
                    "survey_id": cls.survey.id,
                },
            ),
            ("exit", {}),
        )
        cls.node = cls.journey.draft_version_id.node_ids[1]
        cls.portal = new_test_user(cls.env, "survey_portal", "base.group_portal")
        cls.employee = new_test_user(
            cls.env,
            "survey_employee",
            "base.group_user,survey.group_survey_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls._make_user(
            "survey_stranger",
            "group_campaign_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )

    def _as(self, record, user):
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def test_steps_are_refused(self):
        for user in (self.portal, self.employee, self.stranger):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._as(self.node, user).read(["survey_id"])
                with self.assertRaises(AccessError):
                    self._as(self.node, user).write({"survey_id": False})
                with self.assertRaises(AccessError):
                    self._as(self.journey, user).read(["name"])

    def test_answers_are_not_for_marketers(self):
        """They choose a survey, and read neither its answers nor who gave them."""
        self.journey.action_publish()
        self._run(self.journey)
        answer = self.survey.user_input_ids[0]
        self.assertTrue(self._as(self.survey, self.marketer).title)
        for name in ("state", "email", "access_token", "crm_journey_task_id"):
            with self.assertRaises(AccessError):
                self._as(answer, self.marketer).read([name])
        with self.assertRaises(AccessError):
            self._as(self.survey, self.marketer).title = "Mine"

    def test_journey_of_an_answer_is_not_for_who_reads_answers(self):
        self.journey.action_publish()
        self._run(self.journey)
        answer = self.survey.user_input_ids[0]
        self.assertTrue(self._as(answer, self.employee).state)
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._as(answer, user).read(["crm_journey_task_id"])

    def test_nobody_makes_a_link_of_somebody_else(self):
        """A link comes from the step alone; whoever asks for it later gets none."""
        self.journey.action_publish()
        self._run(self.journey)
        for user in (self.employee, self.marketer):
            partner = self._as(self.partners[0], user)
            self.assertFalse(partner.crm_survey_url)
