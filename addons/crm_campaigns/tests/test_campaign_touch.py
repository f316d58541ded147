from datetime import timedelta

from odoo.tests import tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestCampaignTouch(JourneyCase):
    """Touches are read from mails, links, leads, orders and calls, once each."""

    def _collect(self, since=None):
        """{kind: touches of the campaign}"""
        Touch = self.env["crm.campaign.touch"]
        Touch._collect(since)
        touches = Touch.search([("campaign_id", "=", self.campaign.id)])
        return touches.grouped("kind")

    def _trace(self, mailing, partner=None, **values):
        return self.env["mailing.trace"].create(
            {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": (partner or self.customer).id,
                "email": (partner or self.customer).email,
                "trace_status": "sent",
                **values,
            }
        )

    def test_all_sources(self):
        moment = self._in(hours=-1).replace(microsecond=0)
        mailing = self._make_mailing()
        self._trace(mailing)
        answered = self._trace(
            mailing,
            self.partners[0],
            trace_status="reply",
            open_datetime=moment,
            reply_datetime=moment,
        )
        link = self.env["link.tracker"].create(
            {"url": "https://example.com/tea", "campaign_id": self.campaign.id}
        )
        click = self.env["link.tracker.click"].create(
            {
                "link_id": link.id,
                "campaign_id": self.campaign.id,
                "mailing_trace_id": answered.id,
            }
        )
        self.env["link.tracker.click"].create(
            {"link_id": link.id, "campaign_id": self.campaign.id}
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Tea",
                "partner_id": self.customer.id,
                "campaign_id": self.campaign.id,
            }
        )
        order = self._sell(100, self.campaign)
        copied = self._sell(50, self.campaign)
        copied.opportunity_id = lead
        found = self._collect()
        self.assertEqual(
            {kind: touches.mapped("ref_id") for kind, touches in found.items()},
            {
                "open": answered.ids,
                "reply": answered.ids,
                "click": click.ids,
                "lead": lead.ids,
                "order": order.ids,
            },
        )
        self.assertEqual(found["reply"].partner_id, self.partners[0])
        self.assertEqual(found["reply"].date, moment)
        self.assertEqual(found["reply"].medium_id, mailing.medium_id)
        self.assertEqual(found["click"].partner_id, self.partners[0])
        self.assertEqual(found["lead"].company_id, self.company)
        again = self._collect()
        self.assertEqual(again, found)

    def test_calls_of_journeys(self):
        """Whoever was not reached has not been met."""
        step = ("channel", {"channel": "call", "user_id": self.marketer.id})
        journey = self._make_journey(step, ("wait", {}))
        journey.action_publish()
        self._run(journey)
        activities = self.env["mail.activity"].search(
            [("journey_task_id.journey_id", "=", journey.id)], order="id"
        )
        reached, missed = activities[0], activities[1]
        person = reached.journey_task_id.participant_id.partner_id
        reached.journey_result = "interested"
        missed.journey_result = "not_reached"
        (reached | missed).action_done()
        self._run(journey, self._in(minutes=1))
        calls = self._collect()["call"]
        self.assertEqual(calls.partner_id, person)
        self.assertEqual(calls.company_id, self.company)

    def test_whose_address_becomes_known(self):
        """A lead of nobody we know; later a contact of a customer has the address."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Tea",
                "email_from": "Nina <Nina@Example.com>",
                "campaign_id": self.campaign.id,
            }
        )
        touch = self._collect()["lead"]
        self.assertEqual(
            (touch.email_normalized, touch.partner_id.id, touch.ref_id),
            ("nina@example.com", False, lead.id),
        )
        contact = self.env["res.partner"].create(
            {"name": "Nina", "email": "nina@example.com"}
        )
        touch = self._collect()["lead"]
        self.assertEqual(touch.partner_id, contact)
        contact.parent_id = self.customer
        touch = self._collect()["lead"]
        self.assertEqual(touch.commercial_partner_id, self.customer)

    def test_tests_and_the_old_are_left_out(self):
        mailing = self._make_mailing()
        reply = {"trace_status": "reply", "reply_datetime": self._in(days=-30)}
        self._trace(mailing, is_test_trace=True, **reply)
        old = self._trace(mailing, **reply)
        self.assertNotIn("reply", self._collect(self._in(days=-7)))
        found = self._collect(self.env.cr.now() - timedelta(days=31))
        self.assertEqual(found["reply"].ref_id, old.id)
        action = found["reply"].with_user(self.marketer).action_open_record()
        self.assertEqual(action["res_id"], old.id)

    def test_the_job(self):
        order = self._sell(100, self.campaign)
        job = self.env.ref("crm_campaigns.ir_cron_campaign_touches")
        job.ir_actions_server_id.run()
        touch = self.env["crm.campaign.touch"].search(
            [("ref_model", "=", "sale.order"), ("ref_id", "=", order.id)]
        )
        self.assertEqual(touch.date, order.date_order)
