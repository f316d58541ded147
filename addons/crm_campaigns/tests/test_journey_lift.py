from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneyLift(JourneyCase):
    """A manager reads whether the journey brought anything, and is told if not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls._make_journey(
            ("goal", {"goal": "order", "goal_days": 30}), holdout_percent=10
        )
        cls.journey.action_publish()
        cls.journey.sudo().state = "paused"

    def _fill(self, treated, n_t, held, n_c, journey=None):
        """So many of so many of each arm reached the goal, two days ago."""
        journey = journey or self.journey
        journey.participant_ids.sudo().unlink()
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO crm_journey_participant (
                   journey_id, version_id, company_id, model, res_id, arm, state,
                   rotation, is_test, enrolled_on, goal_reached_on)
               SELECT %(journey)s, %(version)s, %(company)s, 'res.partner',
                      1000000 + n, CASE WHEN n <= %(n_t)s THEN 'treatment'
                                        ELSE 'holdout' END,
                      'done', 1, FALSE, now() - interval '2 days',
                      CASE WHEN n <= %(treated)s
                             OR n > %(n_t)s AND n <= %(n_t)s + %(held)s
                           THEN now() END
                 FROM generate_series(1, %(n_t)s + %(n_c)s) n""",
            {
                "journey": journey.id,
                "version": journey.version_id.id,
                "company": journey.company_id.id,
                "treated": treated,
                "n_t": n_t,
                "held": held,
                "n_c": n_c,
            },
        )
        self.env.invalidate_all()

    def test_not_shown_is_said(self):
        """540 of 9,000 against 45 of 1,000: a third more, and maybe by chance."""
        self._fill(540, 9000, 45, 1000)
        journey = self.journey.with_user(self.marketer)
        self.assertAlmostEqual(journey.rate_difference, 0.015)
        self.assertAlmostEqual(journey.lift, 1 / 3)
        self.assertAlmostEqual(journey.incremental_count, 135)
        self.assertAlmostEqual(journey.rate_low, -0.000423, 6)
        self.assertAlmostEqual(journey.rate_high, 0.027306, 6)
        self.assertAlmostEqual(journey.lift_p_value, 0.05518, 5)
        self.assertFalse(journey.lift_shown)
        self.assertTrue(journey.lift_text.startswith("Not shown: 6.0 %"))

    def test_shown(self):
        self._fill(900, 9000, 50, 1000)
        self.assertTrue(self.journey.lift_shown)
        self.assertIn("It brought 450 goals", self.journey.lift_text)
        self.assertEqual(self.journey.treated_rate, 0.1)
        self.assertEqual(self.journey.holdout_rate, 0.05)

    def test_shown_against_it(self):
        self._fill(300, 9000, 80, 1000)
        self.assertTrue(self.journey.lift_text.startswith("Shown, against"))
        self.assertIn("It cost 420 goals", self.journey.lift_text)

    def test_words_where_there_is_nothing(self):
        self.assertIn("Nobody has started", self.journey.lift_text)
        self._fill(3, 10, 0, 0)
        self.assertIn("nobody was held out", self.journey.lift_text)
        self._fill(0, 10, 0, 5)
        self.assertIn("Nobody has reached", self.journey.lift_text)
        self._fill(3, 10, 0, 5)
        self.assertFalse(self.journey.lift_known, "no lift over a rate of nothing")
        self.assertFalse(self.journey.revenue_known)

    def test_one_person_counts_once(self):
        """Whoever goes it a second time is one person, who reached the goal once."""
        self._fill(1, 2, 0, 1)
        first = self.journey.participant_ids.filtered("goal_reached_on")
        first.copy({"rotation": 2, "goal_reached_on": False})
        first.copy({"rotation": 3, "is_test": True, "res_id": 5})
        self.env.invalidate_all()
        self.assertEqual(self.journey.treated_count, 2)
        self.assertEqual(self.journey.treated_goal_count, 1)

    def test_money_per_head(self):
        """Invoices within the goal's days, less credits; by hand.

        Treated 100 and 80 (100 less 20 credited), held out 10 and 20: a mean of 90
        against 15.
        """
        four = self.partners[:4]
        start = self.env.cr.now() - timedelta(days=10)
        for partner, arm in zip(four, ["treatment"] * 2 + ["holdout"] * 2, strict=True):
            self.env["crm.journey.participant"].sudo().create(
                {
                    "journey_id": self.journey.id,
                    "version_id": self.journey.version_id.id,
                    "company_id": self.company.id,
                    "model": "res.partner",
                    "res_id": partner.id,
                    "partner_id": partner.id,
                    "arm": arm,
                    "enrolled_on": start,
                }
            )
        day = start.date()
        for partner, amount in zip(four, (100, 100, 10, 20), strict=True):
            order = self._sell(amount, None, partner)
            invoice = self._invoice(order, day + timedelta(days=3))
            if partner == four[1]:
                line = invoice.invoice_line_ids
                self._refund(invoice, {line: 20}, day + timedelta(days=4))
        # before the start, and after the goal's time: not of this journey
        self._invoice(self._sell(999, None, four[0]), day - timedelta(days=1))
        self._invoice(self._sell(999, None, four[2]), day + timedelta(days=31))
        self.env.invalidate_all()
        journey = self.journey
        self.assertEqual((journey.treated_revenue, journey.holdout_revenue), (90, 15))
        self.assertEqual(journey.incremental_revenue, 150)
        # variances 200 and 50: error sqrt(125), 1.4706 degrees of freedom
        self.assertTrue(journey.revenue_known)
        self.assertAlmostEqual((journey.revenue_low + journey.revenue_high) / 2, 75, 2)
        self.assertAlmostEqual(journey.revenue_high - 75, 69.19, 2)
        self.assertTrue(journey.revenue_shown)

    def test_many_journeys_in_one_query(self):
        journeys = self.journey
        for number in range(4):
            journeys |= self._make_journey(("exit", {}), name=f"More {number}")
        self.env.flush_all()
        self.env.invalidate_all()
        journeys.mapped("name")
        with self.assertQueryCount(1):
            journeys._get_arms()

    def test_campaign_shows_its_journeys(self):
        self._fill(900, 9000, 50, 1000)
        campaign = self.campaign.with_user(self.marketer)
        self.assertIn(self.journey, campaign.journey_ids)
        self.assertIn("Shown", campaign.journey_ids[0].lift_text)

    def test_arms_open(self):
        self._fill(1, 3, 0, 2)
        for action, count in (
            (self.journey.action_open_treated(), 3),
            (self.journey.action_open_holdout(), 2),
        ):
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(found, count)

    def test_sample_size(self):
        """5 % against 6 %, half held out: the published 8,158 in each arm."""
        draft = self._make_journey(("exit", {}), name="Draft")
        wizard = Form(
            self.env["crm.journey.sample.size"]
            .with_user(self.marketer)
            .with_context(default_journey_id=draft.id)
        )
        wizard.base_rate = 5
        wizard.lift = 20
        wizard.holdout_percent = 50
        self.assertEqual(wizard.holdout_needed, 8158)
        self.assertEqual(wizard.total_needed, 2 * 8158)
        self.assertEqual(wizard.audience_count, 10)
        self.assertIn("10 people are not enough", wizard.answer)
        wizard.lift = 0
        self.assertIn("a lift that is not 0", wizard.answer)
        wizard.lift = 20
        wizard.save().action_apply()
        self.assertEqual(draft.holdout_percent, 50)

    def test_hold_out_of_a_running_journey_stays(self):
        wizard = self.env["crm.journey.sample.size"].create(
            {"journey_id": self.journey.id, "holdout_percent": 50}
        )
        with self.assertRaisesRegex(UserError, "drawn for good"):
            wizard.action_apply()

    def test_refused_to_others(self):
        employee = new_test_user(self.env, "lift_nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.journey.with_user(employee).read(["lift_text"])
