"""The browser opens the CRM app of an installation with all our add-ons."""

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestCrmApp(HttpCase):
    def test_pipeline_opens(self):
        action = self.env.ref("crm.crm_lead_action_pipeline")
        self.browser_js(
            f"/odoo/action-{action.id}",
            "console.log('test successful')",
            ready="document.querySelector('.o_kanban_renderer') !== null",
            login="admin",
        )
