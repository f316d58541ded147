from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import OCTOBER, SEPTEMBER, KpiMixin


@tagged("post_install", "-at_install")
@freeze_time("2026-11-15 10:00:00")
class TestFinance(KpiMixin, AccountTestInvoicingCommon):
    """Invoices of 110 with a tax of 10, and what becomes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.write({"crm_timezone": "UTC", "crm_kpi_calendar": "gregorian"})
        cls.env = cls.env(
            su=True,
            context={**cls.env.context, "allowed_company_ids": cls.company.ids},
        )
        cls.company = cls.company.with_env(cls.env)
        cls.tax = cls.company_data["default_tax_sale"].copy(
            {"name": "Ten", "amount": 10}
        )
        cls.seller = cls._make_user("kpi_seller", "sales_team.group_sale_salesman")
        cls.seller.company_ids = cls.company
        cls.team = cls.env["crm.team"].create(
            {"name": "North", "company_id": cls.company.id}
        )
        cls.team.crm_team_member_ids = [(0, 0, {"user_id": cls.seller.id})]

    def _invoice(self, day, amount=100, move_type="out_invoice", **values):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "company_id": self.company.id,
                "partner_id": self.partner_a.id,
                "invoice_date": day,
                "date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_user_id": self.seller.id,
                "team_id": self.team.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Goods",
                            "price_unit": amount,
                            "tax_ids": [(6, 0, self.tax.ids)],
                        },
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def _pay(self, move, day, amount):
        self._register_payment(move, amount=amount, payment_date=day)

    def _figure(self, code, first=SEPTEMBER, last=None, user=None, **filters):
        kpi = self._get_kpi(code)
        self._count(kpi)
        domain = [(name, "=", value) for name, value in filters.items()]
        return self._read(kpi, first, last, user, domain)

    def test_commission_base_is_money_without_taxes(self):
        """55 of 110 in September, 55 in October: 50 and 50; invoiced were 100."""
        invoice = self._invoice("2026-09-05")
        self._pay(invoice, "2026-09-20", 55)
        self._pay(invoice, "2026-10-05", 55)
        self.assertEqual(
            self._figure("paid_revenue", SEPTEMBER, OCTOBER, user_id=self.seller.id),
            [50, 50],
        )
        self.assertEqual(self._figure("revenue"), [100])
        self.assertEqual(self._figure("paid_revenue", user=self.seller), [50])

    def test_credit_note_is_no_money_and_a_refund_is_less(self):
        invoice = self._invoice("2026-09-05")
        note = self._invoice("2026-09-06", 40, "out_refund")
        lines = (invoice | note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        self.assertNotIn(100, self._figure("paid_revenue"))
        self._pay(invoice, "2026-09-07", 66)
        self.assertEqual(self._figure("paid_revenue"), [60])
        again = self._invoice("2026-09-08", 20, "out_refund")
        self._pay(again, "2026-09-09", 22)
        self.assertEqual(self._figure("paid_revenue"), [40])

    def test_receivables_of_a_salesperson_are_what_is_open(self):
        """The payment bears no salesperson; it still counts against the invoice."""
        invoice = self._invoice("2026-09-05")
        self._invoice("2026-09-06", 200)
        self._pay(invoice, "2026-10-05", 110)
        mine = {"user_id": self.seller.id}
        self.assertEqual(
            self._figure("receivables", SEPTEMBER, OCTOBER, **mine), [330, 220]
        )
        self.assertEqual(self._figure("receivables", SEPTEMBER, OCTOBER), [330, 220])
        self.assertEqual(self._figure("overdue", OCTOBER), [100])

    def test_receivables_are_what_the_ledger_says(self):
        """A payment in advance, matched with nothing yet, counts against the rest."""
        self._invoice("2026-09-06", 200)
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partner_a.id,
                "amount": 50,
                "date": "2026-09-20",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        ).action_post()
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT SUM(balance) FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                WHERE line.company_id = %s AND line.parent_state = 'posted'
                  AND account.account_type = 'asset_receivable'
                  AND line.date <= '2026-09-30'""",
            [self.company.id],
        )
        (balance,) = self.env.cr.fetchone()
        self.assertEqual(self._figure("receivables"), [float(balance)])

    def test_records_of_receivables_are_by_customer(self):
        action = self._get_kpi("receivables").get_records_action(
            "2026-09-01", "2026-09-30"
        )
        self.assertEqual(action["context"]["group_by"], ["partner_id"])

    def test_budget_of_expenses(self):
        """600 spent of a budget of 500: 83 %, red."""
        bill = self._invoice("2026-09-10", 600, "in_invoice")
        self.assertEqual(
            bill.invoice_line_ids.account_id.account_type in ("expense",), True
        )
        budget = self.env["crm.kpi.target"].create(
            {
                "kpi_id": self._get_kpi("expenses").id,
                "company_id": self.company.id,
                "date_from": "2026-09-01",
                "value": 500,
            }
        )
        self._figure("expenses")
        budget.invalidate_recordset()
        self.assertEqual((budget.actual, budget.difference), (600, 100))
        self.assertEqual((round(budget.attained), budget.light), (83, "red"))

    def test_actual_is_what_the_reader_may_see(self):
        self._invoice("2026-09-05")
        self._invoice("2026-09-05", 300, invoice_user_id=False)
        revenue = self._get_kpi("revenue")
        self._count(revenue)
        Target = self.env["crm.kpi.target"]
        whole = Target.create(
            {
                "kpi_id": revenue.id,
                "company_id": self.company.id,
                "date_from": "2026-09-01",
                "value": 800,
            }
        )
        mine = Target.create(
            {
                "kpi_id": revenue.id,
                "company_id": self.company.id,
                "user_id": self.seller.id,
                "kind": "quarter",
                "date_from": "2026-07-01",
                "value": 100,
            }
        )
        self.assertEqual((whole.actual, mine.actual), (400, 100))
        self.assertEqual((whole.attained, mine.light), (50, "green"))
        self.env.invalidate_all()
        self.assertEqual(whole.with_user(self.seller).actual, 100)
        empty = Target.new({})
        self.assertFalse(empty.has_actual)

    def test_actuals_of_many_targets_cost_one_statement_a_scope(self):
        revenue = self._get_kpi("revenue")
        targets = self.env["crm.kpi.target"].create(
            [
                {
                    "kpi_id": revenue.id,
                    "company_id": self.company.id,
                    "date_from": date(2026, month, 1),
                    "value": 100,
                }
                for month in range(1, 11)
            ]
        )
        targets[0].read(["actual"])

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("actual")
            return self.env.cr.sql_log_count - before

        count(targets)
        self.assertEqual(count(targets), count(targets[:1]))
