from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_complaints.tests.remedy_common import RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyRepair(RemedyMixin, TransactionCase):
    """Mended at our cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.part = cls.env["product.product"].create(
            {"name": "Lid", "type": "consu", "standard_price": 3}
        )

    def test_repair_costs_its_parts(self):
        remedy = self._submit(
            kind="repair", product_id=self.goods.id, quantity=1, amount=20
        )
        repair = remedy.repair_id
        self.assertEqual((remedy.res_model, remedy.res_id), ("repair.order", repair.id))
        self.assertEqual(repair.partner_id, self.customer)
        self.assertEqual(repair.product_id, self.goods)
        self.assertTrue(repair.under_warranty)
        self.assertEqual(remedy.cost, 20)
        repair.move_ids = [
            Command.create(
                {
                    "repair_line_type": "add",
                    "product_id": self.part.id,
                    "product_uom_qty": 2,
                }
            )
        ]
        repair.action_validate()
        repair.action_repair_start()
        repair.move_ids.write({"quantity": 2, "picked": True})
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        self.assertEqual(remedy.cost, 6)

    def test_repair_tells_nothing(self):
        self._accuse()
        self._assert_tells_nothing(
            self._submit(kind="repair", product_id=self.goods.id, amount=20).repair_id
        )

    def test_without_an_estimate_an_approver_decides(self):
        remedy = self._submit(kind="repair", product_id=self.goods.id, freight=5)
        self.assertEqual((remedy.state, remedy.granted_amount), ("pending", 5))
        remedy.with_user(self.approver).action_approve()
        self.assertEqual((remedy.state, remedy.cost), ("done", 0))
        self.assertEqual(self.complaint.cost, 5)

    def test_cancelled_costs_nothing(self):
        remedy = self._submit(
            kind="repair", product_id=self.goods.id, quantity=1, amount=20
        )
        remedy.repair_id.action_repair_cancel()
        self.assertEqual(remedy.cost, 0)

    def test_repairs_are_not_written_by_hand(self):
        remedy = self._ask(kind="repair", product_id=self.goods.id)
        with self.assertRaises(AccessError):
            remedy.repair_id = False
