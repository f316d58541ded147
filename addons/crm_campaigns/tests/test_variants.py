from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CampaignCase
from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestMailingVariants(CampaignCase):
    """Two versions of a mailing, and what may be said of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"P{n}", "email": f"ab{n}@example.com", "ref": "abtest"}
                for n in range(200)
            ]
        )
        cls.a, cls.b = (cls._make_version(name) for name in ("Tea", "Coffee"))

    @classmethod
    def _make_version(cls, subject, **values):
        return cls.env["mailing.mailing"].create(
            {
                "subject": subject,
                "body_html": "<p>Hello</p>",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('ref', '=', 'abtest')]",
                "campaign_id": cls.campaign.id,
                "ab_testing_enabled": True,
                "ab_testing_pc": 10,
                "ab_testing_winner_selection": "clicks_ratio",
                **values,
            }
        )

    def _note_sent(self, mailing, people, clicks):
        self.env["mailing.trace"].create(
            [
                {
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": partner.id,
                    "email": partner.email,
                    "trace_status": "sent",
                    "links_click_datetime": "2026-01-01" if n < clicks else False,
                }
                for n, partner in enumerate(people)
            ]
        )
        mailing.write({"state": "done", "sent_date": "2026-01-01"})

    def test_samples_follow_the_address(self):
        """20 of 200 each, nobody in both, and the same at each attempt."""
        first, second = self.a._get_recipients(), self.b._get_recipients()
        self.assertEqual((len(first), len(second)), (20, 20))
        self.assertFalse(set(first) & set(second))
        self.assertEqual(first, self.a._get_recipients())
        self._note_sent(self.a, self.people.browse(first[:7]), 0)
        self.assertEqual(set(self.a._get_remaining_recipients()), set(first[7:]))
        self.assertEqual(second, self.b._get_recipients())
        # another campaign draws others
        other = self._make_version("Tea", campaign_id=self._make_campaign("Autumn").id)
        self.assertNotEqual(other._get_recipients(), first)

    def test_highest_is_not_the_winner_by_chance(self):
        """12 of 100 against 10 of 100: the first is sent, and it is said why."""
        self._note_sent(self.a, self.people[:100], 10)
        self._note_sent(self.b, self.people[100:], 12)
        self.assertIn("No difference shown", self.a.crm_ab_result)
        self.assertIn("12 (12.0 %)", self.a.crm_ab_result)
        self.a.action_send_winner_mailing()
        final = self.campaign.ab_testing_winner_mailing_id
        self.assertEqual(final.subject, "Tea")
        self.assertIn("because it was the first", self.campaign.crm_ab_decision)

    def test_winner_is_shown(self):
        """30 of 100 against 10 of 100: X² = 12.5, p < .001."""
        self._note_sent(self.a, self.people[:100], 10)
        self._note_sent(self.b, self.people[100:], 30)
        self.a.action_send_winner_mailing()
        final = self.campaign.ab_testing_winner_mailing_id
        self.assertEqual(final.subject, "Coffee")
        self.assertIn("better than each", self.campaign.crm_ab_decision)

    def test_confidence_of_the_company(self):
        """20 against 10 of 100: p = .048; enough for 95 %, not for 99 %."""
        self._note_sent(self.a, self.people[:100], 10)
        self._note_sent(self.b, self.people[100:], 20)
        both = self.a | self.b
        self.assertEqual(both._compare_variants()["winner"], 1)
        self.company.crm_test_confidence = 99
        self.assertIsNone(both._compare_variants()["winner"])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.company.crm_test_confidence = 100
            self.env.flush_all()

    def test_orders_and_money(self):
        self._note_sent(self.a, self.people[:100], 0)
        self._note_sent(self.b, self.people[100:], 0)
        order = self._sell(300, self.campaign, self.people[150])
        order.source_id = self.b.source_id
        self.campaign.ab_testing_winner_selection = "crm_order_count"
        found = (self.a | self.b)._compare_variants()
        self.assertEqual([row[2] for row in found["rows"]], ["0 (0.0 %)", "1 (1.0 %)"])
        self.assertIsNone(found["winner"])
        invoice = self._invoice(order)
        invoice.source_id = self.b.source_id
        self.campaign.ab_testing_winner_selection = "crm_net_invoiced"
        found = (self.a | self.b)._compare_variants()
        self.assertIn("300", found["rows"][1][2])
        self.assertIsNone(found["winner"])

    def test_chosen_by_hand(self):
        self.campaign.ab_testing_winner_selection = "manual"
        self._note_sent(self.a, self.people[:100], 0)
        self.a.action_select_as_winner()
        self.assertIn("chose it", self.campaign.crm_ab_decision)


@tagged("post_install", "-at_install")
class TestSplitVariants(JourneyCase):
    def test_ways_of_a_split(self):
        journey = self._make_journey(("split", {}), ("exit", {}))
        version = journey.draft_version_id
        split = version.node_ids.filtered(lambda n: n.kind == "split")
        end = self._add(version, "exit", name="Other end")
        self._tie(split, end, "b")
        journey.action_publish()
        self.assertEqual(split._count_ways(), {})
        self._run(journey)
        ways = split._count_ways()
        self.assertEqual(sum(people for _goals, people in ways.values()), 10)
        self.assertTrue(journey.has_split)
        self.assertIn("No difference shown", journey.split_result)
        with self.assertQueryCount(1):
            split._count_ways()
