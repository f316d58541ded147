from datetime import date, datetime

from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common import CustomerValueCase


@tagged("post_install", "-at_install")
class TestPurchases(CustomerValueCase):
    """What counts as a purchase, and what it is worth."""

    def test_orders_of_a_day_are_one_purchase(self):
        product = self._make_product(standard_price=0.7)
        for day, amount in ((0, 100), (0, 50), (30, 80), (60, 120)):
            self._sell(self.partner, self._day(day), amount, product, quantity=amount)
        self._refresh(self._day(90))
        value = self._value(self.partner)
        self.assertEqual(value.order_days, 3, "x = 2 repeat purchases")
        self.assertEqual(value.order_count, 4)
        self.assertEqual(value.first_order_date, self._day(0))
        self.assertEqual(value.last_order_date, self._day(60), "tx = 60")
        self.assertEqual(value.as_of_date, self._day(90), "T = 90")
        self.assertEqual(value.net_revenue, 350)
        self.assertEqual(value.repeat_revenue, 200, "z = 200 / 2 = 100")
        self.assertEqual(value.margin, 105, "30 %")

    def test_business_day_is_the_local_one(self):
        self.company.crm_timezone = "Asia/Tehran"
        # 20:00 and 21:00 UTC are 23:30 and 00:30 of the next day in Tehran
        self._sell(self.partner, datetime(2025, 3, 1, 20), 10)
        self._sell(self.partner, datetime(2025, 3, 1, 21), 10)
        self._refresh(date(2025, 3, 2))
        value = self._value(self.partner)
        self.assertEqual(value.first_order_date, date(2025, 3, 1))
        self.assertEqual(value.last_order_date, date(2025, 3, 2))

    def test_as_of_ends_with_the_local_day(self):
        self.company.crm_timezone = "Asia/Tehran"
        self._sell(self.partner, datetime(2025, 3, 1, 20), 10)
        self._sell(self.partner, datetime(2025, 3, 1, 21), 10)
        self._refresh(date(2025, 3, 1))
        self.assertEqual(self._value(self.partner).order_days, 1)

    def test_future_order_waits_for_its_day(self):
        self._sell(self.partner, self._day(0), 100)
        self._sell(self.partner, self._day(13), 100)
        self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).order_days, 1)
        self._refresh(self._day(13))
        value = self._value(self.partner)
        self.assertEqual(value.order_days, 2)
        self.assertGreaterEqual(value.as_of_date, value.last_order_date)

    def test_drafts_and_cancelled_orders_do_not_count(self):
        kept = self._sell(self.partner, self._day(0), 100)
        gone = self._sell(self.partner, self._day(5), 100)
        gone._action_cancel()
        self.env["sale.order"].create({"partner_id": self.partner.id})
        self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).order_days, 1)
        kept._action_cancel()
        self._refresh(self._day(10))
        value = self._value(self.partner)
        self.assertTrue(value, "the row stays for what refers to it")
        self.assertEqual((value.order_days, value.net_revenue, value.cltv), (0, 0, 0))
        self.assertFalse(value.segment_id)

    def test_contacts_roll_up_to_the_root(self):
        group = self.env["res.partner"].create({"name": "Root", "is_company": True})
        child = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": group.id, "type": "contact"}
        )
        grandchild = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": child.id, "type": "contact"}
        )
        self._sell(child, self._day(0), 100)
        self._sell(grandchild, self._day(1), 100)
        self._refresh(self._day(10))
        self.assertEqual(self._value(group).net_revenue, 200)
        self.assertFalse(self._value(child))
        self.assertEqual(
            grandchild.with_company(self.company).customer_value_id,
            self._value(group),
            "every contact shows the company's value",
        )

    def test_own_companies_and_tagged_customers_are_left_out(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        tag = self.env["res.partner.category"].create({"name": "Test"})
        tester = self.env["res.partner"].create(
            {"name": "Tester", "category_id": [(4, tag.id)]}
        )
        self.company.crm_value_excluded_category_ids = tag
        self._sell(sister.partner_id, self._day(0), 1_000_000)
        self._sell(tester, self._day(0), 1_000_000)
        self._sell(self.partner, self._day(0), 100)
        refresh = self._refresh(self._day(10))
        self.assertEqual(refresh.customers, 1)
        self.assertFalse(self._value(sister.partner_id))
        self.assertFalse(self._value(tester))

    def test_archived_customer_keeps_history_off_the_lists(self):
        self._sell(self.partner, self._day(0), 100)
        self.partner.active = False
        refresh = self._refresh(self._day(10))
        value = self._value(self.partner)
        self.assertEqual(refresh.customers, 1, "archived customers are in the fit")
        self.assertFalse(value.active)
        self.assertNotIn(value, self.env["crm.customer.value"].search([]))
        self.partner.active = True
        self.assertIn(value, self.env["crm.customer.value"].search([]))

    def test_foreign_currency_at_the_rate_of_its_day(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "name": "2024-12-01", "rate": 0.5},
                {"currency_id": euro.id, "name": "2025-01-05", "rate": 0.8},
            ]
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        order = self._sell(self.partner, self._day(2), 100, pricelist_id=pricelist.id)
        order._compute_currency_rate()
        self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).net_revenue, 200)

    def test_orders_without_a_rate_are_named_not_guessed(self):
        lira = self.env.ref("base.TRY")
        lira.active = True
        lira.rate_ids.unlink()
        pricelist = self.env["product.pricelist"].create(
            {"name": "Lira", "currency_id": lira.id}
        )
        self._sell(self.partner, self._day(0), 100)
        self._sell(self.partner, self._day(1), 1_000_000, pricelist_id=pricelist.id)
        refresh = self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).net_revenue, 100)
        self.assertIn("1 orders in TRY", refresh.message)
        # The host keeps 1 : 1 on the order; the rate of its day is known now.
        self.env["res.currency.rate"].create(
            {"currency_id": lira.id, "name": self._day(1), "rate": 40}
        )
        self.assertFalse(self._refresh(self._day(10)).message)
        self.assertEqual(self._value(self.partner).net_revenue, 25_100)

    def test_two_companies_have_two_rows(self):
        other = self._prepare_company(
            self.env["res.company"].create(
                {"name": "Other", "currency_id": self.env.ref("base.EUR").id}
            )
        )
        self.env.user.company_ids |= other
        self._sell(self.partner, self._day(0), 100)
        self.env["sale.order"].with_company(other).create(
            {
                "partner_id": self.partner.id,
                "company_id": other.id,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "price_unit": 7})
                ],
            }
        ).action_confirm()
        self._refresh(self._day(10))
        self._refresh(company=other)
        ours, theirs = self._value(self.partner), self._value(self.partner, other)
        self.assertEqual(ours.net_revenue, 100)
        self.assertEqual(theirs.net_revenue, 7)
        self.assertEqual(theirs.currency_id, self.env.ref("base.EUR"))

    def test_group_revenue_at_event_date_rate(self):
        """100 USD on a day at .90 are 90 EUR in the group, whatever came later."""
        euro = self.env.ref("base.EUR")
        dollar = self.env.ref("base.USD")
        (euro | dollar).active = True
        (euro | dollar).rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "name": "2024-12-01", "rate": 0.9},
                {"currency_id": euro.id, "name": "2025-01-05", "rate": 0.5},
            ]
        )
        self.company.crm_group_currency_id = euro
        self._sell(self.partner, self._day(1), 100)
        self._refresh(self._day(10))
        value = self._value(self.partner)
        self.assertEqual(value.net_revenue, 100)
        self.assertEqual(value.group_revenue, 90)
        self.assertEqual(value.group_currency_id, euro)

    def test_group_revenue_is_empty_without_a_rate(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2025-01-05", "rate": 0.5}
        )
        self.company.crm_group_currency_id = euro
        late = self.env["res.partner"].create({"name": "Bob"})
        self._sell(self.partner, self._day(1), 100)
        self._sell(late, self._day(6), 100)
        refresh = self._refresh(self._day(10))
        self.env.user.group_ids |= self.env.ref("base.group_multi_company")
        for partner, amount in ((self.partner, None), (late, 50)):
            value = self._value(partner)
            self.assertEqual(value.net_revenue, 100)
            [(stored,)] = self.env.execute_query(
                SQL(
                    "SELECT group_revenue FROM crm_customer_value WHERE id = %s",
                    value.id,
                )
            )
            self.assertEqual(stored, amount, "empty, and not 0")
            hidden = Form(value)._get_modifier("group_revenue", "invisible")
            self.assertEqual(bool(hidden), amount is None)
        self.assertIn("1 customers in the group currency EUR", refresh.message)

    def test_tag_on_a_contact_leaves_its_company_in(self):
        tag = self.env["res.partner.category"].create({"name": "Staff"})
        self.company.crm_value_excluded_category_ids = tag
        self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.partner.id, "category_id": tag.ids}
        )
        self._sell(self.partner, self._day(0), 100)
        self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).net_revenue, 100)
