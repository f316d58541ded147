from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .remedy_common import RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyCredit(RemedyMixin, TransactionCase):
    """Credit notes of an invoice never exceed it, whoever made them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.team.remedy_limit = 10000

    def test_more_than_the_invoice_is_refused(self):
        with self.assertRaisesRegex(UserError, r"100\.00 left"):
            self._submit(amount=150)

    def test_what_is_left(self):
        first = self._submit(amount=60)
        self.assertEqual(first.state, "done")
        self.assertEqual(first.credit_note_id.amount_total, 60)
        self.assertEqual(first.credit_note_id.state, "draft")
        self.assertEqual(first.credit_note_id.reversed_entry_id, self.invoice)
        with self.assertRaisesRegex(UserError, r"40\.00 left"):
            self._submit(amount=50)
        self.assertEqual(self._submit(amount=40).state, "done")

    def test_credit_notes_of_others_count(self):
        """The host lets its own wizard go over the invoice; a remedy does not."""
        for _number in range(2):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=self.invoice.ids)
                .create({"journal_id": self.invoice.journal_id.id})
            )
            wizard.refund_moves()
        self.assertEqual(wizard.new_move_ids.state, "draft")
        with self.assertRaisesRegex(UserError, r"0\.00 left"):
            self._submit(amount=1)
        wizard.new_move_ids.button_cancel()
        with self.assertRaisesRegex(UserError, r"0\.00 left"):
            self._submit(amount=1)

    def test_cancelled_credit_notes_do_not_count(self):
        remedy = self._submit(amount=60)
        remedy.credit_note_id.button_cancel()
        self.assertEqual(self._submit(amount=100).state, "done")
        self.assertEqual(remedy.cost, 0)

    def test_what_waits_for_approval_counts(self):
        self.team.remedy_limit = 0
        self.assertEqual(self._submit(amount=60).state, "pending")
        with self.assertRaisesRegex(UserError, r"40\.00 left"):
            self._submit(amount=50)

    def test_taxes_count(self):
        self.invoice = self._make_invoice(100, taxes=self.tax)
        with self.assertRaisesRegex(UserError, r"121\.00 left"):
            self._submit(amount=121.01)
        self.assertEqual(self._submit(amount=121).credit_note_id.amount_total, 121)

    def test_total_is_exact_to_the_cent(self):
        """8.26 + 1.73 = 9.99, 8.27 + 1.74 = 10.01: no price makes 10 at 21 %."""
        for amount in (10, 0.01, 33.33, 77.77):
            self.invoice = self._make_invoice(60, 40.01, taxes=self.tax)
            note = self._submit(amount=amount).credit_note_id
            self.assertAlmostEqual(note.amount_total, amount, 2)
            note.action_post()
            self.assertAlmostEqual(note.amount_total, amount, 2)
            self.assertAlmostEqual(self.invoice.amount_residual, 121.01 - amount, 2)
            if amount > 1:
                self.assertAlmostEqual(note.amount_tax, amount / 121 * 21, delta=0.01)

    def test_taxes_in_proportion(self):
        """An invoice of two rates is credited by both, in proportion."""
        other = self.env["account.tax"].create(
            {"name": "9%", "amount": 9, "company_id": self.company.id}
        )
        self.invoice = self._make_invoice(100, taxes=self.tax)
        self.invoice.button_draft()
        self.invoice.invoice_line_ids = [
            Command.create(
                {
                    "product_id": self.goods.id,
                    "price_unit": 100,
                    "tax_ids": [Command.set(other.ids)],
                }
            )
        ]
        self.invoice.action_post()
        note = self._submit(amount=23).credit_note_id
        self.assertEqual(note.amount_total, 23)
        self.assertEqual(
            sorted(note.invoice_line_ids.mapped("price_subtotal")), [10, 10]
        )
        self.assertAlmostEqual(note.amount_tax, 3)

    def test_prices_with_taxes(self):
        self.tax.price_include_override = "tax_included"
        self.invoice = self._make_invoice(121, taxes=self.tax)
        self.assertEqual(self._submit(amount=10).credit_note_id.amount_total, 10)

    def test_in_the_currency_of_the_invoice(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        self.invoice = self._make_invoice(100, currency=euro)
        remedy = self._ask(amount=60)
        self.assertEqual(remedy.currency_id, euro)
        self.assertEqual(remedy.granted_amount, 120)
        remedy.action_submit()
        note = remedy.sudo().credit_note_id
        self.assertEqual((note.currency_id, note.amount_total), (euro, 60))
        self.assertEqual(remedy.sudo().cost, 120)
        with self.assertRaisesRegex(UserError, r"40\.00\W+left"):
            self._submit(amount=41)

    def test_order_asks_for_no_other_invoice(self):
        """A credit of money takes no goods back."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.goods.id, "product_uom_qty": 10})
                ],
            }
        )
        order.action_confirm()
        self.invoice = order._create_invoices()
        self.invoice.action_post()
        self._submit(amount=30).credit_note_id.action_post()
        self.assertEqual(order.invoice_status, "invoiced")

    def test_only_posted_invoices_of_the_customer(self):
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        for invoice in (
            self._make_invoice(100, partner=other),
            self._make_invoice(100, post=False),
        ):
            with self.assertRaises(UserError):
                self._submit(amount=10, invoice_id=invoice.id)
        with self.assertRaises(UserError):
            self._submit(amount=10, invoice_id=False)

    def test_found_by_its_number(self):
        """Who sees no invoices writes what is printed on it."""
        remedy = self._ask(
            amount=10, invoice_id=False, invoice_number=self.invoice.name.lower()
        )
        self.assertEqual(remedy.sudo().invoice_id, self.invoice)
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        strange = self._make_invoice(100, partner=other)
        with self.assertRaises(UserError):
            remedy.invoice_number = strange.name

    def test_posted_by_those_who_may(self):
        self.agent.group_ids |= self.env.ref("account.group_account_invoice")
        note = self._submit(amount=60).credit_note_id
        self.assertEqual(note.state, "posted")
        self.assertFalse(note.activity_ids)

    def test_others_leave_a_draft_and_say_nothing_of_it(self):
        self._accuse()
        note = self._submit(amount=60).credit_note_id
        self.assertEqual(note.activity_ids.user_id, self.accountant)
        self.assertIn("Goodwill", note.ref)
        self._assert_tells_nothing(note)
        self._assert_tells_nothing(self.invoice)

    def test_compensation(self):
        remedy = self._submit(kind="compensation", amount=33.33)
        note = remedy.credit_note_id
        self.assertEqual(note.move_type, "out_refund")
        self.assertFalse(note.reversed_entry_id)
        self.assertEqual(note.amount_total, 33.33)
        self.assertEqual(note.amount_tax, 0)
        self.assertEqual(remedy.cost, 33.33)
        self._assert_tells_nothing(note)

    def test_money_back(self):
        self._pay(self.invoice)
        note = self._submit(amount=60).credit_note_id
        with self.assertRaisesRegex(UserError, "Only posted"):
            self._submit(kind="refund", amount=10, credit_note_id=note.id)
        note.action_post()
        with self.assertRaisesRegex(UserError, r"60\.00 left"):
            self._submit(kind="refund", amount=61, credit_note_id=note.id)
        remedy = self._submit(kind="refund", amount=40, credit_note_id=note.id)
        payment = self.env["account.payment"].browse(remedy.res_id)
        self.assertEqual(remedy.res_model, "account.payment")
        self.assertEqual((payment.payment_type, payment.state), ("outbound", "draft"))
        self.assertEqual(payment.amount, 40)
        self.assertEqual(payment.invoice_ids, note)
        self._assert_tells_nothing(payment)
        # given once, by the credit note
        self.assertEqual((remedy.granted_amount, remedy.cost), (0, 0))
        self.assertEqual(self.complaint.cost, 60)
        with self.assertRaisesRegex(UserError, r"20\.00 left"):
            self._submit(kind="refund", amount=21, credit_note_id=note.id)

    def test_money_back_by_an_accountant(self):
        self._pay(self.invoice)
        self.agent.group_ids |= self.env.ref("account.group_account_invoice")
        note = self._submit(amount=60).credit_note_id
        self._submit(kind="refund", amount=60, credit_note_id=note.id)
        self.assertIn(note.payment_state, ("paid", "in_payment"))
        with self.assertRaisesRegex(UserError, r"0\.00 left"):
            self._submit(kind="refund", amount=1, credit_note_id=note.id)

    def test_nothing_to_pay_out_of_an_unpaid_invoice(self):
        """Posted, the credit note lowers what the customer owes."""
        note = self._submit(amount=60).credit_note_id
        note.action_post()
        self.assertEqual(self.invoice.amount_residual, 40)
        with self.assertRaisesRegex(UserError, r"0\.00 left"):
            self._submit(kind="refund", amount=60, credit_note_id=note.id)

    def test_money_back_of_what_no_remedy_credited_is_a_gift(self):
        """An old credit note is no way around the limit."""
        self._pay(self.invoice)
        note = self.invoice._make_credit_note(60, "Goodwill")
        note.action_post()
        self.team.remedy_limit = 50
        remedy = self._submit(kind="refund", amount=60, credit_note_id=note.id)
        self.assertEqual(remedy.state, "pending")

    def test_money_back_of_what_a_merged_complaint_credited(self):
        self._pay(self.invoice)
        note = self._submit(amount=60).credit_note_id
        note.action_post()
        middle, master = (
            self._make_complaint(user_id=self.agent.id) for _number in range(2)
        )
        paid = {"kind": "refund", "credit_note_id": note.id}
        before = self._submit(complaint_id=middle.id, amount=10, **paid)
        self.assertEqual(before.granted_amount, 10, "of another complaint: a gift")
        self.complaint.with_user(self.manager)._merge_into(middle)
        self.assertEqual((before.granted_amount, middle.cost), (0, 0))
        middle.with_user(self.manager)._merge_into(master)
        self.team.remedy_limit = 0
        remedy = self._submit(complaint_id=master.id, amount=40, **paid)
        self.assertEqual((remedy.granted_amount, remedy.state), (0, "done"))
        self.assertEqual(master.cost, 0)

    def test_amount_missing(self):
        with self.assertRaisesRegex(UserError, "amount is missing"):
            self._submit(amount=0)

    def test_order_of_somebody_else(self):
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        order = self.env["sale.order"].create(
            {"partner_id": other.id, "company_id": self.company.id}
        )
        with self.assertRaises(ValidationError):
            self._ask(kind="replacement", product_id=self.goods.id, order_id=order.id)
