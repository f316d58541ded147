from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneyWizards(JourneyCase):
    """Try a journey on oneself; add somebody by hand."""

    def test_run_with_one_record(self):
        """All steps at once, the mail to the tester, nothing else done."""
        self.marketer.email = "marketer@example.com"
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("wait", {"wait_number": 5}),
            ("channel", {"channel": "email", "mailing_id": mailing.id}),
            ("channel", {"channel": "call", "summary": "Ask"}),
            ("exit", {}),
        )
        form = Form(
            self.env["crm.journey.try"]
            .with_user(self.marketer)
            .with_context(default_journey_id=journey.id)
        )
        form.partner_id = self.partners[3]
        wizard = form.save()
        for _again in range(2):
            action = wizard.action_run()
            participant = self.env[action["res_model"]].browse(action["res_id"])
            self.assertEqual(participant.state, "done")
            self.assertEqual(len(participant.task_ids), 5)
        mails = self.env["mail.mail"].search(
            [("email_to", "ilike", "marketer@example.com")]
        )
        self.assertEqual(len(mails), 2)
        self.assertIn("Person 3", mails[0].body_html)
        self.assertFalse(mailing.mailing_trace_ids)
        self.assertFalse(
            self.env["mail.activity"].search([("journey_task_id", "!=", False)])
        )
        # it is counted nowhere, and does not keep the draft from being changed
        self.assertEqual(journey.participant_count, 0)
        journey.draft_version_id.node_ids[-1].unlink()

    def test_try_says_what_is_missing(self):
        journey = self._make_journey(("exit", {}))
        wizard = (
            self.env["crm.journey.try"]
            .with_user(self.marketer)
            .create({"journey_id": journey.id})
        )
        with self.assertRaisesRegex(UserError, "whose data"):
            wizard.action_run()
        wizard.partner_id = self.partners[0]
        self.marketer.partner_id.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            wizard.action_run()

    def test_add_from_the_list_of_contacts(self):
        journey = self._make_journey(
            ("wait", {}), ("exit", {}), start={"trigger": "manual"}
        )
        journey.action_publish()
        form = Form(
            self.env["crm.journey.add"]
            .with_user(self.marketer)
            .with_context(active_model="res.partner", active_ids=self.partners[:3].ids)
        )
        form.journey_id = journey
        self.assertEqual(form.record_count, 3)
        action = form.save().action_add()
        self.assertIn("3 of 3", action["params"]["message"])
        self.assertEqual(journey.participant_count, 3)
        again = form.save().action_add()
        self.assertIn("0 of 3", again["params"]["message"])

    def test_add_refuses(self):
        journey = self._make_journey(("exit", {}), start={"trigger": "manual"})
        Add = self.env["crm.journey.add"].with_user(self.marketer)
        with self.assertRaisesRegex(UserError, "Choose who"):
            Add.create({"journey_id": journey.id}).action_add()
        domain = repr([("id", "in", self.partners.ids)])
        with self.assertRaisesRegex(UserError, "not running"):
            Add.create({"journey_id": journey.id, "domain": domain}).action_add()
