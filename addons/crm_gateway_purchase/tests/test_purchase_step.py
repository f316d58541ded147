from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_gateway.tests.common import RequestMixin


@tagged("post_install", "-at_install")
class TestPurchaseStep(RequestMixin, TransactionCase):
    """What was ordered is bought once, and the step ends when it is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.vendor = cls.env["res.partner"].create({"name": "Tea Gardens"})
        cls.product.seller_ids = [
            Command.create({"partner_id": cls.vendor.id, "price": 4})
        ]
        cls.plan = cls._make_type(
            {"name": "Confirm", "kind": "order", "department_id": cls.sales.id},
            {"name": "Buy", "kind": "purchase", "department_id": cls.stock.id},
        )

    def _order(self, confirm=True):
        """Make a request whose order has a line; return it with its step."""
        request = self._make_request(self.plan)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "request_id": request.id,
            }
        )
        self._add_line(order, 3)
        if confirm:
            order.action_confirm()
        return request, request.step_ids.sorted("sequence")[1]

    def _receive(self, purchase):
        for transfer in purchase.picking_ids:
            transfer.move_ids.write({"quantity": 3, "picked": True})
            transfer.button_validate()

    def test_bought_when_nobody_has(self):
        request, step = self._order()
        purchase = request.order_ids._get_purchase_orders()
        self.assertEqual(
            [purchase.state, purchase.partner_id, purchase.company_id],
            ["draft", self.vendor, self.company],
        )
        self.assertEqual(purchase.origin, request.order_ids.name)
        line = purchase.order_line
        self.assertEqual([line.product_qty, line.price_unit], [3, 4])
        self.assertEqual(step._get_document(), purchase)
        step._follow()
        self.assertEqual(request.order_ids._get_purchase_orders(), purchase, "once")
        purchase.button_confirm()
        self.assertEqual(step.state, "ready", "still to be delivered")
        self._receive(purchase)
        self.assertEqual([step.state, request.state], ["done", "done"])

    def test_bought_by_the_routes(self):
        """What replenishment on order has bought is followed, not bought again."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        )
        mto = warehouse.mto_pull_id.route_id
        mto.active = True
        self.product.route_ids = mto | warehouse.buy_pull_id.route_id
        request, step = self._order()
        purchase = self.env["purchase.order"].search(
            [("partner_id", "=", self.vendor.id)]
        )
        self.assertEqual(len(purchase), 1)
        self.assertEqual(step._get_document(), purchase)
        purchase.button_confirm()
        self.assertEqual(step.state, "ready")
        self._receive(purchase)
        self.assertEqual(step.state, "done")

    def test_waits_for_the_order(self):
        request, step = self._order(confirm=False)
        step._make_ready()
        self.assertEqual([step.state, step.problem], ["ready", False])
        self.assertFalse(self.vendor.purchase_line_ids)
        request.order_ids.action_confirm()
        self.assertEqual(self.vendor.purchase_line_ids.order_id, step._get_document())

    def test_nobody_sells_it(self):
        self.product.seller_ids.unlink()
        request, step = self._order()
        self.assertIn("vendor", step.problem)
        self.assertEqual(request.activity_ids.user_id, self.clerk)
        step._follow()
        self.assertEqual(len(request.activity_ids), 1, "told once")
        self.product.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": 4})
        ]
        step.with_user(self.clerk).action_begin_again()
        self.assertFalse(step.problem)
        self.assertTrue(step.res_id)

    def test_cancelled_purchase_is_told_and_made_again(self):
        request, step = self._order()
        lost = request.order_ids._get_purchase_orders()
        lost.button_cancel()
        self.assertIn("cancelled", step.problem)
        step.with_user(self.clerk).action_begin_again()
        made = request.order_ids._get_purchase_orders() - lost
        self.assertEqual(step._get_document(), made)
        self.assertFalse(step.problem)
        made.button_confirm()
        self._receive(made)
        self.assertEqual(step.state, "done")

    def test_services_and_foreign_vendors_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.product.seller_ids.company_id = other
        service = self.env["product.product"].create(
            {"name": "Tasting", "type": "service", "service_to_purchase": False}
        )
        service.seller_ids = [Command.create({"partner_id": self.vendor.id})]
        request, step = self._order(confirm=False)
        request.order_ids.order_line = [Command.create({"product_id": service.id})]
        request.order_ids.action_confirm()
        self.assertIn("vendor", step.problem)
        self.assertFalse(self.vendor.purchase_line_ids)

    def test_employee_opens_no_purchase(self):
        _request, step = self._order()
        with self.assertRaises(AccessError):
            step.with_user(step.user_id).action_open_document()
        step.with_user(step.user_id).action_done()
        self.assertEqual(step.state, "done", "who does it may say so")

    def test_standard_plan(self):
        """Where there is manufacturing too, that is what the plan follows."""
        make = self.env.ref("crm_gateway.crm_request_type_made_to_order_make")
        self.assertIn(make.kind, ("purchase", "production"))
