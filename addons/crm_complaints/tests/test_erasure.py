from datetime import datetime

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
