from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged

from .stock_common import DeliveryMixin


@tagged("post_install", "-at_install")
class TestComplaintLink(DeliveryMixin, TransactionCase):
    """A complaint about a delivery, or about goods of a lot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.goods.tracking = "lot"
        cls.lot = cls.env["stock.lot"].create(
            {
                "name": "LOT-7",
                "product_id": cls.goods.id,
                "company_id": cls.company.id,
            }
        )
        cls.picking = cls._make_picking(cls.company)

    @classmethod
    def _make_picking(cls, company):
        kind = cls.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", company.id)], limit=1
        )
        return cls.env["stock.picking"].create(
            {"picking_type_id": kind.id, "partner_id": cls.customer.id}
        )

    def _link(self, **values):
        self.complaint.with_user(self.agent).link_ids = [Command.create(values)]
        return self.complaint.link_ids

    def test_delivery_and_lot(self):
        link = self._link(picking_id=self.picking.id, lot_id=self.lot.id, note="Wet")
        self.assertEqual(link.display_name, f"{self.picking.name}, LOT-7")
        link = self._link(product_id=self.goods.id, lot_id=self.lot.id) - link
        self.assertEqual(link.display_name, "Tea, LOT-7")

    def test_others_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        with self.assertRaises(UserError):
            self._link(picking_id=self._make_picking(other).id)
        lot = self.lot.with_company(other).create(
            {"name": "X", "product_id": self.goods.id, "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self._link(lot_id=lot.id)

    def test_entered_on_the_form(self):
        """By who may look into the warehouse; others see what was entered."""
        self.agent.group_ids |= self.env.ref("stock.group_stock_user")
        with Form(self.complaint.with_user(self.agent)) as form:
            with form.link_ids.new() as line:
                line.picking_id = self.picking
                line.lot_id = self.lot
                self.assertEqual(line.product_id, self.goods)
        self.assertEqual(self.complaint.link_ids.lot_id, self.lot)
        self.agent.group_ids -= self.env.ref("stock.group_stock_user")
        with Form(self.complaint.with_user(self.agent)) as form:
            with form.link_ids.edit(0) as line:
                self.assertEqual(line.lot_id, self.lot)
                line.note = "Opened"
        link = self.complaint.link_ids
        self.assertEqual((link.note, link.picking_id), ("Opened", self.picking))

    def test_accused_find_nothing_by_the_delivery(self):
        link = self._link(picking_id=self.picking.id)
        self.manager.group_ids |= self.env.ref("stock.group_stock_manager")
        self.complaint.accused_employee_ids = self._make_employee("A", self.manager)
        seen = link.with_user(self.manager)
        self.assertFalse(seen.search([("picking_id", "=", self.picking.id)]))
        with self.assertRaises(AccessError):
            seen.read(["picking_id"])
        self._assert_tells_nothing(self.picking)
