from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import Form, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..lifetime import GammaGamma
from .common import CustomerValueMixin


@tagged("post_install", "-at_install")
class TestInvoices(CustomerValueMixin, AccountTestInvoicingCommon):
    """Values by posted invoices, credit notes and payments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.company = cls._prepare_company(cls.env.company, crm_value_basis="invoice")
        cls.product = cls._make_product()
        cls.partner = cls.env["res.partner"].create({"name": "Ada"})
        cls.today = fields.Date.today()

    @classmethod
    def _bill(cls, amount, days_ago=0, partner=None, kind="out_invoice", post=True):
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (partner or cls.partner).id,
                "invoice_date": cls.today - timedelta(days=days_ago),
                "invoice_date_due": cls.today - timedelta(days=days_ago),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "price_unit": amount,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _credit(cls, move, days_ago=0, amount=None):
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {
                    "journal_id": move.journal_id.id,
                    "date": cls.today - timedelta(days=days_ago),
                }
            )
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        refund.invoice_date = cls.today - timedelta(days=days_ago)
        if amount is not None:
            refund.invoice_line_ids.price_unit = amount
        refund.action_post()
        return refund

    def test_drafts_do_not_count(self):
        self._bill(100, 10)
        self._bill(999, 5, post=False)
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 100)

    def test_partial_credit_takes_money_not_the_purchase(self):
        self._bill(100, 30)
        self._credit(self._bill(80, 20), 10, amount=30)
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual(value.order_days, 2)
        self.assertEqual(value.net_revenue, 150)
        self.assertEqual(value.repeat_revenue, 50)

    def test_full_credit_takes_the_purchase_day_too(self):
        self._bill(100, 30)
        self._credit(self._bill(80, 20), 10)
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual(value.order_days, 1)
        self.assertEqual(value.net_revenue, 100)

    def test_what_was_credited_later_was_not_known_before(self):
        self._bill(100, 30)
        self._credit(self._bill(80, 20), 10)
        self._refresh(self.today - timedelta(days=15))
        self.assertEqual(self._value(self.partner).net_revenue, 180)

    def test_credits_beyond_the_sales(self):
        """Invoices 100, credit 150: money -50, no mean value, prediction >= 0."""
        self._bill(100, 30)
        self._bill(150, 10, kind="out_refund")
        with patch.object(GammaGamma, "fit", side_effect=GammaGamma.fit) as fit:
            self._refresh()
        self.assertFalse(fit.call_args.args[0].size, "nothing to fit")
        value = self._value(self.partner)
        self.assertEqual(value.net_revenue, -50)
        self.assertEqual(value.order_days, 1)
        self.assertEqual(value.repeat_revenue, -150, "money without a purchase")
        self.assertGreaterEqual(value.cltv, 0)
        self.assertGreaterEqual(value.expected_order_value, 0)

    def test_negative_repeat_money_is_not_fitted(self):
        """Gamma-Gamma is about positive values: who returned more is left out."""
        other = self.env["res.partner"].create({"name": "Bob"})
        for partner in self.partner, other:
            self._bill(100, 30, partner)
            self._bill(40, 20, partner)
        self._bill(150, 10, kind="out_refund")
        with patch.object(GammaGamma, "fit", side_effect=GammaGamma.fit) as fit:
            self._refresh()
        self.assertEqual(self._value(self.partner).repeat_revenue, -110)
        self.assertEqual(self._value(self.partner).order_days, 2)
        self.assertEqual(
            [column.tolist() for column in fit.call_args.args], [[1], [40]]
        )

    def test_down_payment_is_no_second_purchase(self):
        order = self._sell(self.partner, self.today - timedelta(days=20), 1000)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": 30,
                "sale_order_ids": order.ids,
            }
        )
        advance = wizard._create_invoices(order)
        advance.invoice_date = self.today - timedelta(days=15)
        advance.action_post()
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual((value.order_days, value.net_revenue), (0, 300))
        final = order._create_invoices(final=True)
        final.invoice_date = self.today - timedelta(days=5)
        final.action_post()
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual((value.order_days, value.net_revenue), (1, 1000))
        self.assertEqual(value.first_order_date, self.today - timedelta(days=5))

    def test_basis_never_counts_a_sale_twice(self):
        order = self._sell(self.partner, self.today - timedelta(days=20), 500)
        invoice = order._create_invoices()
        invoice.invoice_date = self.today - timedelta(days=10)
        invoice.action_post()
        for basis in ("invoice", "order"):
            self.company.crm_value_basis = basis
            self._refresh()
            value = self._value(self.partner)
            self.assertEqual((value.order_days, value.net_revenue), (1, 500), basis)

    def test_order_basis_is_net_of_credits(self):
        self.company.crm_value_basis = "order"
        order = self._sell(self.partner, self.today - timedelta(days=20), 500)
        invoice = order._create_invoices()
        invoice.action_post()
        self._credit(invoice, amount=200)
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual((value.order_days, value.net_revenue), (1, 300))

    def test_replaced_invoice_takes_nothing_from_the_order(self):
        self.company.crm_value_basis = "order"
        order = self._sell(self.partner, self.today - timedelta(days=20), 500)
        wrong = order._create_invoices()
        wrong.action_post()
        self._credit(wrong)
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 0)
        right = order._create_invoices()
        right.action_post()
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 500)

    def test_credit_without_an_order_leaves_orders_alone(self):
        self.company.crm_value_basis = "order"
        self._sell(self.partner, self.today - timedelta(days=20), 500)
        self._credit(self._bill(100, 30), 10)
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 500)

    def _pay(self, invoice, days_ago, amount=None):
        values = {"payment_date": self.today - timedelta(days=days_ago)}
        if amount:
            values["amount"] = amount
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(values)._create_payments()

    def test_payment_behaviour(self):
        """The value after risk, by hand, with one invoice paid in two parts."""
        invoice = self._bill(100, 40)
        self._bill(200, 100)
        self._pay(invoice, 30, 25)
        self._pay(invoice, 10)
        self.company.crm_value_cost_to_serve = 1.5
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual(value.days_to_pay, 25, "(25 x 10 + 75 x 30) / 100")
        self.assertEqual(value.paid_amount, 100)
        self.assertEqual(value.receivable, 200)
        self.assertEqual(value.overdue, 200)
        self.assertAlmostEqual(value.default_probability, 0.25)
        self.assertEqual(value.expected_credit_loss, 30, "200 x 25 % x 60 %")
        years = self.company._get_crm_value_horizon_days(self.today) / 365
        self.assertAlmostEqual(
            value.cltv_adjusted,
            value.cltv * (1 - 0.25 * 0.6)
            - value.expected_revenue * 0.15 * 25 / 365
            - 1.5 * years,
            1,
        )
        self.assertGreater(value.cltv_adjusted, 0)

    def test_days_to_pay_are_shown_when_something_was_paid(self):
        invoice = self._bill(100, 30)
        for paid in (False, True):
            self._refresh()
            form = Form(self._value(self.partner))
            hidden = form._get_modifier("days_to_pay", "invisible")
            self.assertEqual(bool(hidden), not paid)
            if not paid:
                self._pay(invoice, 30)
        self.assertEqual(self._value(self.partner).days_to_pay, 0, "on the spot")

    def test_full_credit_at_another_rate_is_a_full_credit(self):
        """100 EUR at one rate, credited at another: no purchase, no money."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "name": "2020-01-01", "rate": 1.0},
                {
                    "currency_id": euro.id,
                    "name": self.today - timedelta(days=20),
                    "rate": 1.25,
                },
            ]
        )
        invoice = self._bill(100, 30, post=False)
        invoice.currency_id = euro
        invoice.action_post()
        refund = self._credit(invoice, 10)
        self.assertNotEqual(
            invoice.amount_untaxed_signed, -refund.amount_untaxed_signed
        )
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual((value.order_days, value.net_revenue), (0, 0))

    def _make_unrated_currency(self):
        lira = self.env.ref("base.TRY")
        lira.active = True
        lira.rate_ids.unlink()
        return lira

    def _bill_in(self, currency, amount, days_ago, rate=None, **kwargs):
        move = self._bill(amount, days_ago, post=False, **kwargs)
        move.currency_id = currency
        if rate:
            move.invoice_currency_rate = rate
        move.action_post()
        return move

    def test_invoices_without_a_rate_are_named_not_guessed(self):
        """The host books 1,000,000 TRY as 1,000,000 USD; we count none of it."""
        lira = self._make_unrated_currency()
        self._bill(100, 30)
        blind = self._bill_in(lira, 1_000_000, 20)
        self.assertEqual(blind.amount_untaxed_signed, 1_000_000, "so say the books")
        self._bill_in(lira, 70_000, 15, kind="out_refund")
        message = self._refresh().message
        self.assertEqual(self._value(self.partner).net_revenue, 100)
        self.assertIn("2 invoices and credit notes in TRY", message)
        # A rate changes nothing in the books, and thus here, until booked anew.
        self.env["res.currency.rate"].create(
            {"currency_id": lira.id, "name": "2020-01-01", "rate": 40}
        )
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 100)
        blind.button_draft()
        blind.refresh_invoice_currency_rate()
        blind.action_post()
        self.assertIn("1 invoices and credit notes in TRY", self._refresh().message)
        self.assertEqual(self._value(self.partner).net_revenue, 25_100)

    def test_rate_given_by_hand_counts(self):
        lira = self._make_unrated_currency()
        self._bill_in(lira, 1_000_000, 20, rate=50)
        self.assertFalse(self._refresh().message)
        self.assertEqual(self._value(self.partner).net_revenue, 20_000)

    def test_credit_without_a_rate_is_left_out_of_orders_too(self):
        self.company.crm_value_basis = "order"
        lira = self._make_unrated_currency()
        order = self._sell(self.partner, self.today - timedelta(days=20), 500)
        invoice = order._create_invoices()
        invoice.action_post()
        refund = self._bill_in(lira, 70_000, 15, kind="out_refund")
        refund.reversed_entry_id = invoice
        self.assertIn("1 invoices and credit notes in TRY", self._refresh().message)
        self.assertEqual(self._value(self.partner).net_revenue, 500)

    def test_credit_to_another_payer_belongs_to_who_ordered(self):
        payer = self.env["res.partner"].create({"name": "Payer"})
        self.company.crm_value_basis = "order"
        order = self._sell(
            self.partner,
            self.today - timedelta(days=20),
            100,
            partner_invoice_id=payer.id,
        )
        invoice = order._create_invoices()
        invoice.action_post()
        self._refresh()
        Change = self.env["crm.customer.change"].sudo()
        Change.search([]).unlink()
        self._credit(invoice)
        self.assertIn(self.partner, Change.search([]).partner_id)
        for partner_ids in (self.partner.ids, None):
            self.env["crm.value.refresh"].sudo()._write_purchases(
                self.company, self.today, partner_ids
            )
            value = self._value(self.partner)
            self.assertEqual((value.order_days, value.net_revenue), (0, 0))

    def test_open_credit_lowers_what_is_owed(self):
        self._bill(100, 100)
        self._bill(60, 10, kind="out_refund")
        self._refresh()
        value = self._value(self.partner)
        self.assertEqual((value.receivable, value.overdue), (40, 40))

    def test_payments_are_noticed(self):
        invoice = self._bill(100, 30)
        Change = self.env["crm.customer.change"].sudo()
        Change.search([]).unlink()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 40})._create_payments()
        self.assertIn(self.partner, Change.search([]).partner_id)
