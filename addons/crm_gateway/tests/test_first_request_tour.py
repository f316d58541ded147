from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon

# who does everything alone, as a newcomer in the demo does
GROUPS = (
    "sales_team.group_sale_manager",
    "account.group_account_manager",
    "stock.group_stock_user",
)


@tagged("post_install", "-at_install")
class TestFirstRequest(AccountTestInvoicingHttpCommon):
    """The tour that leads a newcomer goes from the phone call to the paid invoice."""

    def test_from_phone_call_to_paid_invoice(self):
        user = self.env.user
        for xmlid in GROUPS:
            user.group_ids |= (
                self.env.ref(xmlid, raise_if_not_found=False) or user.group_ids
            )
        user.action_id = False
        customer = self.env["res.partner"].create({"name": "Cyrus Trading"})
        self.env["product.product"].create(
            {
                "name": "Desk of the tour",
                "type": "consu",
                "list_price": 10,
                "invoice_policy": "delivery"
                if "stock.picking" in self.env
                else "order",
                "taxes_id": False,
            }
        )
        self.start_tour("/odoo", "crm_gateway_first_request", login=user.login)
        request = self.env["crm.request"].search([("partner_id", "=", customer.id)])
        self.assertEqual((request.name, request.state), ("Forty desks", "done"))
        self.assertEqual(
            request.step_ids.sorted("sequence").mapped("state"), ["done"] * 5
        )
        invoice = request.invoice_ids
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 0))
        self.assertEqual(invoice.amount_untaxed, 10)
