from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestBusinessLineAccount(KeyInfoCase):
    """An account manager sees what part of a customer's needs we serve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        food = cls.env["product.category"].create({"name": "Food"})
        tea = cls.env["product.category"].create({"name": "Tea", "parent_id": food.id})
        # the line names a category and one below it: sales count once
        cls.line = cls.env["crm.business.line"].create(
            {"name": "Groceries", "category_ids": [Command.set((food | tea).ids)]}
        )
        cls.tea = cls.env["product.product"].create(
            {"name": "Tea", "categ_id": tea.id, "taxes_id": False}
        )
        cls.chair = cls.env["product.product"].create(
            {"name": "Chair", "taxes_id": False}
        )
        cls.account = cls.env["crm.business.line.account"].create(
            {
                "partner_id": cls.customer.id,
                "business_line_id": cls.line.id,
                "user_id": cls.seller.id,
                "potential": 1000,
            }
        )

    def _sell(self, partner, product, amount, days_ago=1, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=days_ago)
        return order

    def test_share_of_the_potential(self):
        self._sell(self.customer, self.tea, 100)
        self._sell(self.contact, self.tea, 150)
        self._sell(self.customer, self.chair, 999)
        self._sell(self.customer, self.tea, 999, days_ago=400)
        self.env["sale.order"].create({"partner_id": self.customer.id})
        account = self._as(self.seller, self.account)
        self.assertEqual(account.sales_amount, 250)
        self.assertEqual(account.share, 0.25)
        Account = self.env["crm.business.line.account"]
        self.assertIn(self.account, Account.search([("share", "<", 0.3)]))
        self.assertNotIn(self.account, Account.search([("share", ">=", 0.3)]))
        self.account.potential = 0
        self.assertEqual(account.share, 0, "unknown, not infinite")

    def test_foreign_currency_counts_at_the_orders_rate(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2020-01-01",
                "rate": 0.5,
                "company_id": self.company.id,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        self._sell(self.customer, self.tea, 100, pricelist_id=pricelist.id)
        self.assertEqual(self.account.sales_amount, 200)

    def test_many_accounts_cost_what_one_costs(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        accounts = self.env["crm.business.line.account"].create(
            [
                {"partner_id": partner.id, "business_line_id": self.line.id}
                for partner in partners
            ]
        )
        self.assertEqual(self._count(accounts), self._count(accounts[:1]))

    def _count(self, accounts):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        accounts.mapped("share")
        return self.cr.sql_log_count - before

    def test_one_account_a_line_and_no_negative_potential(self):
        values = {"partner_id": self.contact.id, "business_line_id": self.line.id}
        for wrong in values, {**values, "potential": -1}:
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.env["crm.business.line.account"].create(wrong)

    def test_review_is_reminded_once(self):
        self.account.next_review_date = self._day(-1)
        for _turn in range(2):
            self._run_cron("ir_cron_business_line_account")
        activity = self._activities(self.account)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.seller)

    def test_outsiders_are_refused(self):
        self._assert_closed_to_outsiders(self.account)
