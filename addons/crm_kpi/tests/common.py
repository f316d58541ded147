from datetime import date, datetime, time

from odoo.tests import TransactionCase

from odoo.addons.mail.tests.common import mail_new_test_user


class KpiMixin:
    """Confirmed orders on given days, and KPIs counted in this transaction."""

    @classmethod
    def _prepare_kpis(cls):
        cls.env.user.tz = "UTC"
        cls.company = cls.env["res.company"].create({"name": "Atlas Tools"})
        cls.company.write({"crm_timezone": "UTC", "crm_kpi_calendar": "gregorian"})
        cls.env.user.company_ids = [(4, cls.company.id)]
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.Kpi = cls.env["crm.kpi"]
        cls.Value = cls.env["crm.kpi.value"]
        cls.customer = cls.env["res.partner"].create({"name": "Borealis"})
        cls.product = cls.env["product.product"].create(
            {"name": "Goods", "type": "consu", "taxes_id": False}
        )
        cls.team = cls.env["crm.team"].create(
            {"name": "North", "company_id": cls.company.id}
        )
        cls.seller = cls._make_user("kpi_seller", "sales_team.group_sale_salesman")

    @classmethod
    def _make_user(cls, login, groups, company=None):
        company = company or cls.company
        return mail_new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user,{groups}" if groups else "base.group_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _sell(cls, day, amount, company=None, **values):
        """Confirm an order of ``amount`` on ``day`` (date, or datetime in UTC)."""
        company = company or cls.company
        order = (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "company_id": company.id,
                    "team_id": False,
                    "user_id": False,
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
                    **values,
                }
            )
        )
        order.action_confirm()
        if not isinstance(day, datetime):
            day = datetime.combine(day, time(12))
        order.date_order = day
        return order

    @classmethod
    def _get_kpi(cls, code):
        return cls.env.ref(f"crm_kpi.kpi_{code}").with_env(cls.env)

    @classmethod
    def _count(cls, kpis, company=None):
        for kpi in kpis:
            kpi._refresh(company or cls.company)
        cls.env.invalidate_all()

    def _months(self, first, last, company=None):
        return (company or self.company)._get_kpi_months(first, last)

    def _read(self, kpi, first, last=None, user=None, domain=()):
        """Return the values of a KPI, month by month, as a user sees them."""
        kpi = kpi.with_user(user) if user else kpi
        series = kpi._read_series(self._months(first, last or first), domain)
        return [round(float(value), 4) for value in series[kpi].values]


class KpiCase(KpiMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_kpis()


AUGUST = date(2026, 8, 1)
SEPTEMBER = date(2026, 9, 1)
OCTOBER = date(2026, 10, 1)
