from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestRequestFormTour(HttpCase):
    def test_visitor_files_a_request(self):
        """What a visitor without an account writes arrives as a request."""
        self.start_tour("/request", "crm_gateway_website_request")
        request = self.env["crm.request"].search([("partner_name", "=", "Dara")])
        self.assertEqual(
            [request.name, request.channel, request.state, request.email_from],
            ["Two hundred boxes", "website", "new", "dara@example.com"],
        )
        self.assertIn("By Nowruz, please", request.description)
