from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_campaigns.tests.common import CampaignCase


@tagged("post_install", "-at_install")
class TestStaffAccess(CampaignCase):
    """What the hours of colleagues cost is for marketers of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["project.project"].create(
            {
                "name": "Stand",
                "company_id": cls.company.id,
                "allow_timesheets": True,
                "privacy_visibility": "employees",
                "crm_campaign_id": cls.campaign.id,
            }
        )
        employee = cls.env["hr.employee"].create(
            {"name": "Ada", "company_id": cls.company.id, "hourly_cost": 40}
        )
        cls.env["account.analytic.line"].create(
            {
                "name": "Stand",
                "employee_id": employee.id,
                "project_id": cls.project.id,
                "unit_amount": 3,
                "date": "2025-06-04",
            }
        )
        cls.portal = new_test_user(cls.env, "staff_portal", "base.group_portal")
        cls.employee = new_test_user(
            cls.env,
            "staff_employee",
            "base.group_user,project.group_project_user,"
            "hr_timesheet.group_hr_timesheet_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls._make_user(
            "staff_stranger",
            "group_campaign_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )

    def _as(self, record, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def _get_rows(self, user):
        Spending = self._as(self.env["crm.campaign.spending"], user)
        return Spending.search([("campaign_id", "=", self.campaign.id)])

    def test_marketer_reads_the_sum(self):
        self.assertEqual(self._get_rows(self.marketer).mapped("amount"), [120])

    def test_rows_are_refused(self):
        for user in (self.portal, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._get_rows(user)
        self.assertFalse(self._get_rows(self.stranger))
        row = self._get_rows(self.marketer)
        with self.assertRaises(AccessError):
            self._as(row, self.stranger).read(["amount"])

    def test_campaign_of_a_project_is_refused(self):
        for user in (self.portal, self.employee):
            with self.subTest(user=user.login):
                project = self._as(self.project, user)
                with self.assertRaises(AccessError):
                    project.read(["crm_campaign_id"])
                with self.assertRaises(AccessError):
                    project.write({"crm_campaign_id": False})
                with self.assertRaises(AccessError):
                    project.search([("crm_campaign_id", "=", self.campaign.id)])
        self.assertEqual(self._as(self.project, self.employee).name, "Stand")

    def test_button_opens_nothing_for_others(self):
        row = self._get_rows(self.marketer)
        self.assertEqual(row.action_open_record()["res_id"], self.project.id)
        for user in (self.portal, self.employee, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(row, user).action_open_record()
