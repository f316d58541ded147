from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_gateway.tests.common import RequestMixin


@tagged("post_install", "-at_install")
class TestProductionStep(RequestMixin, TransactionCase):
    """A step ends when what was ordered has been manufactured."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        mto = warehouse.mto_pull_id.route_id
        mto.active = True
        cls.routes = mto | warehouse.manufacture_pull_id.route_id
        cls.part = cls.env["product.product"].create({"name": "Leaf", "type": "consu"})
        cls.product.write({"is_storable": True, "route_ids": cls.routes.ids})
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.part.id, "product_qty": 2})
                ],
            }
        )
        cls.plan = cls._make_type(
            {"name": "Confirm", "kind": "order", "department_id": cls.sales.id},
            {"name": "Make", "kind": "production", "department_id": cls.stock.id},
        )

    def _order(self):
        request = self._make_request(self.plan)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "request_id": request.id,
            }
        )
        self._add_line(order, 3)
        order.action_confirm()
        step = request.step_ids.sorted("sequence")[1]
        return order, step, step._get_productions()

    def _make_by_hand(self, order):
        production = self.env["mrp.production"].create(
            {
                "product_id": self.product.id,
                "product_qty": 3,
                "bom_id": self.bom.id,
                "origin": order.name,
                "company_id": self.company.id,
            }
        )
        production.action_confirm()
        return production

    def _finish(self, production):
        production.qty_producing = 3
        production.move_raw_ids.write({"quantity": 6, "picked": True})
        production.button_mark_done()

    def test_from_order_to_goods(self):
        order, step, production = self._order()
        self.assertEqual(len(production), 1)
        self.assertEqual(production, order.mrp_production_ids)
        self.assertEqual(step._get_document(), production)
        self.assertEqual([step.state, step.problem], ["ready", False])
        self._finish(production)
        self.assertEqual(production.state, "done")
        self.assertEqual([step.state, step.request_id.state], ["done", "done"])

    def test_parts_are_made_without_a_word(self):
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.part.product_tmpl_id.id,
                "company_id": self.company.id,
            }
        )
        self.part.write({"is_storable": True, "route_ids": self.routes.ids})
        _order, step, production = self._order()
        self.assertEqual(production.product_id, self.product)
        self.assertTrue(production._get_children())
        self.assertEqual(step._get_document(), production)

    def test_cancelled_production_is_told_and_replaced(self):
        order, step, production = self._order()
        production.action_cancel()
        self.assertIn("cancelled", step.problem)
        self.assertEqual(step.request_id.activity_ids.user_id, self.clerk)
        production = self._make_by_hand(order)
        step.with_user(self.clerk).action_begin_again()
        self.assertEqual(step._get_document(), production)
        self.assertFalse(step.problem)
        self._finish(production)
        self.assertEqual(step.state, "done")

    def test_one_of_two_cancelled(self):
        """What is left does not end the step: not all that was ordered is made."""
        order, step, first = self._order()
        other = self.env["product.product"].create({"name": "Mug", "type": "consu"})
        second = self.env["mrp.production"].create(
            {
                "product_id": other.id,
                "product_qty": 1,
                "origin": order.name,
                "company_id": self.company.id,
            }
        )
        second.action_confirm()
        second.action_cancel()
        self.assertIn("cancelled", step.problem)
        self._finish(first)
        self.assertEqual(step.state, "ready")

    def test_nothing_is_made(self):
        self.product.route_ids = [Command.clear()]
        order, step, production = self._order()
        self.assertFalse(production)
        self.assertIn("Nothing is being manufactured", step.problem)
        production = self._make_by_hand(order)
        self._finish(production)
        self.assertEqual(step.state, "done")

    def test_cancelled_order_is_told(self):
        order, step, _production = self._order()
        order._action_cancel()
        self.assertEqual(step.state, "ready")
        self.assertIn("cancelled", step.problem)

    def test_order_of_another_company_with_the_same_number(self):
        order, step, production = self._order()
        other = self.env["res.company"].create({"name": "Other"})
        self.env["sale.order"].create(
            {
                "name": order.name,
                "partner_id": self.customer.id,
                "company_id": other.id,
            }
        )
        self.assertEqual(step._get_productions(), production)

    def test_employee_opens_no_production(self):
        _order, step, _production = self._order()
        with self.assertRaises(AccessError):
            step.with_user(step.user_id).action_open_document()

    def test_standard_plan(self):
        make = self.env.ref("crm_gateway.crm_request_type_made_to_order_make")
        self.assertEqual(make.kind, "production")
