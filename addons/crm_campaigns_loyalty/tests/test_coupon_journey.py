from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.loyalty_card import SAMPLE
from .common import CouponCase


@tagged("post_install", "-at_install")
class TestCouponJourney(CouponCase):
    """Whoever arrives at the step gets a coupon of their own, as by a mailing."""

    def _make(self, mailing=None):
        step = {"channel": "email", "mailing_id": (mailing or self.mailing).id}
        return self._make_journey(("channel", step), ("exit", {}))

    def test_each_who_arrives_has_their_own(self):
        journey = self._make()
        journey.action_publish()
        self._run(journey)
        self.assertEqual(set(self._cards()), set(self.partners.ids))
        self._make_partners(2)
        self._run(journey)
        cards = self._cards()
        self.assertEqual(len(cards), 12)
        for trace in self.mailing.mailing_trace_ids:
            body = trace.mail_mail_id.body_html
            self.assertIn(cards[trace.res_id].code, body)
            self.assertNotIn("COUPON_CODE", body)

    def test_step_that_promises_nothing_is_a_fault(self):
        for values in (
            {"body_html": "<p>Hello</p>"},
            {"crm_coupon_program_id": False},
        ):
            journey = self._make(self._make_coupon_mailing(**values))
            with self.assertRaisesRegex(UserError, "COUPON_CODE"):
                journey.action_publish()

    def test_coupon_of_a_published_step_stays(self):
        self._make().action_publish()
        with self.assertRaises(UserError):
            self.mailing.crm_coupon_program_id = False

    def test_test_run_gives_none(self):
        self.marketer.email = "m@example.com"
        self.env["crm.journey.try"].with_user(self.marketer).create(
            {"journey_id": self._make().id, "partner_id": self.partners[0].id}
        ).action_run()
        mail = self.env["mail.mail"].search([("email_to", "like", "m@example.com")])
        self.assertEqual(len(mail), 1)
        self.assertIn(SAMPLE, mail.body_html)
        self.assertFalse(self._cards())
