"""Two years of sales of a small wholesaler, made through the host's ORM.

Demo records that depend on each other and on today cannot be written down as
XML; the chart of accounts makes its demo invoices the same way.
"""

import math
import random
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

CUSTOMERS = 620
DAYS = 790
HISTORY_MONTHS = 6
# name, price, cost, usual days until it is used up
PRODUCTS = (
    ("Saffron, 100 g", 320.0, 210.0, 60),
    ("Green Tea, Case", 95.0, 58.0, 30),
    ("Roasted Pistachios, 10 kg", 180.0, 121.0, 45),
    ("Dates, Case", 60.0, 37.0, 30),
    ("Copper Serving Set", 450.0, 270.0, 365),
    ("Hand-woven Kilim", 780.0, 430.0, 365),
)
FIRST = (
    "Alborz Aras Arya Atlas Baran Bita Caspian Damavand Delta Elburz Fajr Golestan "
    "Hafez Iris Jam Karun Kimia Lotus Mahan Mehr Negin Omid Pars Rayan Saba Sepehr "
    "Tehran Vesta Yas Zagros"
).split()
SECOND = (
    "Foods Trading Market Stores Catering Gifts Imports Kitchen House Bazaar Cafe "
    "Delicatessen Hotels Supply Group Export Goods Partners Retail Provisions Table"
).split()


class CrmSalesSource(models.AbstractModel):
    _inherit = "crm.sales.source"

    @api.model
    def _load_demo_sales(self):
        """Create the demo customers, their orders, and the values of them."""
        company = self.env.ref("base.main_company")
        self = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_notrack=True
        ).with_company(company)
        draw = random.Random(1405)
        products = self._create_demo_products()
        partners = self._create_demo_partners(draw)
        orders = self._create_demo_orders(draw, company, partners, products)
        self._create_demo_invoices(draw, orders)
        company.crm_value_basis = "order"
        self._create_demo_plans()
        self._refresh_demo_values(company)

    def _create_demo_products(self):
        return self.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "list_price": price,
                    "standard_price": cost,
                    "invoice_policy": "order",
                    "taxes_id": [Command.clear()],
                }
                for name, price, cost, _days in PRODUCTS
            ]
        )

    def _create_demo_partners(self, draw):
        names = [f"{one} {two}" for one in FIRST for two in SECOND]
        draw.shuffle(names)
        countries = [self.env.ref(f"base.{code}").id for code in ("ir", "ae", "de")]
        industries = self.env["res.partner.industry"].search([], limit=4).ids
        sellers = self.env["res.users"].search(
            [("share", "=", False), ("group_ids", "!=", False)], limit=2
        )
        return self.env["res.partner"].create(
            [
                {
                    "name": names[number],
                    "is_company": True,
                    "country_id": draw.choices(countries, (6, 2, 1))[0],
                    "industry_id": draw.choice(industries) if industries else False,
                    "user_id": draw.choice(sellers.ids),
                }
                for number in range(CUSTOMERS)
            ]
        )

    def _draw_order_days(self, draw):
        """Draw the days of one customer's orders, counted from the first day.

        Each customer orders at a rate of its own and leaves after any order
        with a chance of its own, as the BG/NBD model supposes.
        """
        born = int(DAYS * draw.random() ** 1.5 * 0.9)
        rate = draw.gammavariate(0.9, 1 / 75.0)
        leaves = draw.betavariate(1.0, 4.0)
        days, day = [born], float(born)
        while draw.random() > leaves:
            day += draw.expovariate(max(rate, 1e-4))
            if day >= DAYS:
                break
            days.append(int(day))
        return sorted(set(days))

    def _create_demo_orders(self, draw, company, partners, products):
        today = company._get_crm_value_as_of()
        planned = []
        for partner in partners:
            size = math.exp(draw.gauss(0.6, 0.7))
            liked = draw.sample(range(len(products)), 2)
            if liked[0] in (1, 3) and draw.random() < 0.6:
                liked[1] = 4 - liked[0]  # tea and dates go together
            for day in self._draw_order_days(draw):
                chosen = liked if draw.random() < 0.7 else liked[:1]
                planned.append(
                    (
                        today - timedelta(days=DAYS - day),
                        {
                            "partner_id": partner.id,
                            "company_id": company.id,
                            "user_id": partner.user_id.id,
                            "order_line": [
                                Command.create(
                                    {
                                        "product_id": products[index].id,
                                        "product_uom_qty": max(
                                            1, round(size * draw.uniform(0.6, 1.4))
                                        ),
                                    }
                                )
                                for index in chosen
                            ],
                        },
                    )
                )
        planned.sort(key=lambda order: order[0])
        orders = self.env["sale.order"].create([vals for _day, vals in planned])
        orders.action_confirm()
        for order, (day, _vals) in zip(orders, planned, strict=True):
            order.date_order = datetime.combine(day, time(9))
        return orders

    def _create_demo_invoices(self, draw, orders):
        """Invoice the last orders; most are paid, some are late."""
        invoices = orders[-120:]._create_invoices(grouped=True)
        for invoice in invoices:
            order = invoice.line_ids.sale_line_ids.order_id[:1]
            invoice.invoice_date = order.date_order.date()
            invoice.invoice_date_due = invoice.invoice_date + timedelta(days=30)
        invoices.action_post()
        for invoice in invoices:
            if draw.random() < 0.7:
                delay = timedelta(days=draw.randint(2, 40))
                self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=invoice.ids
                ).create(
                    {
                        "payment_date": min(
                            fields.Date.today(), invoice.invoice_date + delay
                        )
                    }
                )._create_payments()

    def _create_demo_plans(self):
        """Let two segments plan contacts, so that the activities can be seen."""
        for name, days in (("cannot_lose", 14), ("at_risk", 30)):
            self.env.ref(f"crm_customer_value.crm_segment_{name}").write(
                {"contact_interval": days, "contact_daily_limit": 5}
            )

    def _refresh_demo_values(self, company):
        """Refresh as of the last month ends, so that there is a history."""
        today = company._get_crm_value_as_of()
        ends = [
            today.replace(day=1) - relativedelta(months=back) - timedelta(days=1)
            for back in range(HISTORY_MONTHS - 1, -1, -1)
        ]
        for day in [*ends, today]:
            refresh = self.env["crm.value.refresh"].create(
                {"company_id": company.id, "as_of_date": day}
            )
            while refresh.state in ("waiting", "running"):
                refresh._do_step()
        self._create_demo_opportunities(company)
        self._create_demo_request(company)

    def _create_demo_opportunities(self, company):
        best = self.env["crm.customer.value"].search(
            [("company_id", "=", company.id)], limit=6
        )
        self.env["crm.lead"].create(
            [
                {
                    "name": self.env._("%s: next season", value.partner_id.name),
                    "type": "opportunity",
                    "partner_id": value.partner_id.id,
                    "user_id": value.user_id.id,
                    "expected_revenue": value.expected_order_value,
                }
                for value in best
            ]
        )

    def _create_demo_request(self, company):
        """A good customer who may leave asks: the lead on top of its list."""
        customer = (
            self.env["crm.customer.value"]
            .search(
                [("company_id", "=", company.id), ("churn_level", "=", "medium")],
                limit=1,
            )
            .partner_id
        )
        self.env["crm.lead"].create(
            {
                "name": self.env._("%s: gifts for the New Year", customer.name),
                "type": "lead",
                "partner_id": customer.id,
                "priority": "3",
                "user_id": False,
            }
        )
