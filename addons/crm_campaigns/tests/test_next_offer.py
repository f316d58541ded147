from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CampaignCase


@tagged("post_install", "-at_install")
class TestNextOffer(CampaignCase):
    """What to offer next, why, and to whom it is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cup, cls.pot, cls.spoon, cls.tray = cls.env["product.product"].create(
            [
                {"name": name, "type": "consu"}
                for name in ("Cup", "Pot", "Spoon", "Tray")
            ]
        )
        cls._sell(100, partner=cls.customer)
        cls.env["crm.product.affinity"].sudo().create(
            [
                {
                    "company_id": cls.company.id,
                    "product_id": cls.product.id,
                    "suggested_product_id": product.id,
                    "confidence": confidence,
                    "lift": lift,
                    "customers": 10,
                }
                for product, confidence, lift in (
                    (cls.cup, 0.42, 3.0),
                    (cls.pot, 0.30, 2.5),
                    (cls.spoon, 0.20, 2.0),
                    (cls.tray, 0.10, 1.5),
                )
            ]
        )

    def _refresh(self):
        self.env["crm.next.offer"]._refresh(self.company)
        return self.env["crm.next.offer"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def test_three_best_with_their_reason(self):
        offers = self._refresh()
        self.assertEqual(offers.product_id, self.cup | self.pot | self.spoon)
        self.assertEqual(offers.mapped("rank"), [1, 2, 3])
        self.assertEqual(offers[0].reason, "Bought by 42 % of those who bought Tea")
        partner = self.customer.with_company(self.company)
        self.assertEqual(partner.crm_next_offer_name, "Cup")
        self.assertEqual(partner.crm_next_offer_count, 3)

    def test_due_again_goes_first(self):
        today = fields.Date.context_today(self.env.user)
        self.env["crm.customer.reorder"].sudo().create(
            {
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "product_id": self.product.id,
                "due_date": today - timedelta(days=5),
                "overdue_ratio": 1.2,
            }
        )
        offers = self._refresh()
        self.assertEqual(offers[0].product_id, self.product)
        self.assertEqual(offers[0].reason, "Due again since 5 days")

    def test_left_out(self):
        """Archived, not for sale, and bought already."""
        self.cup.active = False
        self.pot.sale_ok = False
        self.env["sale.order"].with_company(self.company).create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.spoon.id})],
            }
        ).action_confirm()
        self.assertEqual(self._refresh().product_id, self.tray)

    def test_not_interested_is_respected(self):
        self._refresh()[0].with_user(self.marketer).action_not_interested()
        offers = self._refresh()
        self.assertEqual(offers.product_id, self.pot | self.spoon | self.tray)
        refusal = self.env["crm.next.offer.refusal"].search([])
        self.assertEqual(refusal.user_id, self.marketer)

    def test_twice_is_once_and_set_based(self):
        before = self._refresh().mapped("product_id")
        self.assertEqual(self._refresh().mapped("product_id"), before)
        self.env.flush_all()
        self.company.currency_id.fetch(["name"])
        with self.assertQueryCount(2):
            self.env["crm.next.offer"]._refresh(self.company)

    def test_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_campaigns.ir_cron_next_offers").method_direct_trigger()
        self.assertEqual(self.customer.crm_next_offer_count, 3)

    def test_who_sees_them(self):
        offers = self._refresh()
        for group in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"offer_{group[-6:]}", group)
            with self.assertRaises(AccessError):
                offers.with_user(user).read(["reason"])
        other = self._make_company("Other Offers", "base.USD")
        stranger = self._make_user(
            "offer_other",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        seen = self.env["crm.next.offer"].with_user(stranger)
        self.assertFalse(
            seen.with_context(allowed_company_ids=other.ids).search(
                [("id", "in", offers.ids)]
            )
        )

    def test_placeholder_of_a_mailing(self):
        self._refresh()
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "For you",
                "body_html": '<p>Try <t t-out="object.crm_next_offer_name"/></p>',
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        found = mailing._render_field("body_html", self.customer.ids)
        self.assertIn("Try Cup", found[self.customer.id])
