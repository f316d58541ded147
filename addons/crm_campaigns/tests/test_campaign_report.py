from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CampaignCase

MAY, JUNE, AUGUST = date(2025, 5, 20), date(2025, 6, 10), date(2025, 8, 1)


@tagged("post_install", "-at_install")
class TestCampaignReport(CampaignCase):
    """A manager compares plan and actual, and follows the customers that were won."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ads, cls.mail = cls.env["utm.medium"].create(
            [{"name": "Report ads"}, {"name": "Report mail"}]
        )
        cls.campaign.date_start = MAY
        cls.env["crm.campaign.budget"].create(
            [
                {"campaign_id": cls.campaign.id, "name": "Ads", "amount": 100},
                {
                    "campaign_id": cls.campaign.id,
                    "name": "Stand",
                    "amount": 40,
                    "date": JUNE,
                },
            ]
        )
        cls.env["crm.campaign.cost"].create(
            {
                "campaign_id": cls.campaign.id,
                "company_id": cls.company.id,
                "name": "Flyers",
                "date": JUNE,
                "kind": "print",
                "amount": 70,
                "currency_id": cls.company.currency_id.id,
                "medium_id": cls.ads.id,
            }
        )
        cls.second = cls.env["res.partner"].create({"name": "Second"})

    def _sell_by(self, amount, medium, day, partner=None):
        order = self._sell(amount, self.campaign, partner)
        order.medium_id = medium
        return self._invoice(order, day)

    def _report(self, *groupby, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        names = ("planned_cost", "cost", "net_revenue", "leads", "new_customers")
        rows = (
            self.env["crm.campaign.report"]
            .with_user(user or self.marketer)
            ._read_group(
                [("campaign_id", "=", self.campaign.id)],
                list(groupby),
                [f"{name}:sum" for name in names],
            )
        )
        return {row[: len(groupby)]: row[len(groupby) :] for row in rows}

    def test_plan_and_actual_by_month(self):
        self._sell_by(300, self.ads, MAY)
        self._sell_by(200, self.mail, JUNE)
        self._sell_by(50, self.mail, JUNE, self.second)
        self._bill(30, self.campaign)
        self.env["crm.lead"].create(
            {
                "name": "Asked",
                "campaign_id": self.campaign.id,
                "company_id": self.company.id,
                "medium_id": self.mail.id,
            }
        )
        report = self._report("date:month")
        # two customers came: the first in May, the second in June
        self.assertEqual(report[(date(2025, 5, 1),)], (100, 0, 300, 0, 1))
        self.assertEqual(report[(date(2025, 6, 1),)], (40, 100, 250, 0, 1))
        self.assertEqual(sum(row[3] for row in report.values()), 1)
        (total,) = self._report().values()
        campaign = self._see(self.campaign)
        self.assertEqual(total[0], campaign.budget_amount)
        self.assertEqual(total[1], campaign.cost_amount)
        self.assertEqual(total[2], campaign.net_revenue)
        self.assertEqual(total[4], campaign.new_customer_count)

    def test_channels(self):
        self._sell_by(300, self.ads, MAY)
        self._sell_by(200, self.mail, JUNE)
        report = self._report("medium_id")
        self.assertEqual(report[(self.ads,)], (0, 70, 300, 0, 1))
        self.assertEqual(report[(self.mail,)], (0, 0, 200, 0, 0))

    def test_customers_won(self):
        """Two came in May with 300 and 100; one is credited 100, one buys 80 later."""
        first = self._sell_by(300, self.ads, MAY)
        self._sell_by(100, self.mail, MAY, self.second)
        self._refund(first, {first.invoice_line_ids: 100}, JUNE)
        # without any campaign: what the customer is worth counts all the same
        self._invoice(self._sell(80, None, self.second), AUGUST)
        self.env.flush_all()
        rows = (
            self.env["crm.campaign.cohort"]
            .with_user(self.marketer)
            .search(
                [("campaign_id", "=", self.campaign.id), ("month_number", "<=", 3)],
                order="month_number",
            )
        )
        self.assertEqual(set(rows.mapped("cohort")), {date(2025, 5, 1)})
        self.assertEqual(rows.mapped("customers"), [2] * 4)
        self.assertEqual(rows.mapped("buyers"), [2, 1, 0, 1])
        self.assertEqual(rows.mapped("net_revenue"), [400, -100, 0, 80])
        self.assertEqual(rows.mapped("revenue_per_head"), [200, -50, 0, 40])
        self.assertEqual(rows.mapped("value_per_head"), [200, 150, 150, 190])

    def test_each_company_its_own(self):
        self._sell_by(300, self.ads, MAY)
        other = self._make_company("Report Other", "base.EUR")
        stranger = self._make_user(
            "report_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        employee = new_test_user(self.env, "report_nobody", "base.group_user")
        for model in ("crm.campaign.report", "crm.campaign.cohort"):
            rows = (
                self.env[model]
                .with_user(stranger)
                .with_context(allowed_company_ids=other.ids)
                .search([])
            )
            self.assertFalse(rows.filtered(lambda r: r.company_id == self.company))
            with self.assertRaises(AccessError):
                self.env[model].with_user(employee).search([])

    def test_one_query(self):
        self._sell_by(300, self.ads, MAY)
        self.env.flush_all()
        for model in ("crm.campaign.report", "crm.campaign.cohort"):
            with self.assertQueryCount(1):
                self.env[model]._read_group([], [], ["net_revenue:sum"])
