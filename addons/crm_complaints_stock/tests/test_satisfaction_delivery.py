from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_complaints.tests.satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionDelivery(SatisfactionMixin, TransactionCase):
    """Customers are asked when all of an order has arrived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_after_the_last_transfer(self):
        programme = self._make_programme(moment="delivery")
        product = self.env["product.product"].create(
            {"name": "Tea", "type": "consu", "is_storable": False}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        self.assertFalse(programme._plan_invitations())
        transfer = order.picking_ids
        transfer.move_ids.write({"quantity": 1, "picked": True})
        transfer.button_validate()
        programme.sudo().start_date = fields.Datetime.now() - timedelta(minutes=5)
        invitation = programme._plan_invitations()
        self.assertEqual(invitation.res_id, order.id)
        self.assertEqual(invitation.moment_date, transfer.date_done)
        self.assertFalse(programme._plan_invitations())
