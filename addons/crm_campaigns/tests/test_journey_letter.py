from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .journey_common import JourneyCase

LETTER = ("channel", {"channel": "letter", "script": "<p>Come and see us.</p>"})
POST = ("channel", {"channel": "post", "summary": "New harvest", "script": "Fresh!"})


@tagged("post_install", "-at_install")
class TestJourneyLetter(JourneyCase):
    """A marketer prints the letters of the day, and has a post published once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners[:9].write(
            {
                "street": "Vali Asr 12",
                "city": "Tehran",
                "country_id": cls.env.ref("base.ir").id,
            }
        )

    def _start(self, *steps):
        journey = self._make_journey(*steps, user_id=self.marketer.id)
        journey.with_user(self.marketer).action_publish()
        self._run(journey)
        return journey.with_user(self.marketer)

    def _letters(self, journey):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_campaigns.crm_journey_letter_action"
        )
        return self.env["crm.journey.task"].search(
            [*literal_eval(action["domain"]), ("journey_id", "=", journey.id)]
        )

    def test_letters_are_listed_and_printed(self):
        journey = self._start(LETTER)
        letters = self._letters(journey).with_user(self.marketer)
        self.assertEqual(len(letters), 9)
        nowhere = journey.participant_ids.task_ids.filtered(
            lambda task: task.partner_id == self.partners[9] and task.channel
        )
        self.assertEqual(nowhere.state, "skipped")
        self.assertEqual(nowhere.reason, "No postal address")
        letter = letters.filtered(lambda task: task.partner_id == self.partners[0])
        self.assertEqual(letter.letter_recipient, "Person 0")
        self.assertIn("Vali Asr 12", letter.letter_address)
        self.assertIn("Tehran", letter.letter_address)
        action = letters.action_print_letters()
        self.assertEqual(action["report_name"], "crm_campaigns.report_journey_letter")
        self.assertTrue(all(letters.mapped("printed_on")))
        report = self.env["ir.actions.report"].with_user(self.marketer)
        for name, words in (
            ("crm_campaigns.report_journey_letter", ["Come and see us.", "Vali Asr"]),
            ("crm_campaigns.report_journey_label", ["Person 8", "Vali Asr"]),
        ):
            html, _kind = report._render_qweb_html(name, letters.ids)
            for word in words:
                self.assertIn(word.encode(), html, name)

    def test_lead_without_contact_has_an_address(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Letter lead",
                "contact_name": "Roya",
                "street": "Enghelab 5",
                "company_id": self.company.id,
            }
        )
        start = {"trigger": "rule", "domain": "[('name', '=', 'Letter lead')]"}
        journey = self._make_journey(LETTER, model="crm.lead", start=start)
        journey.action_publish()
        self._run(journey)
        task = self._letters(journey)
        self.assertEqual(task.participant_id.res_id, lead.id)
        self.assertEqual(
            (task.letter_recipient, task.letter_address), ("Roya", "Enghelab 5")
        )

    def test_only_letters_are_printed(self):
        journey = self._start(("wait", {}))
        tasks = self.env["crm.journey.task"].search([("journey_id", "=", journey.id)])
        with self.assertRaisesRegex(UserError, "None of these"):
            tasks.with_user(self.marketer).action_print_labels()

    def test_others_print_nothing(self):
        letters = self._letters(self._start(LETTER))
        seller = new_test_user(
            self.env,
            "letter_seller",
            "sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        employee = new_test_user(self.env, "letter_nobody", "base.group_user")
        for user in (seller, employee):
            with self.assertRaises(AccessError):
                letters.with_user(user).action_print_letters()

    def test_post_is_asked_for_once(self):
        """Ten come to the post: one activity, and one record when it is done."""
        journey = self._start(POST)
        activity = journey.activity_ids
        self.assertEqual(activity.summary, "Publish: New harvest")
        self.assertEqual(activity.user_id, self.marketer)
        self.assertEqual(journey.participant_ids.mapped("state"), ["done"] * 10)
        activity.action_feedback(feedback="https://social.example/42")
        self.assertIn("social.example/42", journey.message_ids[0].body)
        self._make_partners(2)
        self._run(journey.sudo())
        self.assertEqual(len(journey.participant_ids), 12)
        self.assertFalse(journey.activity_ids, "it was published already")
