from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDelivery(TransactionCase):
    """What was delivered, and what came back, is on the timeline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Northern Mills"})
        product = cls.env["product.product"].create(
            {"name": "Goods", "type": "consu", "is_storable": False}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        cls.order.action_confirm()
        cls.picking = cls.order.picking_ids

    def _find(self, user=None):
        Touchpoint = self.env["crm.touchpoint"]
        Touchpoint = Touchpoint.with_user(user) if user else Touchpoint.sudo()
        return Touchpoint.search(
            [
                ("commercial_partner_id", "=", self.customer.id),
                ("kind", "in", ("delivery", "return")),
            ]
        )

    def _finish(self, picking):
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()

    def test_delivery_and_return(self):
        self.assertFalse(self._find(), "only promised yet")
        self._finish(self.picking)
        delivery = self._find()
        self.assertEqual(
            (delivery.kind, delivery.direction, delivery.name, delivery.date),
            ("delivery", "out", self.picking.name, self.picking.date_done),
        )
        self.assertEqual(delivery.action_open_document()["res_id"], self.picking.id)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=self.picking.id)
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        action = wizard.action_create_returns()
        self._finish(self.env["stock.picking"].browse(action["res_id"]))
        self.assertEqual(
            sorted(self._find().mapped(lambda t: (t.kind, t.direction))),
            [("delivery", "out"), ("return", "in")],
        )

    def test_step_ends_when_the_goods_have_left(self):
        request_type = self.env["crm.request.type"].create(
            {
                "name": "Plan",
                "step_ids": [Command.create({"name": "Deliver", "kind": "delivery"})],
            }
        )
        request = self.env["crm.request"].create(
            {
                "name": "Goods",
                "type_id": request_type.id,
                "partner_id": self.customer.id,
            }
        )
        self.order.request_id = request
        request.step_ids._follow()
        self.assertEqual(request.state, "open")
        self._finish(self.picking)
        self.assertEqual(request.state, "done")

    def test_rights_are_those_of_the_transfer(self):
        self._finish(self.picking)
        touchpoint = self._find()
        salesperson = new_test_user(
            self.env, "delivery_sales", "sales_team.group_sale_salesman"
        )
        officer = new_test_user(
            self.env, "delivery_officer", "crm_gateway.group_request_user"
        )
        self.assertEqual(self._find(salesperson), touchpoint)
        self.assertFalse(self._find(officer))
        with self.assertRaises(AccessError):
            touchpoint.with_user(officer).read(["name"])

    def test_goods_that_are_still_here_are_not_reported_as_delivered(self):
        request_type = self.env["crm.request.type"].create(
            {
                "name": "Plan",
                "step_ids": [Command.create({"name": "Deliver", "kind": "delivery"})],
            }
        )
        request = self.env["crm.request"].create(
            {
                "name": "Goods",
                "type_id": request_type.id,
                "partner_id": self.customer.id,
            }
        )
        step = request.step_ids
        self.assertFalse(step.has_document)
        self.order.request_id = request
        step.invalidate_recordset()
        self.assertTrue(step.has_document)
        self.assertEqual(step.action_open_document()["res_id"], self.picking.id)
        with self.assertRaisesRegex(UserError, self.picking.name):
            step.action_done()
        self.assertEqual(step.state, "ready")
        step.action_skip()
        self.assertEqual(request.state, "done")
