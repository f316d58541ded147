from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL

from .common import ComplaintMixin

CANARY = "Zarathustra"


@tagged("post_install", "-at_install")
class TestErasure(ComplaintMixin, TransactionCase):
    """Who complained is forgotten, how it went is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.officer = cls._make_user(
            "cmp_officer", "crm_complaints.group_complaint_data_officer"
        )

    def _closed(self):
        complaint = self._make_complaint(
            name=f"{CANARY} is angry",
            partner_id=False,
            partner_name=CANARY,
            email_from=f"{CANARY}@example.com",
            phone=f"+98 912 {CANARY}",
            description=f"<p>{CANARY} waited</p>",
            remedy_wanted=CANARY,
            severity="1",
            impact="1",
        )
        complaint.message_post(
            body=f"{CANARY} called", attachments=[(f"{CANARY}.txt", CANARY.encode())]
        )
        complaint.action_assess()
        cause = self.env["crm.complaint.cause"].create({"name": "Forgotten"})
        complaint._respond("upheld", f"<p>Dear {CANARY}</p>", cause, "Answer")
        complaint.action_accept()
        return complaint

    def _find_canary(self):
        """Names of the columns of the database in which the canary sings."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """SELECT columns.table_name, columns.column_name
                     FROM information_schema.columns
                     JOIN information_schema.tables USING (table_schema, table_name)
                    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                      AND data_type IN ('text', 'character varying', 'jsonb')"""
            )
        )
        return {
            (table, column)
            for table, column in columns
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text ILIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{CANARY}%",
                )
            )
        }

    def test_nothing_is_left_of_the_person(self):
        complaint = self._closed()
        self.assertTrue(self._find_canary())
        kept = ("state", "decision", "closed_date", "resolution_hours", "priority")
        before = complaint.read(kept)
        clocks = complaint.clock_ids.mapped("result")
        with self.assertRaises(AccessError):
            complaint.with_user(self.manager).action_erase()
        complaint.with_user(self.officer).action_erase()
        self.assertEqual(self._find_canary(), set())
        self.assertEqual(complaint.read(kept), before)
        self.assertEqual(complaint.clock_ids.mapped("result"), clocks)
        erased = complaint.erased_date
        complaint.with_user(self.officer).action_erase()
        self.assertEqual(complaint.erased_date, erased)

    def _closed_of(self, customer, **values):
        """One that was closed long ago, of a contact."""
        complaint = self._make_complaint(partner_id=customer.id, **values)
        complaint.sudo().write(
            {"state": "closed", "closed_date": complaint.received_date}
        )
        return complaint

    def _attach(self, *records):
        for record in records:
            self.env["ir.attachment"].create(
                {
                    "name": f"{CANARY}.txt",
                    "raw": CANARY.encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )

    def test_nothing_is_left_beside_the_complaint(self):
        complaint = self._closed()
        goods = self.env["product.product"].create({"name": "Tea"})
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        links = self.env["crm.complaint.link"].create(
            [
                {"complaint_id": complaint.id, "note": CANARY, **values}
                for values in ({"product_id": goods.id, "order_id": order.id}, {})
            ]
        )
        pause = self.env["crm.complaint.pause"].create(
            {
                "complaint_id": complaint.id,
                "reason": "other",
                "note": CANARY,
                "expected_date": complaint.received_date,
                "end_date": complaint.received_date,
            }
        )
        remedy = (
            self.env["crm.complaint.remedy"]
            .sudo()
            .create(
                {
                    "complaint_id": complaint.id,
                    "kind": "other",
                    "amount": 30,
                    "reason": CANARY,
                    "note": CANARY,
                    "state": "done",
                }
            )
        )
        investigation = self.env["crm.complaint.investigation"].create(
            {"complaint_id": complaint.id, "user_id": self.agent.id}
        )
        self._attach(remedy, investigation, pause)
        complaint.activity_schedule(
            "mail.mail_activity_data_todo", summary=CANARY, note=CANARY
        ).action_done()
        complaint.with_context(tracking_disable=False).write({"name": f"{CANARY} 2"})
        self.env["mail.scheduled.message"].create(
            {
                "model": complaint._name,
                "res_id": complaint.id,
                "author_id": self.env.user.partner_id.id,
                "body": CANARY,
                "subject": CANARY,
                "scheduled_date": "2999-01-01",
            }
        )
        worth = (remedy.cost, remedy.granted_amount, complaint.cost)
        self.assertTrue(worth[1])
        complaint.with_user(self.officer).action_erase()
        self.assertEqual(self._find_canary(), set())
        self.assertEqual((remedy.cost, remedy.granted_amount, complaint.cost), worth)
        self.assertEqual(links.exists().product_id, goods, "for figures by product")
        self.assertFalse(links.exists().order_id)
        self.assertTrue(order.exists(), "the law wants it")

    def test_documents_stay_and_nothing_leads_to_them(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        request = self.env["crm.request"].create(
            {
                "name": "Tea",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
            }
        )
        complaint = self._closed_of(self.customer, request_id=request.id)
        remedy = (
            self.env["crm.complaint.remedy"]
            .sudo()
            .create(
                {
                    "complaint_id": complaint.id,
                    "kind": "replacement",
                    "product_id": self.env["product.product"]
                    .create({"name": "Cup", "list_price": 7, "standard_price": 5})
                    .id,
                    "order_id": order.id,
                    "replacement_id": order.id,
                    "res_model": order._name,
                    "res_id": order.id,
                    "state": "done",
                }
            )
        )
        worth = remedy.cost
        self.assertTrue(worth)
        complaint.with_user(self.officer).action_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(complaint.request_id)
        for name in ("order_id", "replacement_id", "res_model", "res_id"):
            self.assertFalse(remedy[name], name)
        self.assertEqual(remedy.cost, worth)
        self.assertTrue((order | order).exists() and request.exists())

    def test_the_same_customer_again_stays_so(self):
        def figures():
            self.env.flush_all()
            rows = Board._get_figures(day.replace(month=1, day=1), day)
            return {
                row["name"]: [row.get(key) for key in ("value", "low", "high", "n")]
                for row in rows
                if row["name"] in ("recurrence", "silent", "first_contact")
            }

        # late in the evening it is tomorrow already where the company is
        day = self.company._get_crm_today()
        Board = self.env["crm.complaint.dashboard"]
        with freeze_time(fields.Datetime.now() - timedelta(days=20)):
            first = self._closed_of(self.customer)
        second = self._closed_of(self.customer)
        before = figures()
        self.assertEqual(before["recurrence"][3], 2)
        self.assertTrue(before["recurrence"][0])
        first.with_user(self.officer).action_erase()
        self.assertFalse(first.commercial_partner_id)
        self.assertEqual(figures(), before)
        second.with_user(self.officer).action_erase()
        self.assertEqual(figures(), before)
        with self.assertRaises(AccessError):
            first.with_user(self.manager).read(["customer_key"])

    def test_merged_customers_are_one(self):
        twin = self.env["res.partner"].create({"name": "Twin", "is_company": True})
        erased, kept = self._closed_of(twin), self._closed_of(self.customer)
        erased.with_user(self.officer).action_erase()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (twin | self.customer).ids, self.customer, extra_checks=False
        )
        keys = (erased | kept).sudo().mapped("customer_key")
        self.assertEqual(keys[0], keys[1])

    def test_all_or_none(self):
        both = self._closed_of(self.customer) | self._make_complaint()
        with self.assertRaisesRegex(UserError, both[1].number):
            both.with_user(self.officer).action_erase()
        self.assertEqual(both[0].partner_id, self.customer)
        self.assertFalse(both[0].erased_date)

    def test_what_is_to_be_given_is_needed(self):
        complaint = self._closed_of(self.customer)
        remedy = (
            self.env["crm.complaint.remedy"]
            .sudo()
            .create(
                {
                    "complaint_id": complaint.id,
                    "kind": "other",
                    "amount": 30,
                    "state": "approved",
                }
            )
        )
        with self.assertRaisesRegex(UserError, "not finished"):
            complaint.with_user(self.officer).action_erase()
        complaint.sudo()._erase_due()
        self.assertFalse(complaint.erased_date)
        remedy.state = "done"
        complaint.sudo()._erase_due()
        self.assertTrue(complaint.erased_date)
        log = self.env["crm.complaint.access.log"].search(
            [("complaint_id", "=", complaint.id), ("kind", "=", "erase")]
        )
        self.assertEqual(len(log), 1)

    def test_open_ones_are_needed(self):
        complaint = self._make_complaint()
        with self.assertRaisesRegex(UserError, "open"):
            complaint.with_user(self.officer).action_erase()
        self.assertEqual(complaint.partner_id, self.customer)

    def test_kept_no_longer_than_the_company_wants(self):
        with freeze_time("2024-01-10 08:00:00"):
            complaint = self._closed()
        cron = self.env.ref("crm_complaints.ir_cron_complaint_erase")
        self.company.complaint_retention_months = 24
        for month, is_erased in ((1, False), (2, True)):
            with (
                freeze_time(datetime(2026, month, 9, 8)),
                self.enter_registry_test_mode(),
            ):
                cron.method_direct_trigger()
            self.assertEqual(bool(complaint.erased_date), is_erased)

    def test_what_was_erased_is_not_taken_up_again(self):
        complaint = self._closed()
        self.assertTrue(complaint._can_reopen())
        complaint.with_user(self.officer).action_erase()
        self.assertFalse(complaint._can_reopen())
        with self.assertRaisesRegex(UserError, "were erased"):
            complaint.with_user(self.manager).action_reopen()
        self.assertEqual(complaint.state, "closed")
