from datetime import timedelta

from odoo.tests import tagged

from .common import CustomerValueCase


@tagged("post_install", "-at_install")
class TestProducts(CustomerValueCase):
    """What is due to be bought again, and what else to offer."""

    def test_reorder_from_the_own_rhythm(self):
        for day, quantity in ((0, 10), (30, 10), (60, 500), (90, 10)):
            self._sell(self.partner, self._day(day), 100, quantity=quantity)
        self._refresh(self._day(130))
        reorder = self.env["crm.customer.reorder"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(reorder.product_id, self.product)
        self.assertEqual(reorder.interval, 30)
        self.assertEqual(reorder.due_date, self._day(120))
        self.assertEqual(reorder.quantity, 10, "the median resists one bulk order")
        self.assertAlmostEqual(reorder.overdue_ratio, 40 / 30, 2)
        action = reorder.action_create_quotation()
        self.assertEqual(action["context"]["default_partner_id"], self.partner.id)
        [(_command, _id, line)] = action["context"]["default_order_line"]
        self.assertEqual(line["product_uom_qty"], 10)

    def test_reorder_goes_when_the_rhythm_goes(self):
        orders = [self._sell(self.partner, self._day(d), 100) for d in (0, 30, 60)]
        self._refresh(self._day(70))
        domain = [("partner_id", "=", self.partner.id)]
        self.assertTrue(self.env["crm.customer.reorder"].search(domain))
        orders[0]._action_cancel()
        self._refresh(self._day(70))
        self.assertFalse(self.env["crm.customer.reorder"].search(domain))

    def test_order_of_this_morning_is_due_no_more(self):
        """The small refresh too: others stay, the product's rhythm is known."""
        other = self.env["res.partner"].create({"name": "Bob"})
        today = self.company._get_crm_value_as_of()
        for partner, gap in ((self.partner, 30), (other, 60)):
            for number in range(3):
                day = today - timedelta(days=100 + gap * number)
                self._sell(partner, day, 100)
        self._refresh()
        Reorder = self.env["crm.customer.reorder"]
        mine = Reorder.search([("partner_id", "=", self.partner.id)])
        others = Reorder.search([("partner_id", "=", other.id)])
        self.assertEqual((mine.interval, others.interval), (37.5, 52.5))
        self.assertGreater(mine.overdue_ratio, 1)
        before = others.read()
        self._sell(self.partner, today, 100)
        self.env["crm.value.refresh"]._refresh_customers(self.company, self.partner.ids)
        self.assertEqual(mine.last_order_date, today)
        self.assertAlmostEqual(mine.interval, (4 * 30 + 3 * 45) / 7, 1)
        self.assertLess(mine.overdue_ratio, 1)
        self.assertEqual(others.read(), before)
        self._refresh()
        self.assertEqual(mine.last_order_date, today)

    def test_cross_sell_by_lift(self):
        printer, ink, chair = (
            self._make_product(name) for name in ("Printer", "Ink", "Chair")
        )
        partners = self.env["res.partner"].create(
            [{"name": f"Buyer {i}"} for i in range(40)]
        )
        for number, partner in enumerate(partners):
            if number < 12:
                self._sell(partner, self._day(1), 100, product=printer)
                if number:
                    self._sell(partner, self._day(9), 20, product=ink)
            else:
                self._sell(partner, self._day(1), 50, product=chair)
        self._refresh(self._day(30))
        affinity = self.env["crm.product.affinity"].search(
            [("company_id", "=", self.company.id), ("product_id", "=", printer.id)]
        )
        self.assertEqual(affinity.suggested_product_id, ink)
        self.assertEqual(affinity.customers, 11)
        self.assertAlmostEqual(affinity.lift, 40 * 11 / (12 * 11), 2)
        self.assertLess(affinity.p_value, 0.01)
        self.assertEqual(
            self._value(partners[0]).cross_sell_ids.suggested_product_id, ink
        )
        self.assertFalse(self._value(partners[1]).cross_sell_ids, "has ink already")
        ink.sale_ok = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self._value(partners[0]).cross_sell_ids, "not for sale")
