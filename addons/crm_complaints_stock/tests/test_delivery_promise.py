from datetime import datetime

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_complaints.tests.promise_common import PromiseMixin


@tagged("post_install", "-at_install")
class TestDeliveryPromise(PromiseMixin, TransactionCase):
    """Orders delivered late, by the promise of the day on which they came in."""

    kind = "order_delivery"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()

    def _deliver(self, order, moment, quantity=None):
        with freeze_time(moment):
            picking = order.picking_ids.filtered(lambda p: p.state != "done")
            for move in picking.move_ids:
                move.write(
                    {"quantity": quantity or move.product_uom_qty, "picked": True}
                )
            picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def test_order_before_the_version_and_after_it(self):
        before = self._make_order("2026-02-28 10:00:00")
        after = self._make_order("2026-03-02 10:00:00")
        for order in before, after:
            self._deliver(order, "2026-03-08 10:00:00")
        for _run in range(3):
            breach = self._detect("2026-03-09 08:00:00")
        self.assertEqual(breach.order_id, after)
        self.assertEqual(breach.version_id, self.second)
        self.assertEqual(breach.compensation_amount, 50)
        self.assertEqual(breach.measured_value, 4)
        self.assertEqual(breach.happened_date, datetime(2026, 3, 8, 10))

    def test_delivered_in_time(self):
        self._deliver(self._make_order("2026-03-02 10:00:00"), "2026-03-04 15:00:00")
        self.assertFalse(self._detect("2026-03-09 08:00:00"))

    def test_not_delivered_yet(self):
        order = self._make_order("2026-03-02 10:00:00")
        self.assertFalse(self._detect("2026-03-04 15:00:00"))
        breach = self._detect("2026-03-05 08:00:00")
        self.assertTrue(breach.is_ongoing)
        self._deliver(order, "2026-03-05 10:00:00")
        self._detect("2026-03-05 11:00:00")
        self.assertEqual(breach.measured_value, 3)
        self.assertFalse(breach.is_ongoing)

    def test_part_is_not_all(self):
        order = self._make_order("2026-03-02 10:00:00")
        order.order_line.product_uom_qty = 2
        self._deliver(order, "2026-03-03 10:00:00", quantity=1)
        self.assertEqual(len(order.picking_ids), 2, "a back order is left")
        breach = self._detect("2026-03-08 08:00:00")
        self.assertTrue(breach.is_ongoing)
        self._deliver(order, "2026-03-08 09:00:00")
        self._detect("2026-03-08 10:00:00")
        self.assertEqual(breach.happened_date, datetime(2026, 3, 8, 9))

    def test_cancelled_and_services(self):
        self._make_order("2026-03-02 10:00:00")._action_cancel()
        self.product.type = "service"
        self._make_order("2026-03-02 10:00:00")
        self.assertFalse(self._detect("2026-03-20 08:00:00"))

    def test_what_comes_back_changes_nothing(self):
        order = self._make_order("2026-03-02 10:00:00")
        picking = self._deliver(order, "2026-03-03 10:00:00")
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=picking.id)
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()
        self.assertFalse(self._detect("2026-03-20 08:00:00"))

    def test_promised_date_of_the_order(self):
        promise = self._make_promise("order_commitment")
        version = self._make_version("2026-03-01", promise, limit_value=0)
        with freeze_time("2026-02-01 08:00:00"):
            self._approve(version)
        self.promise.active = False
        day = "2026-03-10 10:00:00"
        self._make_order("2026-03-02 10:00:00")
        kept = self._make_order("2026-03-02 10:00:00", commitment_date=day)
        late = self._make_order("2026-03-02 10:00:00", commitment_date=day)
        self.assertFalse(self._detect("2026-03-10 15:00:00"))
        self._deliver(kept, "2026-03-10 16:00:00")
        self._deliver(late, "2026-03-11 08:00:00")
        breach = self._detect("2026-03-12 08:00:00")
        self.assertEqual(breach.order_id, late)
        self.assertEqual(breach.due_date, datetime(2026, 3, 10, 21, 59, 59))
        self.assertEqual(breach.measured_value, 1)
