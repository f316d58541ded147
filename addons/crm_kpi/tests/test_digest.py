from datetime import date, datetime

from freezegun import freeze_time

from .common import KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestDigest(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell(date(2026, 11, 14), 100, user_id=cls.seller.id)
        cls._sell(date(2026, 11, 10), 300)
        cls._sell(date(2026, 11, 3), 200)
        cls.kpi = cls._get_kpi("order_revenue")
        cls.orders = cls._get_kpi("orders")
        cls._count(cls.kpi | cls.orders)
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Figures", "crm_kpi_ids": [(6, 0, (cls.kpi | cls.orders).ids)]}
        )
        cls.chief = cls._make_user("kpi_chief", "crm_kpi.group_kpi_user")

    def _read(self, user):
        found = self.digest._compute_kpis(self.company, user)
        return {
            one["kpi_name"].removeprefix("crm_kpi_"): [
                one[f"kpi_col{number}"]["value"] for number in (1, 2, 3)
            ]
            for one in found
            if one["kpi_name"].startswith("crm_kpi_")
        }

    def test_last_day_week_and_month(self):
        """Yesterday 1 order, in seven days 2, in thirty 3."""
        self.assertEqual(self._read(self.chief)["orders"], ["1", "2", "3"])

    def test_margin_to_the_time_before(self):
        """400 in the last week after 200 in the one before: 100 % more."""
        found = self.digest._compute_kpis(self.company, self.chief)
        [entry] = [one for one in found if one["kpi_name"] == "crm_kpi_order_revenue"]
        self.assertEqual(entry["kpi_col2"]["margin"], 100)

    def test_reader_gets_what_they_may_see(self):
        self.kpi.group_ids = self.env.ref("crm_kpi.group_kpi_finance")
        self.assertEqual(set(self._read(self.chief)), {"orders"})
        self.assertEqual(self._read(self.seller)["orders"], ["1", "1", "1"])

    def test_mail_is_written(self):
        self.digest.user_ids = self.chief
        self.chief.email = "chief@example.com"
        before = self.env["mail.mail"].search_count([("id", ">", 0)])
        self.digest.action_send_manual()
        self.assertEqual(
            self.env["mail.mail"].search_count([("id", ">", 0)]), before + 1
        )
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("Confirmed Orders", mail.body_html)

    def test_days_are_those_of_the_company(self):
        """At 22:00 UTC it is the 16th in Tehran: yesterday is the 15th."""
        self.company.crm_timezone = "Asia/Tehran"
        self._sell(datetime(2026, 11, 15, 12), 50)
        self._count(self.orders)
        with freeze_time("2026-11-15 22:00:00"):
            self.assertEqual(self._read(self.chief)["orders"][0], "1")
