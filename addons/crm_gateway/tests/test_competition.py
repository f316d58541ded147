from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestCompetition(KeyInfoCase):
    """Whom we meet, what they ask, and why we win or lose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rivals = cls.env["crm.competitor"].create(
            [{"name": "Cheap"}, {"name": "Good"}]
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too dear"})
        cls.line = cls.env["crm.business.line"].create({"name": "Groceries"})
        cls.lead = cls._lead(user_id=cls.seller.id)

    @classmethod
    def _lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Tea for a year",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "business_line_id": cls.line.id,
                "expected_revenue": 1000,
                "offer_amount": 1100,
                **values,
            }
        )

    def _tender(self, **values):
        return self.env["crm.tender"].create(
            {"name": "1405/1", "lead_id": self.lead.id, **values}
        )

    def _meet(self, lead, *prices, winner=None):
        lead.competitor_ids = [
            Command.create(
                {
                    "competitor_id": rival.id,
                    "price": price,
                    "rank": number + 1,
                    "winner": number == winner,
                }
            )
            for number, (rival, price) in enumerate(
                zip(self.rivals, prices, strict=False)
            )
        ]

    def _report(self, lead, user=None):
        self.env.flush_all()
        return self._as(user or self.manager, self.env["crm.win.loss.report"]).search(
            [("lead_id", "=", lead.id)]
        )

    def test_lost_opportunity_tells_the_gap_to_the_winner(self):
        self._meet(self.lead, 1000, 900, winner=0)
        self.lead.action_set_lost(lost_reason_id=self.reason.id)
        row = self._report(self.lead)
        self.assertEqual(len(row), 1, "one row, however many competitors")
        self.assertEqual(row.result, "lost")
        self.assertEqual(row.competitor_id, self.rivals[0])
        self.assertEqual(row.competitor_count, 2)
        self.assertAlmostEqual(row.price_gap, 10)
        self.assertEqual(row.lost_reason_id, self.reason)
        self.assertEqual(row.business_line_id, self.line)
        self.assertEqual(row.action_open_lead()["res_id"], self.lead.id)

    def test_won_opportunity_names_the_best_rival_and_no_gap(self):
        self._meet(self.lead, 1200, 1300)
        self.lead.action_set_won()
        row = self._report(self.lead)
        self.assertEqual(row.result, "won")
        self.assertEqual(row.competitor_id, self.rivals[0])
        self.assertFalse(row.price_gap)
        self.assertEqual(row.winner_price, 1100)
        self.assertEqual(self.rivals.mapped("met_count"), [1, 1])

    def test_open_opportunities_are_not_in_it(self):
        self.assertFalse(self._report(self.lead))

    def test_rates_and_gaps_are_averages(self):
        other = self._lead(offer_amount=0)
        self._meet(self.lead, 1000, winner=0)
        self._meet(other, 0, winner=0)
        (self.lead | other).action_set_lost()
        won = self._lead()
        won.action_set_won()
        [(count, rate, gap)] = self._as(
            self.manager, self.env["crm.win.loss.report"]
        )._read_group(
            [("lead_id", "in", (self.lead | other | won).ids)],
            [],
            ["__count", "win_rate:avg", "price_gap:avg"],
        )
        self.assertEqual(count, 3)
        self.assertAlmostEqual(rate, 100 / 3, 2)
        self.assertAlmostEqual(gap, 10, msg="unknown prices do not count")

    def test_report_obeys_the_lead_rules(self):
        foreign = self._lead(user_id=self.manager.id)
        self._meet(foreign, 1000, winner=0)
        line = foreign.competitor_ids
        tender = self.env["crm.tender"].create({"name": "1", "lead_id": foreign.id})
        (foreign | self.lead).action_set_lost()
        self.assertTrue(self._report(self.lead, self.seller))
        self.assertFalse(self._report(foreign, self.seller))
        for record in line, tender, self._report(foreign):
            mine = self._as(self.seller, record)
            self.assertFalse(mine.search([("id", "in", record.ids)]))
            self.assertFalse(mine.has_access("read"), record)
            with self.assertRaises(AccessError):
                mine.read(["lead_id"])
        with self.assertRaises(AccessError):
            self._as(self.seller, self.env["crm.lead.competitor"]).create(
                {"lead_id": foreign.id, "competitor_id": self.rivals[1].id}
            )

    def test_price_in_a_foreign_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2020-01-01",
                "rate": 0.5,
                "company_id": self.company.id,
            }
        )
        self.lead.competitor_ids = [
            Command.create(
                {
                    "competitor_id": self.rivals[0].id,
                    "price": 500,
                    "currency_id": euro.id,
                    "winner": True,
                }
            )
        ]
        self.lead.action_set_lost()
        self.assertEqual(self._report(self.lead).winner_price, 1000)

    def test_wrong_input_is_refused(self):
        noon = datetime.combine(self.today, datetime.min.time())
        self._meet(self.lead, 10, 20, winner=0)
        for action in (
            lambda: self.lead.competitor_ids.write({"winner": True}),
            lambda: self.lead.competitor_ids.write({"price": -1}),
            lambda: self._meet(self.lead, 10),
            lambda: self._tender(guarantee_amount=-1),
            lambda: self._tender(remind_days=61),
            lambda: self._tender(
                submission_deadline=noon, opening_date=noon - timedelta(hours=1)
            ),
            lambda: self._tender(
                document_deadline=self._day(5), submission_deadline=noon
            ),
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                action()
                self.env.flush_all()
            self.env.invalidate_all()

    def test_tender_reminds_before_each_deadline_once(self):
        action = self._as(self.seller, self.lead).action_open_tender()
        Tender = self._as(self.seller, self.env["crm.tender"]).with_context(
            **action["context"]
        )
        submission = fields.Datetime.now() + timedelta(days=2)
        with Form(Tender) as form:
            form.name = "1405/112"
            form.document_deadline = self._day(1)
            form.submission_deadline = submission
            form.opening_date = submission + timedelta(days=30)
        tender = form.record
        self.assertEqual(tender.organizer_id, self.customer)
        self.assertEqual(self.lead.action_open_tender()["res_id"], tender.id)
        for _turn in range(2):
            self._run_cron("ir_cron_tender")
        activities = self._activities(tender)
        self.assertEqual(len(activities), 2)
        self.assertEqual(activities.user_id, self.seller)
        self.assertEqual(
            set(activities.mapped("date_deadline")), {self._day(1), submission.date()}
        )

    def test_guarantee_is_listed_until_it_came_back(self):
        tender = self._tender(
            guarantee_kind="bank",
            guarantee_amount=50,
            guarantee_expiry_date=self._day(2),
        )
        self.assertFalse(tender.guarantee_pending)
        tender.result = "lost"
        self.assertTrue(tender.guarantee_pending)
        for _turn in range(2):
            self._run_cron("ir_cron_tender")
        self.assertEqual(len(self._activities(tender)), 1)
        tender.action_guarantee_returned()
        self.assertFalse(tender.guarantee_pending)
        self.assertEqual(tender.guarantee_returned_date, self.today)
        bare = self.env["crm.tender"].create({"name": "2", "lead_id": self._lead().id})
        with self.assertRaisesRegex(UserError, "no guarantee"):
            bare.action_guarantee_returned()

    def test_merged_opportunities_keep_competitors_and_tender(self):
        other = self._lead(user_id=self.seller.id)
        self._meet(other, 900, 950, winner=0)
        tender = self.env["crm.tender"].create({"name": "9", "lead_id": other.id})
        self._meet(self.lead, 800)
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(merged.competitor_ids.competitor_id, self.rivals)
        self.assertEqual(merged.tender_ids, tender)

    def test_outsiders_are_refused(self):
        self._meet(self.lead, 10)
        own = self.env["crm.competitor"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        for record in self.lead.competitor_ids, self._tender(), own:
            self._assert_closed_to_outsiders(record)
        for user in self.clerk, self.portal:
            with self.assertRaises(AccessError):
                self._as(user, self.env["crm.win.loss.report"]).search([])
