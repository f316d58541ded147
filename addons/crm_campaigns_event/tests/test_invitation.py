from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestInvitation(JourneyCase):
    """Customers are invited; who registers goes another way than who does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fair = cls._make_event()
        cls.mailing = cls._make_mailing()
        cls.journey = cls._make_journey(
            (
                "channel",
                {
                    "channel": "invitation",
                    "mailing_id": cls.mailing.id,
                    "crm_event_id": cls.fair.id,
                    "wait_number": 7,
                    "wait_unit": "day",
                },
            ),
            ("exit", {"name": "Comes"}),
        )
        cls.version = cls.journey.draft_version_id
        cls.node = cls.version.node_ids[1]
        cls._tie(cls.node, cls._add(cls.version, "exit", name="Silent"), "no")

    @classmethod
    def _make_event(cls, **values):
        return cls.env["event.event"].create(
            {
                "name": "Tehran Fair",
                "company_id": cls.company.id,
                "date_begin": "2027-06-01 08:00:00",
                "date_end": "2027-06-04 16:00:00",
                "event_url": "https://fair.example.com/register",
                **values,
            }
        )

    @classmethod
    def _register(cls, event, partner, **values):
        return cls.env["event.registration"].create(
            {
                "event_id": event.id,
                "partner_id": partner.id,
                "name": partner.name,
                "email": partner.email,
                "state": "open",
                **values,
            }
        )

    def _get_ends(self):
        tasks = self.journey.participant_ids.task_ids
        return {
            task.participant_id.partner_id: task.node_id.name
            for task in tasks
            if task.node_id.kind == "exit"
        }

    def test_registered_in_time_and_not(self):
        ada, bob, cy = self.partners[:3]
        self._register(self.fair, cy)
        self.journey.action_publish()
        self._run(self.journey)
        # who had registered is not asked
        self.assertEqual(len(self.mailing.mailing_trace_ids), 9)
        self.assertEqual(self._get_ends(), {cy: "Comes"})
        self._register(self.fair, ada)
        # by the address alone, as visitors of the website do
        self._register(
            self.fair,
            self.env["res.partner"],
            name="B.",
            email=f" {bob.email.upper()}",
        )
        self._register(self._make_event(name="Another"), self.partners[3])
        self._register(self.fair, self.partners[4], state="draft")
        self._advance(self.journey)
        self.assertEqual(self._get_ends(), dict.fromkeys([ada, bob, cy], "Comes"))
        self._advance(self.journey, self._in(days=6))
        self.assertEqual(len(self._get_ends()), 3)
        self._advance(self.journey, self._in(days=8))
        ends = list(self._get_ends().values())
        self.assertEqual((ends.count("Comes"), ends.count("Silent")), (3, 7))

    def test_mail_names_event_and_link(self):
        self.journey.action_publish()
        self._run(self.journey)
        body = self.mailing.mailing_trace_ids[0].mail_mail_id.body_html
        self.assertIn("Tehran Fair", body)
        self.assertIn("2027-06-01", body)
        self.assertIn("href", body)

    def test_step_without_event_is_a_fault(self):
        self.node.crm_event_id = False
        with self.assertRaises(UserError):
            self.journey.action_publish()

    def test_who_attended_starts(self):
        for number, state in enumerate(("done", "open", "cancel")):
            self._register(self.fair, self.partners[number], state=state)
        journey = self._make_journey(
            ("exit", {}), start={"trigger": "event", "crm_event_id": self.fair.id}
        )
        journey.action_publish()
        self._run(journey)
        self.assertEqual(journey.participant_ids.partner_id, self.partners[0])

    def test_test_run_invites_nobody(self):
        self.marketer.email = "m@example.com"
        self.env["crm.journey.try"].with_user(self.marketer).create(
            {"journey_id": self.journey.id, "partner_id": self.partners[0].id}
        ).action_run()
        self.assertFalse(self.mailing.mailing_trace_ids)
        self.assertEqual(self._get_ends(), {self.partners[0]: "Comes"})
