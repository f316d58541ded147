from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CampaignMixin


@tagged("post_install", "-at_install")
class TestCampaignDashboard(CampaignMixin, HttpCase):
    """A manager opens the dashboard, a figure of it, and a campaign with its funnel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        today = fields.Date.context_today(cls.campaign)
        cls.campaign.write(
            {
                "date_start": today - timedelta(days=3),
                "date_end": today + timedelta(days=30),
                "user_id": cls.manager.id,
            }
        )
        cls.env["crm.campaign.budget"].create(
            {"campaign_id": cls.campaign.id, "name": "Ads", "amount": 80}
        )
        cls.env["crm.campaign.cost"].create(
            {
                "campaign_id": cls.campaign.id,
                "company_id": cls.company.id,
                "name": "Flyers",
                "date": today,
                "kind": "media",
                "amount": 40,
                "currency_id": cls.company.currency_id.id,
            }
        )
        cls._invoice(cls._sell(100, cls.campaign), today)
        cls.loser = cls._make_campaign("Loser")
        cls.env["crm.campaign.cost"].create(
            {
                "campaign_id": cls.loser.id,
                "company_id": cls.company.id,
                "name": "Nothing came of it",
                "date": today,
                "kind": "media",
                "amount": 10,
                "currency_id": cls.company.currency_id.id,
            }
        )

    def _board(self, user):
        self.env.flush_all()
        return self.env["crm.campaign.dashboard"].with_user(user).get_dashboard()

    def test_figures(self):
        board = self._board(self.marketer)
        tiles = {tile["name"]: tile["value"] for tile in board["tiles"]}
        self.assertEqual(
            tiles,
            {
                "net_revenue": 100,
                "cost": 50,
                "roi": 1.0,
                "leads": 0,
                "new_customers": 1,
                "cac": 50,
            },
        )
        self.assertEqual(len(board["months"]), 12)
        self.assertEqual(board["months"][-1]["net_revenue"], 100)
        self.assertEqual(board["months"][-1]["cost"], 50)
        (running,) = board["running"]
        self.assertEqual((running["budget"], running["cost"]), (80, 40))
        self.assertEqual(
            [(c["id"], c["result"], c["roi"]) for c in board["best"]],
            [(self.campaign.id, 60, 1.5), (self.loser.id, -10, -1.0)],
        )
        for tile in board["tiles"]:
            self.env[tile["action"]["res_model"]].search(tile["action"]["domain"])

    def test_nothing_yet(self):
        other = self._make_company("Dashboard Other", "base.EUR")
        stranger = self._make_user(
            "dashboard_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        board = (
            self.env["crm.campaign.dashboard"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
            .get_dashboard()
        )
        tiles = {tile["name"]: tile["value"] for tile in board["tiles"]}
        self.assertEqual((tiles["cost"], tiles["net_revenue"]), (0, 0))
        self.assertEqual((tiles["roi"], tiles["cac"]), (None, None))
        self.assertFalse(board["best"])

    def test_refused_to_others(self):
        for group in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"board_{group}", group)
            with self.assertRaises(AccessError):
                self._board(user)

    def test_manager_reads_it(self):
        self.start_tour(
            "/odoo/campaign-dashboard",
            "crm_campaigns_dashboard",
            login=self.manager.login,
        )
