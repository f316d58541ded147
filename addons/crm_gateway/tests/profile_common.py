from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import mail_new_test_user


class CustomerCase(AccountTestInvoicingCommon):
    """A customer with one document of each kind, and people with various rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.salesperson = cls._make_user(
            "gateway_sales", "sales_team.group_sale_salesman"
        )
        cls.colleague = cls._make_user(
            "gateway_colleague", "sales_team.group_sale_salesman"
        )
        cls.manager = cls._make_user("gateway_manager", "sales_team.group_sale_manager")
        cls.accountant = cls._make_user(
            "gateway_accountant", "account.group_account_invoice"
        )
        cls.clerk = cls._make_user("gateway_clerk", "base.group_user")
        cls.portal = cls._make_user("gateway_portal", "base.group_portal")
        cls.stranger = cls._make_user(
            "gateway_stranger", "sales_team.group_sale_manager", cls.other_company
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Northern Mills", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Nora North", "parent_id": cls.customer.id}
        )
        cls.product = cls.env["product.product"].create(
            {
                "name": "Goods",
                "type": "consu",
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )

    @classmethod
    def _make_user(cls, login, groups, company=None):
        company = company or cls.company
        make = new_test_user if "portal" in groups else mail_new_test_user
        return make(
            cls.env,
            login=login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _make_order(cls, user, amount=100, confirm=True, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.contact.id,
                "user_id": user.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _make_lead(cls, user, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Ten machines",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": user.id,
                "team_id": False,
                "expected_revenue": 5000,
                **values,
            }
        )

    @classmethod
    def _make_invoice(cls, user, amount=100, days=0, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.contact.id,
                "invoice_user_id": user.id,
                "invoice_date": fields.Date.today() - timedelta(days=days),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _make_payment(cls, amount=100):
        payment = cls.env["account.payment"].create(
            {
                "partner_id": cls.customer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": amount,
            }
        )
        payment.action_post()
        return payment
