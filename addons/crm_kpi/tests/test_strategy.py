from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_kpi.hooks import uninstall_hook

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
        with self.assertRaises(AccessError):
            mine.write({"budget": 5})
        with self.assertRaises(AccessError):
            mine.write({"owner_id": self.chief.id})

    def test_finishing_closes_only_its_own_activity(self):
        initiative = self.env["crm.initiative"].create({"name": "Call them"})
        todo = initiative.activity_schedule("mail.mail_activity_data_todo")
        initiative.action_finish()
        self.assertEqual(initiative.activity_ids, todo)

    def test_list_follows_owner_and_day(self):
        initiative = self.env["crm.initiative"].create({"name": "Call them"})
        initiative.write({"owner_id": self.chief.id, "date_to": "2026-12-24"})
        activity = initiative.activity_ids
        self.assertEqual(activity.user_id, self.chief)
        self.assertEqual(activity.date_deadline, date(2026, 12, 24))
        initiative.action_drop()
        self.assertFalse(initiative.activity_ids)
        initiative.state = "running"
        self.assertEqual(initiative.activity_ids.user_id, self.chief)

    def test_others_initiatives_are_read_only(self):
        initiative = self.env["crm.initiative"].create({"name": "Call them"})
        colleague = self._make_user("kpi_colleague", "crm_kpi.group_kpi_user")
        self.assertTrue(initiative.with_user(self.chief).read(["name"]))
        with self.assertRaises(AccessError):
            initiative.with_user(self.chief).progress = 3
        self.grow.owner_id = colleague
        initiative.objective_id = self.grow
        initiative.with_user(colleague).progress = 3  # for whom it is done

    def test_acting_twice_makes_one_initiative(self):
        self.revenue.owner_id = self.seller
        Initiative = self.env["crm.initiative"].with_user(self.chief)
        first = Initiative.act_on(self.revenue.id, self.grow.id)
        self.assertEqual(Initiative.act_on(self.revenue.id, self.grow.id), first)
        initiative = self.env["crm.initiative"].browse(first["res_id"])
        self.assertEqual(initiative.owner_id, self.seller)
        self.assertEqual(initiative.date_to, date(2026, 12, 10))
        with self.assertRaises(AccessError):
            Initiative.with_user(self.seller).act_on(self.revenue.id)
        self.revenue.group_ids = self.env.ref("crm_kpi.group_kpi_finance")
        with self.assertRaises(AccessError):
            Initiative.act_on(self.revenue.id)

    def test_late_initiatives_are_found(self):
        late = self.env["crm.initiative"].create(
            {"name": "Late", "date_from": "2026-10-01", "date_to": "2026-11-01"}
        )
        self.assertTrue(late.is_late)
        Initiative = self.env["crm.initiative"]
        self.assertEqual(Initiative.search([("is_late", "=", True)]), late)
        late.action_finish()
        self.assertFalse(Initiative.search([("is_late", "=", True)]))

    def _hold(self, **values):
        review = self.env["crm.strategy.review"].create(
            {
                "name": "November",
                "strategy_id": self.strategy.id,
                "attendee_ids": [(6, 0, self.chief.ids)],
                "figures_date": "2026-11-10",
                **values,
            }
        )
        review.action_hold()
        return review

    def test_review_keeps_the_figures_of_the_day(self):
        review = self._hold()
        line = review.line_ids.filtered(lambda row: row.kpi_id == self.revenue)
        self._sell(date(2026, 11, 3), 1000)
        self._count(self.revenue)
        self.assertEqual((line.value, line.light), (90, "yellow"))
        for values in (
            {"date": "2026-10-01 10:00:00"},
            {"figures_date": "2026-10-01"},
            {"line_ids": [(5, 0, 0)]},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "November"):
                review.write(values)
        review.minutes = "Agreed"
        review.action_close_minutes()
        with self.assertRaises(UserError):
            review.minutes = "Not agreed"
        with self.assertRaises(UserError):
            review.unlink()
        with self.assertRaises(AccessError):
            line.with_user(self.chief).write({"value": 1})
        with self.assertRaises(UserError):
            self.revenue.unlink()

    def test_review_is_of_the_last_complete_month(self):
        review = self.env["crm.strategy.review"].new({})
        self.assertEqual(review.figures_date, date(2026, 10, 31))
        line = self._hold(figures_date="2026-10-31").line_ids[0]
        self.assertEqual((line.period, line.has_value), ("Oct 2026", False))

    def test_review_of_an_archived_strategy_is_of_that_strategy(self):
        self.strategy.active = False
        self.env["crm.strategy"].create({"name": "Other"}).action_put_in_force()
        self.assertEqual(set(self._hold().line_ids.mapped("objective_name")), {"Grow"})

    def test_review_shows_each_reader_what_is_theirs(self):
        """All figures are kept, whoever holds it; finance's are for finance."""
        finance = self.env.ref("crm_kpi.group_kpi_finance")
        self._get_kpi("velocity").group_ids = finance  # which is made of it
        self.deal.group_ids = finance
        manager = self._make_user("kpi_manager", "crm_kpi.group_kpi_manager")
        review = (
            self.env["crm.strategy.review"]
            .with_user(manager)
            .create(
                {
                    "strategy_id": self.strategy.id,
                    "figures_date": "2026-11-10",
                }
            )
        )
        review.action_hold()
        self.assertEqual(review.sudo().line_ids.kpi_id, self.revenue | self.deal)
        self.env.invalidate_all()
        seen = review.with_user(self.chief)
        self.assertEqual(seen.line_ids.mapped("name"), [self.revenue.name])
        (shown,) = seen._get_report_objectives()
        self.assertEqual(shown["score"], "90 %")
        self.env.invalidate_all()
        (shown,) = review.sudo()._get_report_objectives()
        self.assertEqual(shown["score"], "112 %")

    def test_printed_review(self):
        review = self._hold(minutes="<p>Agreed</p>")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("crm_kpi.crm_strategy_review_report", review.ids)[0]
            .decode()
        )
        for text in ("November", "Grow", "Agreed", self.revenue.name):
            self.assertIn(text, html)

    def test_values_in_words(self):
        """As they stand in the printed review and in the digest."""
        for value, unit, digits, text in (
            (62.5, "hours", 1, "62.5 h"),
            (3, "days", 0, "3 days"),
            (12.345, "percent", 1, "12.3 %"),
            (float("nan"), "percent", 1, "–"),
        ):
            with self.subTest(unit):
                found = self.Kpi._format_value(value, unit, digits, self.company)
                self.assertEqual(found, text)

    def test_invited(self):
        review = self.env["crm.strategy.review"].create(
            {"strategy_id": self.strategy.id, "attendee_ids": [(6, 0, self.chief.ids)]}
        )
        review.action_invite()
        self.assertEqual(review.event_id.partner_ids, self.chief.partner_id)
        with self.assertRaises(UserError):
            review.action_invite()

    def test_decision_is_its_owners(self):
        """The owner need not be one who sees figures: they say how it goes."""
        decision = self.env["crm.strategy.decision"].create(
            {
                "review_id": self._hold().id,
                "name": "Hire one more",
                "owner_id": self.seller.id,
                "deadline": "2026-11-01",
            }
        )
        self.assertEqual(decision.activity_ids.user_id, self.seller)
        self.assertTrue(decision.is_late)
        mine = decision.with_user(self.seller)
        with self.assertRaises(AccessError):
            mine.write({"deadline": "2027-01-01"})
        with self.assertRaises(AccessError):
            decision.with_user(self.chief).write({"is_done": True})
        mine.write({"is_done": True, "result": "Ann begins in May"})
        self.assertFalse(decision.activity_ids)
        self.assertFalse(decision.is_late)

    # ------------------------------------------------------------------
    # Causes and effects
    # ------------------------------------------------------------------

    def test_link_tells_whether_figures_move_together(self):
        """Deals and revenue of one order a month are the same number: rho is 1."""
        for back in range(1, 15):
            year, month = divmod(2026 * 12 + 10 - back, 12)
            self._sell(date(year, month + 1, 5), 100 + 7 * (back * 5 % 13))
        self._count(self.revenue | self.deal)
        self.please.kpi_ids = [(0, 0, {"kpi_id": self.deal.id})]
        self.grow.kpi_ids.filtered(lambda one: one.kpi_id == self.deal).unlink()
        link = self.env["crm.objective.link"].create(
            {"cause_id": self.please.id, "effect_id": self.grow.id}
        )
        (shown,) = self._get_map()["links"]
        self.assertAlmostEqual(shown["rho"], 1)
        self.assertEqual(shown["months"], 14)
        link.lag = 3
        (shown,) = self._get_map()["links"]
        self.assertEqual((shown["rho"], shown["months"]), (None, 11))

    def test_objective_with_effects_stays_in_its_strategy(self):
        self.env["crm.objective.link"].create(
            {"cause_id": self.please.id, "effect_id": self.grow.id}
        )
        other = self.env["crm.strategy"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            self.please.strategy_id = other

    def test_trend_of_an_objective(self):
        self.env["crm.kpi.target"].create(
            {
                "kpi_id": self.revenue.id,
                "kind": "month",
                "date_from": "2026-10-01",
                "value": 100,
            }
        )
        self._sell(date(2026, 10, 2), 50)
        self._count(self.revenue)
        found = self._objective(self._get_map(), self.grow)
        self.assertEqual(found["score_before"], 50)

    def test_map_costs_the_same_for_more_objectives(self):
        def count():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._get_map(self.chief)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        kpis = self.Kpi.search([("kind", "=", "source"), ("group_ids", "=", False)])
        for place, kpi in enumerate(kpis - self.revenue - self.deal):
            self.grow.copy(
                {"name": f"More {place}", "kpi_ids": [(0, 0, {"kpi_id": kpi.id})]}
            )
        count()
        self.assertLessEqual(count(), few + 3)

    def test_uninstalling_takes_open_and_done_activities_along(self):
        """Else the host could not delete their type."""
        initiative = self.env["crm.initiative"].create({"name": "Call them"})
        initiative.copy().action_finish()
        kind = self.env.ref("crm_kpi.mail_activity_type_follow_up")
        Activity = self.env["mail.activity"].with_context(active_test=False)
        self.assertEqual(Activity.search_count([("activity_type_id", "=", kind.id)]), 2)
        uninstall_hook(self.env)
        kind.unlink()

    # ------------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------------

    def test_strategy_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_user("kpi_stranger", "crm_kpi.group_kpi_user", company)
        theirs = {"allowed_company_ids": company.ids}
        review = self._hold()
        Strategy = self.env["crm.strategy"].with_user(stranger).with_context(**theirs)
        shown = Strategy.get_map(self.strategy.id)
        self.assertFalse(shown["strategies"])
        self.assertFalse(shown["strategy"])
        for records in (
            self.strategy,
            self.grow,
            self.grow.kpi_ids,
            review,
            review.line_ids,
        ):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                records.with_user(stranger).with_context(**theirs).read()

    def test_portal_sees_no_strategy(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "kpi_portal",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        with self.assertRaises(AccessError):
            self._get_map(portal)
        with self.assertRaises(AccessError):
            self.env["crm.initiative"].with_user(portal).act_on(self.revenue.id)
        for name in ("strategy", "objective", "initiative", "strategy.review"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.env[f"crm.{name}"].with_user(portal).search([])

    def test_map_is_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self._get_map(self.seller)
