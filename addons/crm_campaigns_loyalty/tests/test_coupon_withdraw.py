from odoo.tests import Form, tagged

from .common import CouponCase


@tagged("post_install", "-at_install")
class TestCouponWithdraw(CouponCase):
    """A campaign that ends takes its coupons back, after a question, or leaves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mailing._action_send_mail()
        cls.ada, cls.bob, cls.cy = cls.partners[:3]
        cls.cards = (
            cls.env["loyalty.card"]
            .search([("crm_mailing_id", "=", cls.mailing.id)])
            .grouped("partner_id")
        )
        cls._redeem(100, cls.ada, cls.cards[cls.ada])
        cls._quote(100, cls.bob, cls.cards[cls.bob])

    def _ask(self, action):
        self.assertEqual(action["res_model"], "crm.coupon.withdraw")
        Wizard = self.env["crm.coupon.withdraw"].with_user(self.marketer)
        return Form(Wizard.with_context(**action["context"])).save()

    def test_archived_after_the_question(self):
        campaign = self.campaign.with_user(self.marketer)
        wizard = self._ask(campaign.action_archive())
        self.assertFalse(campaign.active)
        self.assertEqual(wizard.coupon_count, 8)
        # nothing is withdrawn before the answer
        self.assertTrue(self.cards[self.cy].active)
        wizard.action_withdraw()
        self.assertFalse(self.cards[self.cy].active)
        self.assertTrue(self.cards[self.cy].crm_withdrawn_on)
        self.assertTrue(self.cards[self.ada].active, "it is redeemed")
        self.assertTrue(self.cards[self.bob].active, "it is on a quotation")
        refused = self._quote(100, self.cy)._try_apply_code(self.cards[self.cy].code)
        self.assertIn("error", refused)
        self.assertIn("8 coupons were withdrawn", campaign.message_ids[0].body)
        seen = self._see(self.campaign, self.marketer)
        self.assertEqual((seen.coupon_open_count, seen.coupon_withdrawn_count), (0, 8))

    def test_given_back(self):
        campaign = self.campaign.with_user(self.marketer)
        self._ask(campaign.action_withdraw_coupons()).action_withdraw()
        # what was archived otherwise is not ours to give back
        self.cards[self.ada].action_archive()
        campaign.action_give_back_coupons()
        self.assertTrue(self.cards[self.cy].active)
        self.assertFalse(self.cards[self.cy].crm_withdrawn_on)
        self.assertFalse(self.cards[self.ada].active)
        order = self._redeem(100, self.cy, self.cards[self.cy])
        self.assertEqual(order.amount_untaxed, 90)
        seen = self._see(self.campaign, self.marketer)
        self.assertEqual((seen.coupon_open_count, seen.coupon_withdrawn_count), (7, 0))

    def test_nothing_to_ask(self):
        empty = self._make_campaign("Empty").with_user(self.marketer)
        self.assertFalse(isinstance(empty.action_archive(), dict))
        self.assertFalse(empty.active)

    def test_withdrawn_code_is_not_made_anew(self):
        """Sent again, the withdrawn coupon stays withdrawn."""
        campaign = self.campaign.with_user(self.marketer)
        self._ask(campaign.action_withdraw_coupons()).action_withdraw()
        codes = self.mailing._give_coupons("res.partner", self.partners.ids)
        self.assertEqual(codes[self.cy.id], self.cards[self.cy].code)
        self.assertFalse(self.cards[self.cy].active)

    def test_coupons_of_other_companies_stay(self):
        shared = self.env["utm.campaign"].create({"title": "All", "company_id": False})
        shared.coupon_program_ids = self.program
        mailing = self._make_coupon_mailing(campaign_id=shared.id)
        mailing._action_send_mail()
        other = self._make_company("Withdraw Other", "base.EUR")
        stranger = self._make_user(
            "withdraw_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        campaign = shared.with_user(stranger).with_context(
            allowed_company_ids=other.ids
        )
        self.assertEqual(campaign._withdraw_coupons(), 0)
        campaign.action_give_back_coupons()
        self.assertTrue(all(card.active for card in self._cards(mailing).values()))
