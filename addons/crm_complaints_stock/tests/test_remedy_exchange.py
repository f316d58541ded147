from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .stock_common import DeliveryMixin


@tagged("post_install", "-at_install")
class TestRemedyExchange(DeliveryMixin, TransactionCase):
    """Goods again, out of the warehouse: what leaves it, and what comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.seller = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.agent.group_ids |= cls.seller
        cls._stock(20)
        cls.order = cls._deliver(5)

    @classmethod
    def _stock(cls, quantity):
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.goods, warehouse.lot_stock_id, quantity
        )

    def _replace(self, quantity, **values):
        return self._submit(
            kind="replacement",
            product_id=self.goods.id,
            quantity=quantity,
            order_id=self.order.id,
            **values,
        )

    def _get_on_hand(self):
        return self.goods.with_company(self.company).qty_available

    def _move(self, picking, quantity):
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking._action_done()

    def test_replacement_is_delivered_for_nothing(self):
        self._accuse()
        self.assertEqual(self._get_on_hand(), 15)
        remedy = self._replace(3)
        order = remedy.replacement_id
        self.assertEqual((order.state, order.amount_total), ("sale", 0))
        delivery = order.picking_ids
        self.assertEqual(delivery.picking_type_code, "outgoing")
        self.assertEqual(delivery.partner_id, self.order.partner_shipping_id)
        self.assertEqual(delivery.move_ids.product_uom_qty, 3)
        self.assertEqual(remedy.delivery_status, "pending")
        self._assert_tells_nothing(order)
        self._assert_tells_nothing(delivery)
        self._move(delivery, 2)
        self.assertEqual(remedy.delivery_status, "partial")
        self._move(order.picking_ids - delivery, 1)
        self.assertEqual(remedy.delivery_status, "full")
        self.assertEqual(self._get_on_hand(), 12)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertEqual((order.amount_to_invoice, remedy.cost), (0, 12))
        self.assertFalse(remedy.return_ids)

    def test_without_rights_it_is_delivered_once_confirmed(self):
        self.agent.group_ids = self.env.ref("crm_complaints.group_complaint_user")
        remedy = self._replace(3)
        self.assertEqual(remedy.replacement_id.state, "draft")
        remedy.replacement_id.action_confirm()
        self.assertEqual(remedy.replacement_id.picking_ids.move_ids.product_uom_qty, 3)

    def test_goods_come_back(self):
        remedy = self._replace(3, takes_back=True)
        back = remedy.return_ids
        self.assertEqual(back.return_id, self.order.picking_ids - back)
        self.assertEqual(back.move_ids.product_uom_qty, 3)
        delivery = remedy.replacement_id.picking_ids
        self.assertEqual(delivery.move_ids.product_uom_qty, 3)
        self._move(back, 3)
        self._move(delivery, 3)
        self.assertEqual(self._get_on_hand(), 15)
        self.assertEqual((remedy.cost, remedy.recovered_value), (12, 12))
        self.assertEqual(self.complaint.cost, 0)

    def test_no_more_comes_back_than_the_customer_has(self):
        self.team.remedy_limit = 1000
        with self.assertRaisesRegex(UserError, r"5\.0 left to return"):
            self._replace(6, takes_back=True)
        self.assertEqual(self._replace(6).state, "done")
        self._replace(3, takes_back=True)
        with self.assertRaisesRegex(UserError, r"2\.0 left to return"):
            self._replace(3, takes_back=True)

    def test_what_was_decided_stays(self):
        remedy = self._replace(6)
        self.assertEqual(remedy.state, "pending")
        with self.assertRaises(AccessError):
            remedy.with_user(self.agent).takes_back = True
