from dateutil.relativedelta import relativedelta

from odoo import Command

from .key_info_common import KeyInfoCase


class ForecastCase(KeyInfoCase):
    """A customer who may buy, and what the forecast says of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.crm_forecast_quotation_rate = 0.25
        cls.team = cls.env["crm.team"].create(
            {"name": "Field", "company_id": cls.company.id}
        )
        cls.product = cls.env["product.product"].create(
            {
                "name": "Paper",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )
        cls.month = cls.today.replace(day=1)

    @classmethod
    def _months(cls, number):
        """The first day of the month that comes ``number`` months after this."""
        return cls.month + relativedelta(months=number)

    @classmethod
    def _make_lead(cls, amount=1000, probability=50, date=None, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "New warehouse",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "expected_revenue": amount,
                "probability": probability,
                "date_deadline": date,
                **values,
            }
        )

    @classmethod
    def _make_order(cls, amount=100, confirm=False, product=None, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "validity_date": False,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
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
    def _make_contract(cls, value, start, end, **values):
        contract = cls.env["crm.contract"].create(
            {
                "subject": "Paper supply",
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "user_id": cls.seller.id,
                "value": value,
                "start_date": start,
                "end_date": end,
                **values,
            }
        )
        contract.state = "running"
        return contract

    def _rows(self, domain=(), user=None, companies=None):
        """Rows of the company's forecast, as ``user`` sees them after logging in."""
        companies = companies or self.company
        context = {"allowed_company_ids": companies.ids}
        env = self.env(user=user or self.manager, context=context)
        env.invalidate_all()
        return env["crm.sales.forecast"].search(list(domain))

    def _table(self, *fields_, domain=(), user=None):
        """The same as a sorted list of rounded tuples."""
        return sorted(
            (
                tuple(
                    round(row[name], 2) if isinstance(row[name], float) else row[name]
                    for name in fields_
                )
                for row in self._rows(domain, user)
            ),
            key=str,
        )
