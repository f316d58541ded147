from datetime import date

from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.common import CampaignCase


@tagged("post_install", "-at_install")
class TestStaffCost(CampaignCase):
    """Colleagues who work on a campaign cost it their hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project, cls.other = cls.env["project.project"].create(
            [
                {"name": name, "company_id": cls.company.id, "allow_timesheets": True}
                for name in ("Spring stand", "Other work")
            ]
        )
        cls.project.crm_campaign_id = cls.campaign
        cls.ada, cls.bob = cls.env["hr.employee"].create(
            [
                {"name": name, "company_id": cls.company.id, "hourly_cost": cost}
                for name, cost in (("Ada", 40), ("Bob", 25))
            ]
        )

    def _work(self, employee, hours, day, project=None):
        self.env["account.analytic.line"].create(
            {
                "name": "Stand",
                "employee_id": employee.id,
                "project_id": (project or self.project).id,
                "unit_amount": hours,
                "date": day,
            }
        )

    def _get_rows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = (
            self.env["crm.campaign.spending"]
            .with_user(self.marketer)
            .search([("campaign_id", "=", self.campaign.id)], order="date")
        )
        return [(row.source, row.kind, row.date, row.amount) for row in rows]

    def test_hours_cost_what_they_cost_the_company(self):
        """June: 3 h at 40 and 2 h at 25 are 170; July: 1 h at 40."""
        self._work(self.ada, 3, date(2025, 6, 4))
        self._work(self.bob, 2, date(2025, 6, 20))
        self._work(self.ada, 1, date(2025, 7, 1))
        self._work(self.ada, 5, date(2025, 7, 1), self.other)
        self.assertEqual(
            self._get_rows(),
            [
                ("timesheet", "staff", date(2025, 6, 1), 170),
                ("timesheet", "staff", date(2025, 7, 1), 40),
            ],
        )

    def test_with_the_bills_and_typed_costs(self):
        self._work(self.ada, 3, date(2025, 6, 4))
        self._bill(100, self.campaign)
        total = sum(amount for *_rest, amount in self._get_rows())
        self.assertEqual(total, 220)

    def test_marketer_sees_no_single_entry(self):
        self._work(self.ada, 3, date(2025, 6, 4))
        line = self.env["account.analytic.line"].search(
            [("project_id", "=", self.project.id)]
        )
        self.assertFalse(line.with_user(self.marketer).has_access("read"))
        self.assertEqual(len(self._get_rows()), 1)
