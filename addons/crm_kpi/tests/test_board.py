import io
from datetime import date

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError

from .common import KpiCase


@freeze_time("2026-11-10 10:00:00")
class TestBoard(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = (
            cls._get_kpi("orders")
            | cls._get_kpi("order_revenue")
            | cls._get_kpi("average_deal")
        )
        cls.board = cls.env["crm.kpi.board"].create(
            {
                "name": "Test",
                "item_ids": [(0, 0, {"kpi_id": kpi.id}) for kpi in cls.kpis],
            }
        )
        cls._sell(date(2026, 10, 5), 100, team_id=cls.team.id)
        cls._sell(date(2026, 10, 6), 300, user_id=cls.seller.id)
        cls._sell(date(2026, 11, 2), 90)
        cls._sell(date(2025, 11, 2), 45)
        cls._count(cls.kpis)
        cls.chief = cls._make_user("kpi_chief", "crm_kpi.group_kpi_user")

    def _get(self, user=None, **options):
        Board = self.env["crm.kpi.board"]
        if user:
            Board = Board.with_user(user)
        return Board.get_board(self.board.id, **options)

    def _tile(self, code, **options):
        tiles = self._get(**options)["tiles"]
        return next(tile for tile in tiles if tile["code"] == code)

    def _aim(self, value, month="2026-11-01", kpi="order_revenue", **values):
        self.env["crm.kpi.target"].create(
            {
                "kpi_id": self._get_kpi(kpi).id,
                "kind": "month",
                "date_from": month,
                "value": value,
                **values,
            }
        )

    def test_value_change_and_last_year(self):
        tile = self._tile("order_revenue")
        self.assertEqual((tile["value"], tile["previous"]), (90, 400))
        self.assertEqual((tile["change"], tile["last_year"]), (-310, 45))
        self.assertEqual(tile["series"][-2:], [400, 90])
        self.assertEqual(len(tile["series"]), 13)

    def test_score_of_a_board_is_weighted(self):
        """100 % counted once and 50 % counted three times: 62.5 %."""
        self.assertIsNone(self._get()["score"])
        self._aim(270)
        self.assertIsNone(self._get()["score"])
        self._aim(180, kpi="average_deal", weight=3)
        score = self._get()["score"]
        self.assertEqual((score["value"], score["light"]), (62.5, "red"))
        self._aim(5, kpi="orders", team_id=self.team.id)
        score = self._get(filters={"team_id": self.team.id})["score"]
        self.assertIsNone(score)

    def test_running_month_is_judged_by_its_days(self):
        """10 of 30 days: 90 of 270 is on the target, 90 of 300 is not."""
        self._aim(270)
        tile = self._tile("order_revenue")
        self.assertEqual((tile["asked"], tile["light"]), (90, "green"))
        self.env["crm.kpi.target"].search([]).value = 300
        tile = self._tile("order_revenue")
        self.assertEqual((tile["asked"], tile["light"]), (100, "yellow"))
        self.assertTrue(self._get()["periods"][-1]["is_running"])

    def test_no_orders_is_grey_and_no_number(self):
        self._aim(100, "2026-09-01", "average_deal")
        tile = self._tile("average_deal", day="2026-09-10")
        self.assertIsNone(tile["value"])
        self.assertEqual(tile["light"], "grey")

    def test_division_by_zero_is_told_and_stops_no_other(self):
        """``/`` is flagged, ``div`` gives no value; the rest is as it was."""
        formulas = self.Kpi.create(
            [
                {"name": text, "code": code, "kind": "formula", "formula": text}
                for code, text in (
                    ("slash", "order_revenue / (orders - orders)"),
                    ("quiet", "div(order_revenue, orders - orders)"),
                )
            ]
        )
        self.board.item_ids = [(0, 0, {"kpi_id": kpi.id}) for kpi in formulas]
        tiles = {tile["code"]: tile for tile in self._get()["tiles"]}
        self.assertTrue(tiles["slash"]["by_zero"])
        self.assertFalse(tiles["quiet"]["by_zero"])
        for code in ("slash", "quiet"):
            self.assertIsNone(tiles[code]["value"])
            self.assertEqual(tiles[code]["light"], "grey")
        self.assertEqual(tiles["orders"]["value"], 1)

    def test_few_cases_are_marked(self):
        self.assertTrue(self._tile("average_deal")["is_low_confidence"])
        self.assertFalse(self._tile("orders")["is_low_confidence"])

    def test_interval_of_a_share_of_cases_only(self):
        """Wilson for 30 of 120 (17.9 to 33.5 %); hours by hours are no cases."""
        kpi = self._get_kpi("quote_to_order")
        self.board.item_ids = [(0, 0, {"kpi_id": kpi.id})]
        values = {"kpi_id": kpi.id, "company_id": self.company.id}
        values |= {"date_from": "2026-11-01", "date_to": "2026-11-30"}
        values |= {"period_key": "2026-11", "version": 1, "record_count": 120}
        row = self.env["crm.kpi.value"].create(
            {**values, "numerator": 30, "denominator": 120}
        )
        tile = self._tile("quote_to_order")
        self.assertEqual((round(tile["low"], 1), round(tile["high"], 1)), (18.1, 33.4))
        self.env.cr.execute(
            "UPDATE crm_kpi_value SET numerator = 30.5 WHERE id = %s", row.ids
        )
        tile = self._tile("quote_to_order")
        self.assertEqual((tile["low"], tile["high"]), (None, None))

    def test_filter_by_team(self):
        tile = self._tile(
            "order_revenue", day="2026-10-10", filters={"team_id": self.team.id}
        )
        self.assertEqual(tile["value"], 100)

    def test_target_of_the_team_that_is_looked_at(self):
        self._aim(500, "2026-10-01")
        self._aim(80, "2026-10-01", team_id=self.team.id)
        options = {"day": "2026-10-10"}
        self.assertEqual(self._tile("order_revenue", **options)["target"], 500)
        tile = self._tile("order_revenue", filters={"team_id": self.team.id}, **options)
        self.assertEqual((tile["target"], tile["light"]), (80, "green"))

    def test_quarter_of_months(self):
        for month in ("2026-10-01", "2026-11-01", "2026-12-01"):
            self._aim(200, month)
        tile = self._tile("order_revenue", kind="quarter")
        self.assertEqual((tile["value"], tile["target"]), (490, 600))
        self.assertEqual(self._tile("average_deal", kind="quarter")["value"], 490 / 3)

    def _forecast(self, kpi, point, errors):
        self.env["crm.kpi.forecast"].create(
            {
                "kpi_id": self._get_kpi(kpi).id,
                "company_id": self.company.id,
                "made_on": "2026-11-01",
                "known_until": "2026-10-31",
                "date_from": "2026-11-01",
                "date_to": "2026-11-30",
                "period_key": "2026-11",
                "step": 1,
                "method": "theta",
                "point": point,
                "errors": errors,
            }
        )

    def test_outlook_begins_with_what_is_there(self):
        """90 are there, 20 of 30 days of a month of 300 are left: 290.

        Of ten errors from -90 to 90 % five reach 290: (5 + 1) of (10 + 2).
        """
        self._aim(290)
        self._forecast("order_revenue", 300, [n / 100 for n in range(-90, 91, 20)])
        found = self._tile("order_revenue")["forecast"]
        self.assertEqual((found["point"], found["probability"]), (290, 0.5))
        self.env["crm.kpi.target"].search([]).value = 80
        self.assertEqual(self._tile("order_revenue")["forecast"]["probability"], 1)
        last_month = self._tile("order_revenue", day="2026-10-10")
        self.assertIsNone(last_month["forecast"])

    def test_outlook_of_a_quotient_is_its_forecast(self):
        self._forecast("average_deal", 300, [])
        found = self._tile("average_deal")["forecast"]
        self.assertEqual((found["point"], found["probability"]), (300, None))

    def test_pipeline_of_the_running_month(self):
        self.env["crm.lead"].create(
            [
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": user,
                    "expected_revenue": 100,
                    "date_deadline": "2026-11-20",
                }
                for user in (self.seller.id, False)
            ]
        )
        self.assertEqual(self._tile("order_revenue")["pipeline"]["deals"], 2)
        self.assertIsNone(self._tile("orders")["pipeline"])
        options = {"filters": {"user_id": self.seller.id}}
        tile = self._tile("order_revenue", **options)
        self.assertEqual(tile["pipeline"]["deals"], 1)
        mine = self._get(self.seller)["tiles"]
        found = next(tile for tile in mine if tile["code"] == "order_revenue")
        self.assertEqual(found["pipeline"]["deals"], 1)
        self.assertIsNone(self._tile("order_revenue", day="2026-10-10")["pipeline"])

    def test_days_and_weeks(self):
        tile = self._tile("orders", kind="day", day="2026-10-06")
        self.assertEqual(tile["series"][-2:], [1, 1])
        self.assertEqual(
            self._tile("orders", kind="week", day="2026-10-06")["value"], 2
        )

    def test_everybody_sees_what_is_theirs(self):
        tiles = self._get(self.seller, day="2026-10-10")["tiles"]
        self.assertEqual(
            {tile["code"]: tile["value"] for tile in tiles},
            {
                "orders": 1,
                "order_revenue": 300,
                "average_deal": 300,
            },
        )

    def test_hidden_figure_is_not_on_the_board(self):
        self._get_kpi("orders").group_ids = self.env.ref("crm_kpi.group_kpi_finance")
        data = self._get(self.chief)
        self.assertEqual(
            {tile["code"] for tile in data["tiles"]}, {"order_revenue", "average_deal"}
        )
        book = load_workbook(
            io.BytesIO(self.env["crm.kpi.workbook"].with_user(self.chief)._make(data))
        )
        names = [row[0] for row in book.active.iter_rows(values_only=True)]
        self.assertNotIn("Confirmed Orders", names)

    def test_boards_of_others(self):
        self.board.user_id = self.chief
        self.assertIn(
            self.board.id, [one["id"] for one in self._get(self.chief)["boards"]]
        )
        data = self._get(self.seller)
        self.assertNotIn(self.board.id, [one["id"] for one in data["boards"]])

    def test_portal_gets_nothing(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "kpi_portal",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        with self.assertRaises(AccessError):
            self._get(portal)

    def test_what_cannot_be_asked(self):
        with self.assertRaises(UserError):
            self._get(kind="fortnight")
        with self.assertRaises(UserError):
            self._get(day="no day")
        data = self._get(
            count=10**9, filters={"kpi_id": 1, "team_id": "1 OR 1=1", "user_id": [1]}
        )
        self.assertEqual(len(data["periods"]), 36)
        self.assertEqual(data["chosen"], {})

    def test_queries_do_not_grow_with_figures(self):
        def count():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._get(self.chief)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self.board.item_ids = [
            (0, 0, {"kpi_id": kpi.id})
            for kpi in self.Kpi.search(
                [("kind", "=", "source"), ("id", "not in", self.kpis.ids)]
            )
        ]
        count()
        self.assertLessEqual(count(), few + 3)

    def test_workbook_holds_no_formula(self):
        self._get_kpi("orders").name = "=HYPERLINK(1)"
        book = load_workbook(
            io.BytesIO(self.env["crm.kpi.workbook"]._make(self._get()))
        )
        cells = [row[0] for row in book.active.iter_rows(values_only=True)]
        self.assertIn("'=HYPERLINK(1)", cells)

    def test_boards_of_the_library(self):
        boards = self.env["crm.kpi.board"].search([("library_codes", "!=", False)])
        self.assertEqual(len(boards), 7)
        for board in boards:
            with self.subTest(board=board.name):
                codes = set(board.library_codes.split())
                self.assertEqual(set(board.item_ids.kpi_id.mapped("code")), codes)

    def test_months_have_the_names_of_their_calendar(self):
        self.company.crm_kpi_calendar = "jalali"
        data = self._get(day="2026-11-10")
        self.assertEqual(data["periods"][-1]["label"], "Aban 1405")
        self.assertEqual(data["periods"][-1]["key"], "1405-08")
