from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-02-10 10:00:00")
class TestCalendar(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"fiscalyear_last_month": "12", "fiscalyear_last_day": 31})

    def _get_year(self, day):
        return self.company._get_kpi_calendar().period("fiscal_year", day)

    def test_moved_end_of_the_fiscal_year(self):
        """From 31 December to 31 March: three months are a stub, 2025 stays 2025."""
        kpi = self._get_kpi("order_revenue")
        share = self._get_kpi("average_deal")
        target, of_share = self.env["crm.kpi.target"].create(
            [
                {
                    "kpi_id": one.id,
                    "kind": "fiscal_year",
                    "date_from": "2026-01-01",
                    "value": 1200,
                }
                for one in (kpi, share)
            ]
        )
        before = self._get_year(date(2025, 6, 1))
        self.company.write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})
        self.assertEqual(self._get_year(date(2025, 6, 1)), before)
        stub = self._get_year(date(2026, 2, 10))
        self.assertEqual(
            (stub.date_from, stub.date_to, stub.is_stub),
            (date(2026, 1, 1), date(2026, 3, 31), True),
        )
        after = self._get_year(date(2026, 4, 1))
        self.assertEqual(after.date_to, date(2027, 3, 31))
        self.assertIsNone(self.company._get_kpi_calendar().year_ago(after))
        self.assertEqual((target.value, target.date_to), (300, date(2026, 3, 31)))
        self.assertEqual(of_share.value, 1200)

    def test_moved_twice_in_one_year(self):
        self.company.write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.assertEqual(self._get_year(date(2026, 2, 10)).date_to, date(2026, 6, 30))
        self.assertEqual(self._get_year(date(2025, 2, 10)).date_to, date(2025, 12, 31))

    def test_other_calendar_counts_anew(self):
        self._sell(date(2026, 1, 25), 10)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        self.company.crm_kpi_calendar = "jalali"
        self.assertFalse(self.Value.search([("kpi_id", "=", kpi.id)]))
        self._count(kpi)
        row = self.Value.search([("kpi_id", "=", kpi.id)])
        self.assertEqual((row.period_key, row.numerator), ("1404-11", 10))

    def test_closed_months_keep_the_calendar(self):
        self.env["crm.kpi.closing"].create({"date_from": date(2026, 1, 1)})
        with self.assertRaisesRegex(UserError, "closed"):
            self.company.crm_kpi_calendar = "jalali"

    def test_company_in_iran_counts_by_jalali_months(self):
        company = self.env["res.company"].create(
            {"name": "Tehran Tools", "country_id": self.env.ref("base.ir").id}
        )
        self.assertEqual(company.crm_kpi_calendar, "jalali")
        month = company._get_kpi_month(SEPTEMBER)
        self.assertEqual(month.key, "1405-06")
