from odoo.tests import tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneyCron(JourneyCase):
    """The scheduler moves journeys on, and rests when nothing is due."""

    def test_it_rests(self):
        journey = self._make_journey(("wait", {"wait_number": 2}), ("exit", {}))
        journey.action_publish()
        cron = self.env.ref("crm_campaigns.ir_cron_journeys")
        for turn in range(1, 3):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            progress = self.env["ir.cron.progress"].search([("cron_id", "=", cron.id)])
            # a job with something remaining is called again until its time is up
            self.assertEqual(set(progress.mapped("remaining")), {0})
            self.assertEqual(len(progress), turn)
        self.assertEqual(len(journey.participant_ids), len(self.partners))
