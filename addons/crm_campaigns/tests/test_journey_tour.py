from odoo.tests import HttpCase, tagged

from .journey_common import JourneyMixin


@tagged("post_install", "-at_install")
class TestJourneyEditor(JourneyMixin, HttpCase):
    """A marketer draws a journey in the browser, and publishes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_draw_and_publish(self):
        journey = self._make_journey(
            start={"trigger": "rule", "domain": "[('ref', '=', 'journey')]"},
            user_id=self.marketer.id,
        )
        self.start_tour(
            f"/odoo/journeys/{journey.id}",
            "crm_campaigns_journey_editor",
            login=self.marketer.login,
        )
        self.assertEqual(journey.state, "running")
        nodes = journey.version_id.node_ids
        self.assertEqual(nodes.mapped("kind"), ["trigger", "wait", "exit"])
        self.assertEqual(nodes[1].wait_number, 3)
        self.assertEqual(nodes.edge_ids.target_id, nodes[1:])
        # arranged: each right of the one before it
        self.assertLess(nodes[0].x, nodes[1].x)
        self.assertLess(nodes[1].x, nodes[2].x)
