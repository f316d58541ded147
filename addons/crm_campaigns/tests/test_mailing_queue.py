from odoo.tests import tagged
from odoo.tools import mute_logger

from .mailing_common import MailingCase


@tagged("post_install", "-at_install")
class TestMailingQueue(MailingCase):
    """Several mailings wait for the scheduler."""

    def run_queue(self):
        cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue").sudo()
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_poisoned_mailing_holds_up_nobody(self):
        self.make_contacts("ann@x.example")
        poisoned = self.make_mailing(
            body_html='<div><t t-out="1 / 0"/></div>', user_id=self.env.user.id
        )
        good = self.make_mailing()
        (poisoned + good).action_put_in_queue()
        with mute_logger(
            "odoo.addons.crm_campaigns.models.mailing_mailing",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self.run_queue()
        self.assertEqual(good.state, "done")
        self.assertEqual(self.read_traces(good), {"ann@x.example": [("sent", False)]})
        self.assertEqual(poisoned.state, "draft")
        self.assertFalse(poisoned.mailing_trace_ids)
        activity = poisoned.activity_ids
        self.assertEqual(activity.user_id, self.env.user)
        self.assertEqual(activity.summary, "Cannot be sent")
        self.assertFalse(good.activity_ids)

    def test_mailing_that_cannot_be_asked_for_recipients(self):
        self.make_contacts("ann@x.example")
        lost = self.make_mailing(
            mailing_model_id=self.env["ir.model"]._get_id("res.partner"),
            mailing_domain="[('no_such_field', '=', 1)]",
        )
        good = self.make_mailing()
        (lost + good).action_put_in_queue()
        with mute_logger("odoo.addons.crm_campaigns.models.mailing_mailing"):
            self.run_queue()
        self.assertEqual((lost.state, good.state), ("draft", "done"))

    def test_nobody_left(self):
        """A mailing whose recipients all have it is done."""
        self.make_contacts("ann@x.example")
        mailing = self.make_mailing()
        self.generate(mailing)
        mailing.state = "in_queue"
        self.run_queue()
        self.assertEqual(mailing.state, "done")
        self.assertEqual(len(mailing.mailing_trace_ids), 1)
