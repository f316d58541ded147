from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .stock_common import DeliveryMixin


@tagged("post_install", "-at_install")
class TestRemedyReturn(DeliveryMixin, TransactionCase):
    """What comes back is never more than what was delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.order = cls._deliver(5)

    def _return(self, quantity, **values):
        return self._submit(
            kind="return", product_id=self.goods.id, quantity=quantity, **values
        )

    def test_more_than_delivered(self):
        with self.assertRaisesRegex(UserError, r"5\.0 left to return"):
            self._return(6, order_id=self.order.id)

    def test_open_and_done_returns_count(self):
        remedy = self._return(3, order_id=self.order.id)
        self.assertEqual(remedy.state, "done")
        self._assert_tells_nothing(remedy.return_ids)
        delivery = self.order.picking_ids - remedy.return_ids
        self.assertEqual(remedy.return_ids.return_id, delivery)
        self.assertEqual(remedy.return_ids.move_ids.product_uom_qty, 3)
        with self.assertRaisesRegex(UserError, r"2\.0 left to return"):
            self._return(3, order_id=self.order.id)
        remedy.return_ids.action_cancel()
        self.assertEqual(self._return(5, order_id=self.order.id).state, "done")

    def test_what_came_back_lowers_the_cost_once(self):
        """A return and its credit note: 50 credited, 3 x 4 came back."""
        remedy = self._return(3, order_id=self.order.id)
        self._submit(amount=50)
        self.assertEqual(self.complaint.cost, 50)
        picking = remedy.return_ids
        picking.move_ids.write({"quantity": 3, "picked": True})
        picking._action_done()
        self.assertEqual(remedy.recovered_value, 12)
        self.assertEqual(remedy.cost, 0)
        self.assertEqual(self.complaint._get_cost_parts()["recovered"], -12)
        self.assertEqual(self.complaint.cost, 38)

    def test_of_several_deliveries(self):
        self._deliver(2)
        remedy = self._return(6)
        self.assertEqual(
            sorted(remedy.return_ids.move_ids.mapped("product_uom_qty")), [2, 4]
        )

    def test_of_others(self):
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        self._deliver(10, other)
        with self.assertRaisesRegex(UserError, r"5\.0 left to return"):
            self._return(6)

    def test_returns_are_not_written_by_hand(self):
        remedy = self._ask(kind="return", product_id=self.goods.id)
        with self.assertRaises(AccessError):
            remedy.return_ids = self.order.picking_ids
