from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.crm_customer_value.tests.common import CustomerValueMixin


@tagged("post_install", "-at_install")
class TestMargin(CustomerValueMixin, AccountTestInvoicingCommon):
    """The margin comes from the cost of the goods, on either basis."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.env.user.group_ids |= cls.env.ref("crm_gateway.group_margin_viewer")
        cls.company = cls._prepare_company(cls.env.company)
        cls.product = cls._make_product(standard_price=60)
        cls.partner = cls.env["res.partner"].create({"name": "Ada"})
        cls.day = fields.Date.today() - timedelta(days=20)
        cls.order = cls._sell(cls.partner, cls.day, 200, quantity=2)

    def test_margin_of_orders(self):
        self._refresh()
        self.assertEqual(self._value(self.partner).margin, 80)

    def test_margin_of_orders_in_two_currencies(self):
        """Costs are in the order's currency, at the rate that the order keeps."""
        other = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Other", "currency_id": other.id}
        )
        order = self._sell(self.partner, self.day, 240, pricelist_id=pricelist.id)
        self.assertEqual((order.currency_id, order.margin), (other, 120))
        self.assertEqual(order.currency_rate, 2)
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 200 + 120)
        self.assertEqual(self._value(self.partner).margin, 80 + 60)

    def test_margin_of_invoices(self):
        invoice = self.order._create_invoices()
        invoice.invoice_date = self.day
        invoice.action_post()
        self.company.crm_value_basis = "invoice"
        self._refresh()
        self.assertEqual(self._value(self.partner).net_revenue, 200)
        self.assertEqual(self._value(self.partner).margin, 80)

    def test_credit_takes_its_share_of_the_margin(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids.quantity = 1
        wizard.new_move_ids.action_post()
        for basis in ("order", "invoice"):
            self.company.crm_value_basis = basis
            self._refresh()
            self.assertEqual(self._value(self.partner).net_revenue, 100, basis)
            self.assertEqual(self._value(self.partner).margin, 40, basis)
