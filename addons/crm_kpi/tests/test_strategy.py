from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import KpiCase


@freeze_time("2026-11-10 10:00:00")
class TestStrategy(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strategy = cls.env["crm.strategy"].create(
            {"name": "Strategy 2027", "vision": "First choice"}
        )
        cls.grow, cls.please, cls.learn = (
            cls.env["crm.objective"].create(
                {
                    "name": name,
                    "strategy_id": cls.strategy.id,
                    "perspective_id": cls.env.ref(f"crm_kpi.perspective_{side}").id,
                }
            )
            for name, side in (
                ("Grow", "financial"),
                ("Please", "customer"),
                ("Learn", "learning"),
            )
        )
        cls.revenue = cls._get_kpi("order_revenue")
        cls.deal = cls._get_kpi("average_deal")
        cls.grow.kpi_ids = [
            (0, 0, {"kpi_id": cls.revenue.id, "weight": 1}),
            (0, 0, {"kpi_id": cls.deal.id, "weight": 3}),
        ]
        for kpi, value in ((cls.revenue, 300), (cls.deal, 45)):
            cls.env["crm.kpi.target"].create(
                {
                    "kpi_id": kpi.id,
                    "kind": "month",
                    "date_from": "2026-11-01",
                    "value": value,
                }
            )
        cls._sell(date(2026, 11, 2), 90)
        cls._count(cls.revenue | cls.deal)
        cls.chief = cls._make_user("kpi_chief", "crm_kpi.group_kpi_user")

    def _get_map(self, user=None):
        Strategy = self.env["crm.strategy"]
        return (Strategy.with_user(user) if user else Strategy).get_map()

    def _objective(self, data, objective):
        return next(one for one in data["objectives"] if one["id"] == objective.id)

    def test_score_is_weighted(self):
        """90 of the 100 by now is 90 %; a deal of 90 against 45 counts as 120 %."""
        found = self._objective(self._get_map(), self.grow)
        self.assertAlmostEqual(found["score"], (90 + 3 * 120) / 4)
        self.assertEqual((found["coverage"], found["light"]), (1, "green"))

    def test_score_is_of_what_one_may_see(self):
        group = self.env.ref("crm_kpi.group_kpi_finance")
        self._get_kpi("velocity").group_ids = group  # which is made of it
        self.deal.group_ids = group
        found = self._objective(self._get_map(self.chief), self.grow)
        self.assertAlmostEqual(found["score"], 90)
        self.assertEqual((found["coverage"], found["hidden"]), (0.25, 1))
        self.assertEqual([tile["code"] for tile in found["kpis"]], ["order_revenue"])

    def test_objective_without_figures_is_grey(self):
        found = self._objective(self._get_map(), self.please)
        self.assertIsNone(found["score"])
        self.assertEqual(found["light"], "grey")

    def test_no_circle_of_causes(self):
        Link = self.env["crm.objective.link"]
        Link.create({"cause_id": self.learn.id, "effect_id": self.please.id})
        Link.create({"cause_id": self.please.id, "effect_id": self.grow.id})
        self.assertEqual(len(self._get_map()["links"]), 2)
        with self.assertRaisesRegex(ValidationError, "Learn"):
            Link.create({"cause_id": self.grow.id, "effect_id": self.learn.id})

    def test_one_strategy_is_in_force(self):
        self.strategy.action_put_in_force()
        other = self.strategy.copy({"name": "Strategy 2028"})
        other.action_put_in_force()
        self.assertEqual(self.strategy.state, "over")
        self.assertEqual(self._get_map()["strategy"]["id"], other.id)

    def test_initiative_is_on_its_owners_list(self):
        initiative = (
            self.env["crm.initiative"]
            .with_user(self.chief)
            .create(
                {
                    "name": "Call them",
                    "kpi_id": self.revenue.id,
                    "owner_id": self.seller.id,
                    "date_to": "2026-11-20",
                }
            )
        )
        activity = initiative.sudo().activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.date_deadline, date(2026, 11, 20))
        mine = initiative.with_user(self.seller)
        mine.progress = 50
        mine.action_finish()
        self.assertEqual((initiative.state, initiative.progress), ("done", 100))
        self.assertFalse(initiative.sudo().activity_ids)
        with self.assertRaises(AccessError):
            initiative.with_user(self._make_user("kpi_other", "")).read(["name"])

    def test_late_initiatives_are_found(self):
        late = self.env["crm.initiative"].create(
            {"name": "Late", "date_from": "2026-10-01", "date_to": "2026-11-01"}
        )
        self.assertTrue(late.is_late)
        Initiative = self.env["crm.initiative"]
        self.assertEqual(Initiative.search([("is_late", "=", True)]), late)
        late.action_finish()
        self.assertFalse(Initiative.search([("is_late", "=", True)]))

    def test_review_keeps_the_figures_of_the_day(self):
        review = self.env["crm.strategy.review"].create(
            {
                "name": "November",
                "strategy_id": self.strategy.id,
                "attendee_ids": [(6, 0, self.chief.ids)],
            }
        )
        review.action_invite()
        self.assertEqual(review.event_id.partner_ids, self.chief.partner_id)
        review.action_hold()
        line = review.line_ids.filtered(lambda row: row.kpi_id == self.revenue)
        self._sell(date(2026, 11, 3), 1000)
        self._count(self.revenue)
        self.assertEqual((line.value, line.light), (90, "yellow"))
        decision = self.env["crm.strategy.decision"].create(
            {
                "review_id": review.id,
                "name": "Hire one more",
                "owner_id": self.chief.id,
                "deadline": "2026-12-01",
            }
        )
        self.assertEqual(decision.activity_ids.user_id, self.chief)
        decision.is_done = True
        self.assertFalse(decision.activity_ids)
        with self.assertRaises(UserError):
            review.unlink()
        with self.assertRaises(AccessError):
            line.with_user(self.chief).write({"value": 1})

    def test_map_is_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self._get_map(self.seller)
