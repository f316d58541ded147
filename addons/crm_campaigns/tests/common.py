from datetime import date

from odoo.tests import TransactionCase, new_test_user

DAY = date(2025, 6, 4)


class CampaignMixin:
    """A company whose books can be written, a marketer and two managers."""

    @classmethod
    def _prepare(cls):
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "mail_notrack": True,
            }
        )
        cls.env.user.group_ids |= cls.env.ref("account.group_account_manager")
        cls.company = cls._make_company("Campaign Test", "base.USD")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.marketer = cls._make_user("camp_marketer", "group_campaign_user")
        cls.manager = cls._make_user("camp_manager", "group_campaign_manager")
        cls.other_manager = cls._make_user("camp_manager2", "group_campaign_manager")
        cls.product = cls.env["product.product"].create(
            {
                "name": "Tea",
                "type": "consu",
                "invoice_policy": "order",
                "taxes_id": False,
                "supplier_taxes_id": False,
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Cyrus Trading", "email": "cyrus@example.com"}
        )
        cls.campaign = cls._make_campaign("Spring")

    @classmethod
    def _make_company(cls, name, currency):
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": cls.env.ref(currency).id}
        )
        cls.env.user.company_ids |= company
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        company.currency_id = cls.env.ref(currency)
        return company

    @classmethod
    def _make_user(cls, login, group, **values):
        return new_test_user(
            cls.env,
            login,
            f"crm_campaigns.{group}",
            **{
                "company_id": cls.company.id,
                "company_ids": [(6, 0, cls.company.ids)],
                "tz": "UTC",
                **values,
            },
        )

    @classmethod
    def _make_campaign(cls, title, **values):
        return cls.env["utm.campaign"].create(
            {"title": title, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _sell(cls, amount, campaign=None, partner=None, company=None):
        """A confirmed order of ``amount``, that names the campaign."""
        order = (
            cls.env["sale.order"]
            .with_company(company or cls.company)
            .create(
                {
                    "partner_id": (partner or cls.customer).id,
                    "campaign_id": campaign.id if campaign else False,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": cls.product.id,
                                "price_unit": amount,
                                "tax_ids": False,
                            },
                        )
                    ],
                }
            )
        )
        # an add-on that knows what goods cost takes that for the margin
        if rate := order.company_id.crm_value_margin_rate:
            for line in order.order_line.filtered(
                lambda line: "purchase_price" in line._fields
            ):
                line.purchase_price = amount * (1 - rate)
        order.action_confirm()
        return order

    @classmethod
    def _invoice(cls, orders, day=DAY):
        """One posted invoice of several orders of one customer."""
        invoice = orders._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    @classmethod
    def _refund(cls, invoice, lines, day=DAY):
        """A posted credit note of these invoice lines with other amounts.

        :param lines: {invoice line: amount credited}; other lines are left out
        """
        refund = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        for line, original in zip(
            refund.invoice_line_ids, invoice.invoice_line_ids, strict=True
        ):
            if original in lines:
                line.price_unit = lines[original]
            else:
                line.unlink()
        refund.action_post()
        return refund

    @classmethod
    def _pay(cls, invoice, amount=None):
        """Pay an invoice, whole or in part."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": DAY})
        )
        if amount:
            wizard.amount = amount
        return wizard._create_payments()

    @classmethod
    def _bill(cls, amount, campaign=None, kind="media", move_type="in_invoice"):
        """A posted vendor bill of one line that names the campaign."""
        bill = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Ads",
                            "price_unit": amount,
                            "tax_ids": False,
                            "crm_campaign_id": campaign.id if campaign else False,
                            "crm_campaign_cost_kind": kind,
                        },
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def _see(self, campaign, user=None):
        """The campaign as somebody sees it now, nothing cached."""
        self.env.flush_all()
        self.env.invalidate_all()
        return campaign.with_user(user) if user else campaign


class CampaignCase(CampaignMixin, TransactionCase):
    """Tests of campaigns; see the mixin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
