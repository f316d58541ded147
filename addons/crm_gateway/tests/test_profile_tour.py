from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .profile_common import CustomerCase


@tagged("post_install", "-at_install")
class TestProfileTour(CustomerCase, HttpCase):
    """The profile and the timeline in a browser, as a salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # which the tours are written for
        cls.salesperson.lang = "en_US"

    def test_profile(self):
        today = fields.Date.today()
        self._make_order(self.salesperson, 300)
        self._make_lead(self.salesperson, date_deadline=today + timedelta(days=9))
        self._make_lead(self.colleague, name="Canary")
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Send the catalogue",
            user_id=self.salesperson.id,
        )
        self.start_tour(
            f"/odoo/contacts/{self.contact.id}",
            "crm_gateway_customer_profile",
            login=self.salesperson.login,
        )

    def test_profile_of_a_new_customer(self):
        self.start_tour(
            f"/odoo/customer-profile/{self.customer.id}",
            "crm_gateway_customer_profile_empty",
            login=self.salesperson.login,
        )

    def test_timeline(self):
        self._make_order(self.salesperson, 300)
        action = self.env.ref("crm_gateway.crm_touchpoint_action_partner")
        action.context = {
            "search_default_commercial_partner_id": self.customer.id,
        }
        self.start_tour(
            "/odoo/customer-timeline",
            "crm_gateway_timeline",
            login=self.salesperson.login,
        )
