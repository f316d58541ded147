from odoo.tests import HttpCase, tagged

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestPortalTour(RequestMixin, HttpCase):
    """The customer in the browser: files, answers, closes and reopens a request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls._prepare_portal(
            {"name": "Offer", "department_id": cls.sales.id}, user_id=cls.clerk.id
        )

    def _answer_close_and_reopen(self, request, url, author, login=None):
        """Go through what the page allows; the server tells what it made of it."""
        request.action_wait()
        if not login:
            self.authenticate(None, None)
        self.start_tour(url, "crm_gateway_customer_answers", login=login)
        self.assertEqual(request.state, "open", "the answer takes it up again")
        said = request.message_ids.filtered(lambda m: "black tea" in (m.body or ""))
        self.assertEqual(said.author_id, author)
        self.start_tour(url, "crm_gateway_customer_closes_and_reopens", login=login)
        self.assertEqual(request.state, "open")
        first = request.step_ids.sorted("sequence")[0]
        self.assertEqual([first.state, first.employee_id], ["ready", self.sam])

    def test_customer_who_is_logged_in(self):
        login = self.portal.login
        self.start_tour(
            "/my/requests", "crm_gateway_customer_files_request", login=login
        )
        request = self.env["crm.request"].search([("name", "=", "Two hundred boxes")])
        self.assertEqual(
            [request.partner_id, request.channel, request.type_id, request.state],
            [self.portal.partner_id, "portal", self.plan, "open"],
        )
        self.assertIn("Green tea, by Nowruz", request.description)
        self._answer_close_and_reopen(
            request, f"/my/requests/{request.id}", self.portal.partner_id, login
        )

    def test_customer_with_the_link_alone(self):
        contact = self.env["res.partner"].create(
            {"name": "Dara", "parent_id": self.customer.id, "email": "d@example.com"}
        )
        request = self._make_request(self.plan, partner_id=contact.id)
        self._answer_close_and_reopen(request, request.get_portal_url(), contact)
