from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """What the company decides for all our add-ons."""

    def test_time_zone_follows_the_working_hours(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Shop", "tz": "Asia/Tehran"}
        )
        company = self.env["res.company"].create(
            {"name": "Zone", "resource_calendar_id": calendar.id}
        )
        self.assertEqual(company.crm_timezone, "Asia/Tehran")
        company.crm_timezone = "Europe/Berlin"
        calendar.tz = "UTC"
        company.resource_calendar_id = calendar
        self.assertEqual(company.crm_timezone, "Europe/Berlin", "what was set stays")

    def test_group_currency_is_the_topmost_companys(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        parent = self.env["res.company"].create(
            {"name": "Parent", "currency_id": self.env.ref("base.USD").id}
        )
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": parent.id}
        )
        self.assertEqual(branch._get_crm_group_currency(), parent.currency_id)
        parent.crm_group_currency_id = euro
        self.assertEqual(branch._get_crm_group_currency(), euro)

    def test_settings_page(self):
        with Form(self.env["res.config.settings"]) as form:
            form.crm_timezone = "Asia/Tehran"
        form.record.execute()
        self.assertEqual(self.env.company.crm_timezone, "Asia/Tehran")

    def test_margins_are_a_right_of_their_own(self):
        group = self.env.ref("crm_gateway.group_margin_viewer")
        self.assertIn(group, self.env.ref("base.user_admin").all_group_ids)
        self.assertNotIn(
            group, self.env.ref("sales_team.group_sale_manager").all_implied_ids
        )
