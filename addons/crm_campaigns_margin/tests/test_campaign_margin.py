from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.common import DAY, CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignMargin(CampaignCase):
    """The margin of a campaign comes from the cost of what was sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.with_company(cls.company).standard_price = 60
        cls.company.crm_value_margin_rate = 0
        cls.viewer = cls._make_user("camp_margin", "group_campaign_manager")
        cls.viewer.group_ids |= cls.env.ref("crm_gateway.group_margin_viewer")

    def _margin(self):
        return self._see(self.campaign, self.viewer).margin_amount

    def test_cost_of_the_goods(self):
        """100 of 60, and 240 of 60: 40 + 180, not the usual tenth of 340."""
        orders = self._sell(100, self.campaign) + self._sell(240, self.campaign)
        self.company.crm_value_margin_rate = 0.1
        self._invoice(orders)
        self.assertAlmostEqual(self._margin(), 220, 2)

    def test_credit_takes_its_share(self):
        """Half of what was sold for 100 comes back: half of the 40 too."""
        invoice = self._invoice(self._sell(100, self.campaign))
        self._refund(invoice, {invoice.invoice_line_ids: 50})
        self.assertAlmostEqual(self._margin(), 20, 2)

    def test_line_without_order_earns_the_usual_share(self):
        self.company.crm_value_margin_rate = 0.1
        receipt = self.env["account.move"].create(
            {
                "move_type": "out_receipt",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_date": DAY,
                "campaign_id": self.campaign.id,
                "invoice_line_ids": [
                    (0, 0, {"name": "Seat", "price_unit": 200, "tax_ids": False})
                ],
            }
        )
        receipt.action_post()
        self.assertAlmostEqual(self._margin(), 20, 2)

    def test_margin_roi_and_payback_follow(self):
        """Margin 40 of cost 20: a return of 100 %."""
        self._invoice(self._sell(100, self.campaign))
        self._bill(20, self.campaign)
        campaign = self._see(self.campaign, self.viewer)
        self.assertAlmostEqual(campaign.margin_roi, 1)

    def test_one_query_more_or_less(self):
        """The view is read once, however many campaigns there are."""
        campaigns = self.campaign
        for number in range(5):
            campaigns |= self._make_campaign(f"More {number}")
        for campaign in campaigns:
            self._invoice(self._sell(100, campaign))
        self._see(self.campaign)
        with self.assertQueryCount(1):
            self.env["crm.campaign.revenue"]._read_group(
                [("campaign_id", "in", campaigns.ids)], [], ["margin:sum"]
            )
