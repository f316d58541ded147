from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CouponCase


@tagged("post_install", "-at_install")
class TestCouponResults(CouponCase):
    """What became of the coupons, and whom the campaign met by them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mailing._action_send_mail()
        cls.cards = (
            cls.env["loyalty.card"]
            .search([("crm_mailing_id", "=", cls.mailing.id)])
            .grouped("partner_id")
        )

    def test_figures_by_hand(self):
        """10 given, 2 redeemed: 100 and 50 less 10 % are 135; one on a quotation."""
        ada, bob, cy = self.partners[:3]
        self._redeem(100, ada, self.cards[ada])
        self._redeem(50, bob, self.cards[bob])
        self._quote(70, cy, self.cards[cy])
        self._sell(1000, self.campaign, ada)
        campaign = self._see(self.campaign, self.marketer)
        self.assertEqual(campaign.coupon_count, 10)
        self.assertEqual(campaign.coupon_redeemed_count, 2)
        self.assertEqual(campaign.coupon_redeemed_share, 0.2)
        self.assertEqual(campaign.coupon_open_count, 7)
        self.assertAlmostEqual(campaign.coupon_revenue, 135)
        action = campaign.action_open_coupons()
        found = campaign.env["loyalty.card"].search(action["domain"])
        self.assertEqual(len(found), campaign.coupon_count)

    def test_cancelled_order_gives_the_coupon_back(self):
        ada = self.partners[0]
        order = self._redeem(100, ada, self.cards[ada])
        self.assertEqual(self._see(self.campaign).coupon_redeemed_count, 1)
        order._action_cancel()
        campaign = self._see(self.campaign)
        self.assertEqual(campaign.coupon_redeemed_count, 0)
        self.assertEqual((campaign.coupon_revenue, campaign.coupon_open_count), (0, 10))

    def test_coupon_works_once(self):
        ada, bob = self.partners[:2]
        self._redeem(100, ada, self.cards[ada])
        again = self._quote(100, bob)
        self.assertIn("error", again._try_apply_code(self.cards[ada].code))

    def test_coupon_of_the_next_order(self):
        program = self._make_program(
            name="Next", program_type="next_order_coupons", applies_on="future"
        )
        self.campaign.coupon_program_ids |= program
        mailing = self._make_coupon_mailing(crm_coupon_program_id=program.id)
        mailing._action_send_mail()
        card = self._cards(mailing)[self.partners[5].id]
        order = self._redeem(200, self.partners[5], card)
        self.assertEqual(order.amount_untaxed, 180)
        self.assertEqual(self._see(self.campaign).coupon_redeemed_count, 1)

    def test_redeemed_is_a_touch_of_its_campaign(self):
        """Once, though the order names another campaign."""
        ada, bob = self.partners[:2]
        other = self._make_campaign("Autumn")
        order = self._redeem(100, ada, self.cards[ada], other)
        self._quote(50, bob, self.cards[bob])
        Touch = self.env["crm.campaign.touch"]
        for _again in range(2):
            Touch._collect()
        touches = Touch.search(
            [("campaign_id", "=", self.campaign.id), ("kind", "=", "coupon")]
        )
        self.assertEqual(len(touches), 1)
        self.assertEqual((touches.ref_model, touches.ref_id), ("sale.order", order.id))
        self.assertEqual(touches.partner_id, ada)
        self.assertEqual(touches.date, order.date_order)
        self.assertEqual(touches.medium_id, self.mailing.medium_id)
        self.assertEqual(touches.company_id, self.company)

    def test_other_company_counts_and_opens_none(self):
        other = self._make_company("Coupon Other", "base.EUR")
        stranger = self._make_user(
            "coupon_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        shared = self.env["utm.campaign"].create({"title": "All", "company_id": False})
        shared.coupon_program_ids = self.program
        mailing = self._make_coupon_mailing(campaign_id=shared.id)
        mailing._action_send_mail()
        self.assertEqual(self._see(shared, self.marketer).coupon_count, 10)
        campaign = self._see(shared, stranger).with_context(
            allowed_company_ids=other.ids
        )
        self.assertEqual(campaign.coupon_count, 0)
        domain = campaign.action_open_coupons()["domain"]
        self.assertFalse(campaign.env["loyalty.card"].search(domain))
        with self.assertRaises(AccessError):
            self.campaign.with_env(campaign.env).action_open_coupons()

    def test_others_are_refused(self):
        employee = new_test_user(self.env, "coupon_nobody", "base.group_user")
        portal = new_test_user(self.env, "coupon_portal", "base.group_portal")
        wizard = self.env["crm.coupon.withdraw"].create(
            {"campaign_ids": self.campaign.ids}
        )
        for user in (employee, portal):
            campaign = self._see(self.campaign, user)
            for call in (
                campaign.action_open_coupons,
                campaign.action_withdraw_coupons,
                campaign.action_give_back_coupons,
                wizard.with_user(user).action_withdraw,
                lambda campaign=campaign: campaign.read(["coupon_count"]),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_queries_do_not_grow(self):
        campaigns = self.env["utm.campaign"]
        for number in range(10):
            campaigns |= self._make_campaign(f"Number {number}")
        campaigns.coupon_program_ids = self.program
        for campaign in campaigns:
            self._make_coupon_mailing(campaign_id=campaign.id)._give_coupons(
                "res.partner", self.partners.ids
            )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("coupon_count")
            some.mapped("coupon_revenue")
            return self.cr.sql_log_count - before

        count(campaigns)
        self.assertEqual(count(campaigns[:2]), count(campaigns))
