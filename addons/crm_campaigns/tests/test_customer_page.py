from odoo.tests import tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestCustomerPage(JourneyCase):
    """A salesperson sees on the customer's page what campaigns sent them."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        cls.seller = cls._make_user("camp_seller", "group_campaign_user")
        cls.seller.group_ids = cls.env.ref("sales_team.group_sale_salesman")
        cls.mailing = cls._make_mailing()
        cls.journey = cls._make_journey(
            ("channel", {"channel": "email", "mailing_id": cls.mailing.id}),
            ("wait", {}),
            holdout_percent=50,
        )
        cls.journey.action_publish()
        return result

    def test_timeline_and_section(self):
        self._run(self.journey)
        self.mailing.mailing_trace_ids.set_sent()
        treated = self.journey.participant_ids.filtered(lambda p: p.arm != "holdout")
        partner = treated[0].partner_id
        touchpoints = (
            self.env["crm.touchpoint"]
            .with_user(self.seller)
            .search([("commercial_partner_id", "=", partner.id)])
        )
        sent = touchpoints.filtered(lambda point: point.kind == "campaign")
        self.assertEqual(sent.name, "Welcome: channel 0")
        self.assertEqual(sent.res_id, treated[0].id)
        section = self._get_section(partner)
        self.assertEqual([item["title"] for item in section["items"]], ["Welcome"])

    def test_who_is_held_out_is_not_told(self):
        self._run(self.journey)
        held = self.journey.participant_ids.filtered(lambda p: p.arm == "holdout")
        self.assertFalse(self._get_section(held[0].partner_id)["items"])

    def test_other_mailings_are_there_once(self):
        """Marketers see plain mailings too; a step's mail is not shown twice."""
        partner = self.partners[0]
        self.env["mailing.trace"].create(
            {
                "mass_mailing_id": self._make_mailing(subject="Plain").id,
                "model": "res.partner",
                "res_id": partner.id,
                "trace_status": "sent",
                "email": partner.email,
            }
        )
        self._run(self.journey)
        self.mailing.mailing_trace_ids.set_sent()
        points = (
            self.env["crm.touchpoint"]
            .with_user(self.marketer)
            .search(
                [
                    ("commercial_partner_id", "in", self.partners.ids),
                    ("kind", "=", "campaign"),
                ]
            )
        )
        plain = points.filtered(lambda point: point.name == "Plain")
        self.assertEqual((len(plain), plain.partner_id), (1, partner))
        steps = points - plain
        self.assertEqual(len(steps), len(self.mailing.mailing_trace_ids))

    def _get_section(self, partner):
        profile = self.env["crm.customer.profile"].with_user(self.seller)
        return profile._prepare_journeys(partner.with_user(self.seller))
