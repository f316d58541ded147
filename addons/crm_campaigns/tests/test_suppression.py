from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from ..models.crm_sending_check import Recipient
from .rules_common import MOMENT, RulesMixin


@tagged("post_install", "-at_install")
class TestSuppression(RulesMixin, TransactionCase):
    """To whom nothing is sent, whatever they have agreed to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.Suppression = cls.env["crm.suppression"].with_user(cls.marketer)

    def test_import_of_a_bare_list(self):
        rows = [
            [" Ada@Rules.example.com"],
            ["@Bad.example.org"],
            ["bad.example.org"],
            ["+1 202 555 0102"],
        ]
        result = self.Suppression.load(["value"], rows)
        self.assertFalse(result["messages"])
        entries = self.Suppression.browse(result["ids"])
        self.assertEqual(
            [(entry.kind, entry.value) for entry in entries],
            [
                ("email", "ada@rules.example.com"),
                ("domain", "bad.example.org"),
                ("domain", "bad.example.org"),
                ("phone", "+12025550102"),
            ],
        )
        again = self.Suppression.load(["value"], rows)
        self.assertEqual(again["ids"], result["ids"], "no error, and no other")
        refused = self.Suppression.load(["value"], [["ada@"], ["@"], ["x y.z"]])
        self.assertEqual(len(refused["messages"]), 3)

    def test_later_end_holds(self):
        entry = self.Suppression.create(
            {"value": "ada@rules.example.com", "until_date": "2026-06-10"}
        )
        for until, expected in (
            ("2026-06-05", date(2026, 6, 10)),
            ("2026-06-20", date(2026, 6, 20)),
            (False, False),
            ("2026-06-30", False),
        ):
            same = self.Suppression.create(
                {"value": "ADA@rules.example.com", "until_date": until}
            )
            self.assertEqual((same, entry.until_date), (entry, expected))

    def test_what_is_held(self):
        self.assertEqual(self._check(self.ada, self.bob, self.cy), [None] * 3)
        self.Suppression.create([{"value": self.ada.email}, {"value": self.bob.phone}])
        self.assertEqual(
            self._check(self.ada, self.bob, self.cy),
            ["suppressed", "suppressed", None],
        )
        self.Suppression.create({"value": "example.com"})
        self.assertEqual(self._check(self.cy), ["suppressed"], "below the domain")
        near = [Recipient("x@notexample.com"), Recipient("x@example.com.org")]
        self.assertEqual(self.Check._check(near, at=MOMENT), [None, None])

    def test_contact_with_everybody_of_the_company(self):
        mill = self.env["res.partner"].create({"name": "Mill", "is_company": True})
        self.ada.parent_id = mill
        entry = self.Suppression.create({"kind": "partner", "partner_id": mill.id})
        self.assertEqual(self._check(self.ada, self.bob), ["suppressed", None])
        entry.partner_id = self.bob
        self.assertEqual(self._check(self.ada, self.bob), [None, "suppressed"])
        with self.assertRaises(ValidationError):
            self.Suppression.create({"kind": "partner"})

    def test_until_the_end_of_the_last_day(self):
        self.company.crm_timezone = "Asia/Tehran"
        self.Suppression.create({"value": self.ada.email, "until_date": "2026-06-03"})
        answer = self.Check._check([self._recipient(self.ada)], at=MOMENT)[0]
        end = datetime(2026, 6, 3, 20, 30)
        self.assertEqual((answer.reason, answer.until), ("suppressed", end))
        self.assertEqual(self._check(self.ada, at=end), [None])

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        entry = self.env["crm.suppression"].create(
            {"value": self.ada.email, "company_id": other.id}
        )
        self.assertEqual(self._check(self.ada), [None])
        self.assertEqual(self._check(self.ada, company=other), ["suppressed"])
        self.assertNotIn(entry, self.Suppression.search([]))
        mine = self.Suppression.create({"value": self.bob.email})
        self.assertEqual(mine.company_id, self.company)
        with self.assertRaises(AccessError):
            mine.company_id = other
        with self.assertRaises(AccessError):
            mine.unlink()
