from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_gateway.tests.row_copies import copy_rows

from .satisfaction_common import AUDITOR, SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionFigures(SatisfactionMixin, TransactionCase):
    """What customers answered, as figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.Board = cls.env["crm.satisfaction.board"].with_user(cls.manager)

    def _measure(self, programme, **arguments):
        board = self.Board.get_board(programme.id, **arguments)
        return {measure["kind"]: measure for measure in board["measures"]}

    def test_csat(self):
        programme = self._make_programme()
        self._make_answers(programme, {5: 30, 4: 12, 3: 4, 1: 4})
        measure = self._measure(programme)["csat"]
        self.assertEqual(measure["n"], 50)
        figures = [round(measure[name], 1) for name in ("value", "low", "high")]
        self.assertEqual(figures, [84.0, 71.5, 91.7])

    def test_nps(self):
        programme = self._make_programme(kind="nps")
        self._make_answers(programme, {10: 40, 9: 20, 8: 15, 7: 10, 6: 10, 0: 5})
        measure = self._measure(programme)["nps"]
        self.assertEqual(measure["value"], 45)
        figures = [round(measure[name], 1) for name in ("low", "high")]
        self.assertEqual(figures, [29.3, 58.0])

    def test_effort_of_both_directions(self):
        easy = self._make_programme(kind="ces")
        hard = self._make_programme(kind="ces", ces_high_is_easy=False)
        for programme in easy, hard:
            self._make_answers(programme, {7: 3, 1: 1})
        self.assertEqual(self._measure(easy)["ces"]["value"], 5.5)
        self.assertEqual(self._measure(easy)["ces"]["share"]["value"], 75)
        self.assertEqual(self._measure(hard)["ces"]["share"]["value"], 25)
        # two directions are never one figure
        both = [m for m in self.Board.get_board()["measures"] if m["kind"] == "ces"]
        self.assertEqual([measure["high_is_easy"] for measure in both], [True, False])

    def test_without_answers_it_is_blank(self):
        programme = self._make_programme()
        self._make_answers(programme, {5: 1})
        board = self.Board.get_board(self._make_programme().id)
        self.assertEqual(board["measures"], [])
        self.assertEqual(board["response"], {"sent": 0, "answered": 0, "value": None})
        self.assertIsNone(board["map"])
        trend = self.Board.get_board(programme.id)["trend"]["series"][0]["points"]
        self.assertEqual(trend[:11], [None] * 11)
        self.assertEqual(trend[11]["value"], 100)
        nothing = self.env["crm.satisfaction.indicators"]._make("x", "X", 0, 0, 100)
        self.assertIsNone(nothing["value"])

    def test_latest_answer_of_customer_about_one_thing(self):
        programme = self._make_programme()
        now = fields.Datetime.now()
        about = {"partner_id": self.customer.id, "res_model": "sale.order"}
        self._make_answers(
            programme, {1: 1}, **about, res_id=1, answered_date=now - timedelta(hours=2)
        )
        self._make_answers(programme, {5: 1}, **about, res_id=1, answered_date=now)
        measure = self._measure(programme)["csat"]
        self.assertEqual((measure["value"], measure["n"]), (100, 1))
        self._make_answers(programme, {1: 1}, **about, res_id=2)
        self.assertEqual(self._measure(programme)["csat"]["n"], 2)

    def test_by_answer_date_in_the_companys_time(self):
        programme = self._make_programme()
        self.company.crm_timezone = "Asia/Tehran"
        today = self.company._get_crm_today()
        first = fields.Datetime.to_datetime(today.replace(day=1))
        # 21:00 in UTC of the last day is the first in Tehran, 20:00 is not
        self._make_answers(programme, {5: 1}, answered_date=first - timedelta(hours=3))
        self._make_answers(programme, {1: 1}, answered_date=first - timedelta(hours=4))
        self.assertEqual(self._measure(programme, months=1)["csat"]["value"], 100)
        self.assertEqual(self._measure(programme, months=2)["csat"]["value"], 50)

    def test_range_of_each_kind(self):
        for kind, wrong in (("csat", 0), ("csat", 6), ("nps", 11), ("ces", 8)):
            programme = self._make_programme(kind=kind)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._make_answers(programme, {wrong: 1})
        self._make_answers(self._make_programme(kind="nps"), {0: 1})

    def test_importance_and_performance(self):
        programme = self._make_programme(
            characteristic_ids=[
                Command.create({"name": name, "weight": weight})
                for name, weight in (("Time", 3), ("Quality", 3), ("Packing", 1))
            ]
        )
        time, quality, packing = programme.characteristic_ids
        grades = {time: 2, quality: 5, packing: 5}
        self._make_answers(
            programme,
            {4: 2},
            grade_ids=[
                Command.create({"characteristic_id": key.id, "grade": grade})
                for key, grade in grades.items()
            ],
        )
        found = self.Board.get_board(programme.id)["map"]
        self.assertFalse(found["is_derived"], "two answers derive nothing")
        places = {point["name"]: point["quadrant"] for point in found["points"]}
        self.assertEqual(
            places, {"Time": "concentrate", "Quality": "keep_up", "Packing": "overkill"}
        )
        # (3 x 2 + 3 x 5 + 1 x 5) / 7 = 26 / 7, on a scale from 0 to 100
        self.assertAlmostEqual(found["index"], 100 * (26 / 7 - 1) / 4, 3)

    def test_importance_is_derived_from_many_answers(self):
        programme = self._make_programme(
            characteristic_ids=[
                Command.create({"name": "Time", "weight": 1}),
                Command.create({"name": "Packing", "weight": 9}),
            ]
        )
        time, packing = programme.characteristic_ids
        for number in range(40):
            score = 1 + number % 5
            self._make_answers(
                programme,
                {score: 1},
                grade_ids=[
                    Command.create({"characteristic_id": time.id, "grade": score}),
                    Command.create(
                        {"characteristic_id": packing.id, "grade": 1 + number // 5 % 5}
                    ),
                ],
            )
        found = self.Board.get_board(programme.id)["map"]
        self.assertTrue(found["is_derived"])
        importance = {p["name"]: p["importance"] for p in found["points"]}
        self.assertGreater(importance["Time"], importance["Packing"])

    def test_queries_do_not_depend_on_the_number(self):
        programme = self._make_programme(
            characteristic_ids=[Command.create({"name": "Time"})]
        )
        response = self._make_answers(programme, {5: 1})
        self.env.flush_all()
        self.Board.get_board(programme.id)
        counts = []
        for numbers in (range(1, 2), range(2, 500)):
            copy_rows(
                self.cr,
                "crm_satisfaction_response",
                SQL("row.id = %s", response.id),
                numbers,
            )
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(
                self.Board.get_board(programme.id)["measures"][0]["n"], numbers.stop
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLess(counts[1], 60)

    def test_themes_of_comments(self):
        programme = self._make_programme()
        theme = self.env.ref("crm_complaints.crm_satisfaction_theme_delivery")
        # Arabic letters and a word in its middle: found as it begins
        for comment in ("Delivered too late", "تحويل خيلي دير بود"):
            answer = self._make_answers(programme, {1: 1}, comment=comment)
            self.assertIn(theme, answer.theme_ids)
        answer.comment = "Isolated"
        self.assertFalse(answer.theme_ids, "“late” is inside a word only")
        answer.comment = "x " * 700 + "late"
        self.assertEqual(answer.theme_ids, theme, "however far behind")

    def test_themes_by_hand_stay(self):
        programme = self._make_programme()
        price = self.env.ref("crm_complaints.crm_satisfaction_theme_price")
        answer = self._make_answers(programme, {1: 1}, comment="late").with_user(
            self.manager
        )
        with Form(answer) as form:
            form.theme_ids.clear()
            form.theme_ids.add(price)
        answer.comment = "still late"
        self.assertEqual(answer.theme_ids, price)

    def test_indicators_for_those_who_read_all(self):
        self._make_complaint()
        self._make_order(self.customer)
        by_name = {
            indicator["name"]: indicator
            for indicator in self.Board.get_board()["indicators"]
        }
        self.assertEqual(by_name["complaints"]["value"], 1000)
        self.assertIsNone(by_name["credit_notes"]["value"], "without invoices")
        agent = self.Board.with_user(self.agent)
        self.assertEqual(agent.get_board()["indicators"], [])
        # neither do the accused learn that there is one
        accused = self._make_user("cmp_accused", f"{AUDITOR},base.group_user")
        complaint = self._make_complaint(user_id=self.colleague.id)
        complaint.accused_employee_ids = self._make_employee("Accused", accused)
        self.env.flush_all()
        seen = self.Board.with_user(accused).get_board()["indicators"]
        self.assertEqual(seen[0]["part"], 1)
