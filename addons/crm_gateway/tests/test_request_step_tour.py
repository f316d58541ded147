from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestStepTour(RequestMixin, HttpCase):
    """Employees and managers who have no rights in sales do and see their steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls.plan = cls._make_type({"name": "Clarify", "department_id": cls.sales.id})
        cls.request = cls._make_request(cls.plan)
        cls.step = cls.request.step_ids

    def _assert_knows_no_request(self, user):
        self.assertFalse(user.has_group("crm_gateway.group_request_user"))
        with self.assertRaises(AccessError):
            self.request.with_user(user).read(["name"])

    def test_employee_starts_and_ends_step(self):
        self.env["ir.attachment"].create(
            {
                "name": "drawing.pdf",
                "raw": b"a drawing",
                "res_model": "crm.request",
                "res_id": self.request.id,
            }
        )
        user = self.sam.user_id
        self._assert_knows_no_request(user)
        self.start_tour(
            "/odoo/my-steps",
            "crm_gateway_employee_starts_and_ends_step",
            login=user.login,
        )
        self.assertEqual([self.step.state, self.request.state], ["done", "done"])
        self.assertTrue(self.step.start_date)

    def test_manager_opens_escalation(self):
        in_time = self._make_request(self.plan, name="In time").step_ids
        self.step.date_deadline = fields.Datetime.now() - timedelta(hours=1)
        self.step._escalate()
        user = self.boss.user_id
        self._assert_knows_no_request(user)
        self.assertTrue(in_time.with_user(user).has_access("read"))
        self.start_tour(
            "/odoo", "crm_gateway_manager_opens_escalation", login=user.login
        )
