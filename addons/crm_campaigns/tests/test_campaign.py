from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCase):
    """Plan, approve, copy."""

    def _plan(self, amount=100):
        self.campaign.with_user(self.marketer).write(
            {
                "budget_ids": [
                    (0, 0, {"kind": "media", "name": "Ads", "amount": amount})
                ],
                "approver_id": self.manager.id,
            }
        )
        return self.campaign.with_user(self.marketer)

    def test_plan_ask_approve(self):
        campaign = self._plan()
        campaign.action_submit()
        self.assertEqual(campaign.approval_state, "pending")
        self.assertEqual(campaign.activity_ids.user_id, self.manager)
        self.campaign.with_user(self.manager).action_approve()
        self.assertEqual(campaign.approval_state, "approved")
        self.assertEqual(campaign.approved_amount, 100)
        self.assertEqual(campaign.approved_by_id, self.manager)
        self.assertFalse(campaign.activity_ids)

    def test_nobody_approves_their_own(self):
        mine = self.campaign.with_user(self.manager)
        mine.budget_ids = [(0, 0, {"name": "Ads", "amount": 5})]
        mine.approver_id = self.manager
        with self.assertRaisesRegex(UserError, "other than you"):
            mine.action_submit()
        mine.approver_id = self.other_manager
        mine.action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            mine.action_approve()
        self.campaign.with_user(self.other_manager).action_approve()

    def test_marketers_do_not_approve(self):
        campaign = self._plan()
        campaign.action_submit()
        for name in ("action_approve", "action_refuse"):
            with self.assertRaises(AccessError):
                getattr(campaign, name)()
        with self.assertRaises(AccessError):
            campaign.write({"approval_state": "approved"})
        with self.assertRaises(AccessError):
            self.env["utm.campaign"].with_user(self.marketer).create(
                {"title": "Mine", "approval_state": "approved"}
            )

    def test_an_approved_budget_stands(self):
        campaign = self._plan()
        campaign.action_submit()
        self.campaign.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "Reset the approval"):
            campaign.budget_ids.amount = 1000
        with self.assertRaises(UserError):
            campaign.budget_ids.unlink()
        with self.assertRaises(UserError):
            self.env["crm.campaign.budget"].with_user(self.marketer).create(
                {"campaign_id": campaign.id, "name": "More", "amount": 1}
            )
        with self.assertRaises(AccessError):
            campaign.action_reset_approval()
        self.campaign.with_user(self.manager).action_reset_approval()
        campaign.budget_ids.amount = 1000
        self.assertEqual(campaign.approved_amount, 0)

    def test_refused_may_be_asked_again(self):
        campaign = self._plan()
        campaign.action_submit()
        self.campaign.with_user(self.manager).action_refuse()
        campaign.budget_ids.amount = 50
        campaign.action_submit()
        self.assertEqual(campaign.approval_state, "pending")

    def test_ask_needs_a_budget(self):
        self.campaign.approver_id = self.manager
        with self.assertRaisesRegex(UserError, "Plan the budget"):
            self.campaign.with_user(self.marketer).action_submit()

    def test_copy_and_template(self):
        campaign = self._plan()
        campaign.action_submit()
        copied = campaign.copy()
        self.assertEqual(copied.title, "Spring (copy)")
        self.assertEqual(copied.budget_ids.amount, 100)
        self.assertEqual(copied.approval_state, "draft")
        campaign.is_template = True
        action = campaign.action_use_template()
        made = self.env["utm.campaign"].browse(action["res_id"])
        self.assertEqual((made.title, made.is_template), ("Spring", False))
        self.assertNotEqual(made.name, campaign.name)

    def test_audience(self):
        """Segments and rule together; each contact counts once."""
        partners = self.env["res.partner"].create(
            [{"name": f"Zed {number}", "ref": "zed"} for number in range(3)]
        )
        segment = self.env["crm.segment"].create({"name": "Zeds"})
        self.env["crm.customer.value"].sudo().create(
            {
                "partner_id": partners[0].id,
                "company_id": self.company.id,
                "segment_id": segment.id,
            }
        )
        campaign = self.campaign.with_user(self.marketer)
        self.assertEqual(campaign.audience_count, 0)
        campaign.audience_domain = "[('ref', '=', 'zed')]"
        self.assertEqual(campaign.audience_count, 3)
        campaign.segment_ids = segment
        self.assertEqual(campaign.audience_count, 3)
        campaign.audience_domain = "[]"
        self.assertEqual(campaign.audience_count, 1)
        action = campaign.action_open_audience()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), partners[0])

    def test_a_bad_rule_is_refused(self):
        for rule in ("[('nonsense', '=', 1)]", "[(", "__import__('os')"):
            with self.assertRaisesRegex(ValidationError, "cannot be applied"):
                self.campaign.audience_domain = rule

    def test_companies_match(self):
        other = self.env["res.company"].create({"name": "Other"})
        team = self.env["crm.team"].create({"name": "T", "company_id": other.id})
        with self.assertRaises(ValidationError):
            self.campaign.team_id = team

    def test_form_in_the_client(self):
        form = Form(
            self.env["utm.campaign"].with_user(self.marketer),
            "utm.utm_campaign_view_form",
        )
        form.title = "By hand"
        form.goal = "sale"
        with form.budget_ids.new() as item:
            item.name = "Ads"
            item.amount = 10
        self.assertEqual(form.save().budget_amount, 10)

    def test_competitors_actions(self):
        competitor = self.env["crm.competitor"].create({"name": "Rival"})
        form = Form(self.env["crm.competitor.action"].with_user(self.marketer))
        form.name = "Half price"
        form.competitor_id = competitor
        form.campaign_id = self.campaign
        self.assertEqual(form.save().company_id, self.company)
