import io
import json
from datetime import datetime, time

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import KpiMixin


@tagged("post_install", "-at_install")
class TestBoardFile(KpiMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_kpis()
        cls.kpis = cls._get_kpi("orders") | cls._get_kpi("order_revenue")
        cls.board = cls.env["crm.kpi.board"].create(
            {
                "name": "Test",
                "item_ids": [(0, 0, {"kpi_id": kpi.id}) for kpi in cls.kpis],
            }
        )
        cls.chief = cls._make_user("kpi_chief", "crm_kpi.group_kpi_user")
        today = datetime.combine(cls.company._get_crm_today(), time(12))
        cls._sell(today, 100, team_id=cls.team.id)
        cls._sell(today, 40)
        cls._count(cls.kpis)

    def _download(self, login="kpi_chief", **view):
        self.authenticate(login, login)
        view = {"boardId": self.board.id, "companies": self.company.ids, **view}
        return self.url_open(f"/crm_kpi/board/xlsx?view={json.dumps(view)}")

    def _read(self, answer):
        self.assertEqual(answer.status_code, 200)
        sheet = load_workbook(io.BytesIO(answer.content)).active
        _head, *rows = sheet.iter_rows(values_only=True)
        return {row[0]: row[-2] for row in rows}

    def test_what_the_board_shows(self):
        orders, revenue = self.kpis.mapped("name")
        self.assertEqual(self._read(self._download()), {orders: 2, revenue: 140})
        filters = {"team_id": self.team.id}
        found = self._read(self._download(filters=filters))
        self.assertEqual(found, {orders: 1, revenue: 100})

    def test_hidden_figures_are_not_in_the_file(self):
        group = self.env.ref("crm_kpi.group_kpi_finance")
        formulas = self.Kpi.search([("kind", "=", "formula")])
        formulas.group_ids = group  # of what is hidden, and so on
        self.kpis[1].group_ids = group
        self.assertEqual(list(self._read(self._download())), [self.kpis[0].name])

    @mute_logger("odoo.http")
    def test_companies_of_others(self):
        other = self.env["res.company"].create({"name": "Beta Tools"})
        self.assertEqual(self._download(companies=other.ids).status_code, 403)

    @mute_logger("odoo.http")
    def test_portal_and_strangers_get_nothing(self):
        self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "kpi_portal",
                "password": "kpi_portal",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        self.assertEqual(self._download("kpi_portal").status_code, 403)
        self.authenticate(None, None)
        answer = self.url_open("/crm_kpi/board/xlsx", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    @mute_logger("odoo.http")
    def test_nonsense(self):
        self.authenticate("kpi_chief", "kpi_chief")
        for view in ("[", "[]", "7", '{"filters": []}', '{"companies": ["1"]}'):
            with self.subTest(view):
                answer = self.url_open(f"/crm_kpi/board/xlsx?view={view}")
                self.assertIn(answer.status_code, (200, 400))
        answer = self._download(kind="century")
        self.assertIn(answer.status_code, (400, 422))
