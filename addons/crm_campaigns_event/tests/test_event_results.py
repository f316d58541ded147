from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.common import CampaignCase


@tagged("post_install", "-at_install")
class TestEventResults(CampaignCase):
    """What an exhibition brought, and what a lead of it cost."""

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

    def test_figures_by_hand(self):
        """3 registrations, 2 came, 2 leads, one lost; 300 + 100 are 200 each."""
        fair = self._make_event(campaign_id=self.campaign.id)
        other = self._make_event(name="Seminar", campaign_id=self.campaign.id)
        for state in ("open", "done", "done", "cancel"):
            self._register(fair, self.customer, state=state)
        leads = self.env["crm.lead"].create(
            [{"name": name, "event_id": fair.id} for name in ("One", "Two")]
        )
        leads[0].action_set_lost()
        self.env["crm.campaign.cost"].create(
            [
                {
                    "campaign_id": self.campaign.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "name": name,
                    "amount": amount,
                    "event_id": fair.id,
                }
                for name, amount in (("Stand", 300), ("Flyers", 100))
            ]
        )
        events = self._see(self.campaign, self.marketer).event_ids
        self.assertEqual(events, fair + other)
        found = events[0]
        self.assertEqual((found.seats_taken, found.seats_used), (3, 2))
        self.assertEqual(found.crm_lead_count, 2)
        self.assertEqual((found.crm_cost, found.crm_cost_per_lead), (400, 200))
        self.assertEqual((events[1].crm_cost, events[1].crm_cost_per_lead), (0, 0))

    def test_campaign_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            self._make_event(company_id=other.id, campaign_id=self.campaign.id)

    def test_results_of_many_events_in_few_queries(self):
        events = self.env["event.event"].browse()
        for number in range(20):
            events |= self._make_event(
                name=f"Fair {number}", campaign_id=self.campaign.id
            )
        self._see(self.campaign)
        events.mapped("name")
        with self.assertQueryCount(6):
            events.mapped("crm_cost_per_lead")
