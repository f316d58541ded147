from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CustomerValueMixin


@tagged("post_install", "-at_install")
class TestScreens(CustomerValueMixin, HttpCase):
    """The segment board and the model's trust page in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls._make_company("Screen Test")
        cls.empty_company = cls._make_company("Screen Test without Sales")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.product = cls._make_product(standard_price=70)
        cls.today = fields.Date.today()
        # Two years of purchases, so that a year can be held out.
        for number in range(12):
            days = range(45 + 20 * number, 730, 60 + 25 * (number % 5))
            cls._make_buyer(f"Regular {number}", days, 100 + number)
        # Few customers are scored by the usual thresholds: these three alone have
        # recency 5 (30 days) and frequency 1.
        for number, day in enumerate((5, 10, 12), start=1):
            cls._make_buyer(f"New Buyer {number}", [day], 100 * number)
        cls._make_buyer("Recent, but again", [3, 200], 100)  # shares their recency
        cls._make_buyer("Once, but long ago", [500], 100)  # shares their frequency
        cls.refresh = cls._refresh(cls.today)
        cls.manager = cls._make_user("screen_manager", "sales_team.group_sale_manager")

    @classmethod
    def _make_company(cls, name):
        company = cls._prepare_company(
            cls.env["res.company"].create(
                {"name": name, "currency_id": cls.env.ref("base.USD").id}
            )
        )
        cls.env.user.company_ids |= company
        return company

    @classmethod
    def _make_user(cls, login, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            group,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _make_buyer(cls, name, days_ago, amount):
        partner = cls.env["res.partner"].create({"name": name})
        for days in days_ago:
            cls._sell(partner, cls.today - timedelta(days=days), amount)

    def test_manager_goes_from_board_to_customers(self):
        self.start_tour(
            "/odoo/segment-board",
            "crm_customer_value_segment_board",
            login="screen_manager",
        )

    def test_salesperson_cannot_edit_grid(self):
        self._make_user("screen_salesperson", "sales_team.group_sale_salesman")
        self.start_tour(
            "/odoo/segment-board",
            "crm_customer_value_segment_board_salesperson",
            login="screen_salesperson",
        )

    def test_empty_board_asks_for_refresh(self):
        self._make_user(
            "screen_starter", "sales_team.group_sale_manager", self.empty_company
        )
        self.start_tour(
            "/odoo/segment-board",
            "crm_customer_value_segment_board_empty",
            login="screen_starter",
        )
        refresh = self.env["crm.value.refresh"].search(
            [("company_id", "=", self.empty_company.id)]
        )
        self.assertEqual(refresh.mapped("state"), ["waiting"])

    def test_failed_refresh_is_told(self):
        self.refresh.write({"state": "failed", "message": "The sky fell down."})
        self.start_tour(
            "/odoo/segment-board",
            "crm_customer_value_segment_board_failed",
            login="screen_manager",
        )

    def test_trust_page_draws_charts(self):
        model = self.refresh.model_id
        self.assertTrue(model.tracking and model.calibration and model.by_frequency)
        self.start_tour(
            f"/odoo/value-models/{model.id}",
            "crm_customer_value_trust_page",
            login="screen_manager",
        )

    def test_trust_page_from_right_to_left(self):
        """Jalali dates agree, and a minus sign stays before its number."""
        self.env["res.lang"]._activate_lang("fa_IR")
        self.manager.lang = "fa_IR"
        model = self.refresh.model_id
        model.bias = -0.108
        self.start_tour(
            f"/odoo/value-models/{model.id}",
            "crm_customer_value_trust_page_rtl",
            login="screen_manager",
        )

    def test_activities_are_planned_on_selected_customers(self):
        self.start_tour(
            "/odoo/customers-at-risk",
            "crm_customer_value_plan_activities",
            login="screen_manager",
        )
        activities = self.env["mail.activity"].search(
            [("summary", "=", "Ask what changed")]
        )
        self.assertEqual(len(activities), 1)
        self.assertEqual(activities.res_model, "res.partner")
        value = self._value(self.env["res.partner"].browse(activities.res_id))
        self.assertEqual(value.churn_level, "high")

    def test_trust_page_without_figures(self):
        self.refresh.model_id.write({"calibration": False, "by_frequency": False})
        self.start_tour(
            f"/odoo/value-models/{self.refresh.model_id.id}",
            "crm_customer_value_trust_page_empty",
            login="screen_manager",
        )
