from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestStory(RequestMixin, HttpCase):
    """A phone call, three departments, a customer who follows, a manager who sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls._make_type(
            {"name": "Clarify", "department_id": cls.sales.id},
            {"name": "Deliver", "department_id": cls.stock.id},
            {
                "name": "Haggle",
                "department_id": cls.finance.id,
                "customer_visible": False,
            },
            name="Through three departments",
        )

    def _tour(self, path, name, user):
        self.start_tour(path, f"crm_gateway_{name}", login=user.login)

    def test_from_phone_call_to_the_last_department(self):
        self._tour("/odoo/requests", "clerk_records_request", self.clerk)
        request = self.env["crm.request"].search([("name", "=", "Two hundred boxes")])
        self.assertEqual([request.channel, request.user_id], ["phone", self.clerk])

        self._tour("/odoo/my-steps", "employee_does_step", self.sam.user_id)
        deliver = request.step_ids.filtered(lambda step: step.name == "Deliver")
        self.assertEqual(deliver.state, "ready")

        self.authenticate(None, None)
        self.start_tour(
            request.get_portal_url(), "crm_gateway_customer_follows_request"
        )

        deliver.date_deadline = fields.Datetime.now() - timedelta(hours=1)
        self._tour(
            "/odoo/request-steps", "manager_sees_overdue_step", self.boss.user_id
        )
        self._tour("/odoo/my-steps", "employee_does_step", deliver.user_id)
        self._tour("/odoo/my-steps", "employee_does_step", self.fay.user_id)
        self.assertEqual(request.state, "done")
