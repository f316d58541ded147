from datetime import datetime, time, timedelta

from odoo.tests import HttpCase, tagged

from .common import KpiMixin


class KpiTourCase(KpiMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_kpis()
        cls.chief = cls._make_user(
            "kpi_chief",
            "crm_kpi.group_kpi_manager,crm_kpi.group_kpi_finance,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.owner = cls._make_user("kpi_owner", "crm_kpi.group_kpi_user")
        cls.owner.name = "Kpi Owner"
        cls.revenue = cls._get_kpi("order_revenue")
        cls.revenue.owner_id = cls.owner
        yesterday = datetime.combine(
            cls.company._get_crm_today() - timedelta(days=1), time(12)
        )
        cls._sell(yesterday, 100, team_id=cls.team.id)
        cls._sell(yesterday + timedelta(days=1), 50)
        cls._count(cls.revenue | cls._get_kpi("orders"))
        month = cls.company._get_kpi_month(yesterday.date())
        calendar = cls.company._get_kpi_calendar()
        cls.env["crm.kpi.target"].create(
            [
                {
                    "kpi_id": cls.revenue.id,
                    "kind": "month",
                    "date_from": one.date_from,
                    "value": 1000000,
                }
                for one in (month, calendar.after(month))
            ]
        )

    def _start(self, path, tour, login="kpi_chief"):
        self.start_tour(path, tour, login=login, timeout=120)

    def _read_map_in_persian(self):
        self._make_strategy()
        self.env["res.lang"]._activate_lang("fa_IR")
        self.chief.lang = "fa_IR"
        self._start("/odoo/strategy-map", "crm_kpi_map_persian")

    def _make_strategy(self):
        strategy = self.env["crm.strategy"].create({"name": "Strategy 2027"})
        return self.env["crm.objective"].create(
            {
                "name": "Grow",
                "strategy_id": strategy.id,
                "perspective_id": self.env.ref("crm_kpi.perspective_financial").id,
                "kpi_ids": [(0, 0, {"kpi_id": self.revenue.id})],
            }
        )


@tagged("post_install", "-at_install")
class TestKpiTour(KpiTourCase):
    def test_from_the_map_to_an_action_in_four_clicks(self):
        self._make_strategy()
        self._start("/odoo/strategy-map", "crm_kpi_four_clicks")
        initiative = self.env["crm.initiative"].search(
            [("kpi_id", "=", self.revenue.id)]
        )
        self.assertEqual(initiative.owner_id, self.owner)
        self.assertEqual(initiative.activity_ids.user_id, self.owner)
        self.assertEqual(initiative.objective_id.name, "Grow")

    def test_effects_are_drawn_and_taken_back(self):
        grow = self._make_strategy()
        please = grow.copy({"name": "Please", "kpi_ids": []})
        self._start("/odoo/strategy-map", "crm_kpi_draw_effect")
        link = self.env["crm.objective.link"].search([])
        self.assertEqual((link.cause_id, link.effect_id), (please, grow))

    def test_board(self):
        self.env["crm.kpi.board"].search([("active", "=", True)]).active = False
        self.env["crm.kpi.board"].create(
            {
                "name": "Test",
                "kind": "year",
                "item_ids": [
                    (0, 0, {"kpi_id": kpi.id})
                    for kpi in self.revenue | self._get_kpi("orders")
                ],
            }
        )
        year = self.company._get_kpi_calendar().period(
            "year", self.company._get_crm_today()
        )
        self.env["crm.kpi.target"].create(
            {
                "kpi_id": self.revenue.id,
                "kind": "year",
                "date_from": year.date_from,
                "value": 10000000,
            }
        )
        self._start("/odoo/kpi-board", "crm_kpi_board")

    def test_board_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.chief.lang = "fa_IR"
        self.company.crm_kpi_calendar = "jalali"
        self._count(self.revenue)
        self._start("/odoo/kpi-board", "crm_kpi_board_persian")

    def test_map_in_persian(self):
        self._read_map_in_persian()


@tagged("post_install", "-at_install")
class TestKpiTourOnPhone(KpiTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_map_in_persian(self):
        self._read_map_in_persian()

    def test_board_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.chief.lang = "fa_IR"
        self._start("/odoo/kpi-board", "crm_kpi_board_phone")
