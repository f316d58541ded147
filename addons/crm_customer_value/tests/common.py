from datetime import date, datetime, time, timedelta

from odoo.tests import TransactionCase


class CustomerValueMixin:
    """Sales on given days through the host's ORM, and one-call refreshes."""

    @classmethod
    def _prepare_company(cls, company, **settings):
        company.write({"crm_value_basis": "order", "crm_timezone": "UTC", **settings})
        return company

    @classmethod
    def _make_product(cls, name="Goods", **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "taxes_id": False,
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _sell(cls, partner, day, amount, product=None, quantity=1, **values):
        """Confirm an order of ``amount`` on ``day`` (date, or datetime in UTC)."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": (product or cls.product).id,
                            "product_uom_qty": quantity,
                            "price_unit": amount / quantity,
                            "tax_ids": False,
                        },
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        if not isinstance(day, datetime):
            day = datetime.combine(day, time(12))
        order.date_order = day
        return order

    @classmethod
    def _refresh(cls, as_of=None, company=None):
        """Run all steps of a refresh in this transaction."""
        company = company or cls.company
        Refresh = cls.env["crm.value.refresh"].sudo()
        # one that changed settings asked for
        Refresh.search(
            [("company_id", "=", company.id), ("state", "=", "waiting")]
        ).unlink()
        refresh = Refresh.create(
            {
                "company_id": company.id,
                "as_of_date": as_of or company._get_crm_value_as_of(),
            }
        )
        while refresh.state in ("waiting", "running"):
            refresh._do_step()
        cls.env.invalidate_all()
        return refresh

    @classmethod
    def _value(cls, partner, company=None):
        return (
            cls.env["crm.customer.value"]
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", (company or cls.company).id),
                ]
            )
        )


class CustomerValueCase(CustomerValueMixin, TransactionCase):
    """A company of its own, valued by confirmed orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_notrack": True,
                "mail_create_nolog": True,
            }
        )
        cls.company = cls._prepare_company(
            cls.env["res.company"].create(
                {"name": "Value Test", "currency_id": cls.env.ref("base.USD").id}
            )
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        # A cost of 70 % of the usual price: the margin is the company's usual
        # 30 %, whether or not the host's module for costs is installed.
        cls.product = cls._make_product(standard_price=70)
        cls.partner = cls.env["res.partner"].create({"name": "Ada"})
        cls.start = date(2025, 1, 1)

    @classmethod
    def _day(cls, number):
        return cls.start + timedelta(days=number)
