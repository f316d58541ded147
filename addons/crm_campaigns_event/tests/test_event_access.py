from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase

RESULTS = ("crm_lead_count", "crm_cost", "crm_cost_per_lead")


@tagged("post_install", "-at_install")
class TestEventAccess(JourneyCase):
    """What an event cost, and whom it invites, is for marketers of its company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fair = cls.env["event.event"].create(
            {
                "name": "Fair",
                "company_id": cls.company.id,
                "campaign_id": cls.campaign.id,
                "date_begin": "2027-06-01 08:00:00",
                "date_end": "2027-06-04 16:00:00",
            }
        )
        cls.journey = cls._make_journey(
            (
                "channel",
                {
                    "channel": "invitation",
                    "mailing_id": cls._make_mailing().id,
                    "crm_event_id": cls.fair.id,
                },
            ),
            ("exit", {}),
        )
        cls.node = cls.journey.draft_version_id.node_ids[1]
        cls.cost = cls.env["crm.campaign.cost"].create(
            {
                "name": "Stand",
                "campaign_id": cls.campaign.id,
                "event_id": cls.fair.id,
                "company_id": cls.company.id,
                "amount": 500,
                "date": "2025-06-04",
            }
        )
        cls.portal = new_test_user(cls.env, "event_portal", "base.group_portal")
        cls.employee = new_test_user(
            cls.env,
            "event_employee",
            "base.group_user,event.group_event_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls._make_user(
            "event_stranger",
            "group_campaign_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )

    def _as(self, record, user):
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def test_marketer_reads_them(self):
        (row,) = self._as(self.fair, self.marketer).read(RESULTS)
        self.assertEqual(row["crm_cost"], 500)
        self.assertEqual(self._as(self.campaign, self.marketer).event_ids, self.fair)
        with self.assertRaises(AccessError):
            self._as(self.fair, self.marketer).name = "Mine"

    def test_results_are_refused(self):
        for user in (self.portal, self.employee):
            for name in RESULTS:
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        self._as(self.fair, user).read([name])
                    with self.assertRaises(AccessError):
                        self._as(self.campaign, user).read(["event_ids"])
        for name in (*RESULTS, "name"):
            with self.assertRaises(AccessError):
                self._as(self.fair, self.stranger).read([name])

    def test_steps_and_costs_are_refused(self):
        for user in (self.portal, self.employee, self.stranger):
            with self.subTest(user=user.login):
                for record, name in (
                    (self.node, "crm_event_id"),
                    (self.cost, "event_id"),
                    (self.journey, "name"),
                ):
                    with self.assertRaises(AccessError):
                        self._as(record, user).read([name])
                    with self.assertRaises(AccessError):
                        self._as(record, user).write({name: False})

    def test_nothing_is_told_by_searching(self):
        """Neither a filter nor a group tells what may not be read."""
        Event = self._as(self.env["event.event"], self.employee)
        with self.assertRaises(AccessError):
            self._as(self.env["utm.campaign"], self.employee).search(
                [("event_ids.name", "=", "Fair")]
            )
        with self.assertRaises(AccessError):
            self._as(self.env["event.event"], self.portal).search(
                [("campaign_id.company_id", "=", self.company.id)]
            ).mapped("campaign_id.title")
        self.assertEqual(Event.search([("id", "=", self.fair.id)]), self.fair)

    def test_whoever_registers_others_needs_no_right_to_journeys(self):
        """The desk of an event moves journeys on, and sees nothing of them."""
        self.journey.action_publish()
        self._run(self.journey)
        person = self.partners[0]
        self._as(self.env["event.registration"], self.employee).create(
            {
                "event_id": self.fair.id,
                "partner_id": person.id,
                "email": person.email,
                "state": "open",
            }
        )
        self._advance(self.journey)
        self.assertEqual(self._states(self.journey)[person], "done")
