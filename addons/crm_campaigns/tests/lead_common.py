from datetime import timedelta

from .common import CampaignCase


class LeadCase(CampaignCase):
    """Leads of one company, with no rules but the test's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead.score.rule"].search([]).action_archive()
        cls.company.crm_lead_golden_segment_id = False
        cls.seller = cls._make_seller("lead_seller")
        cls.team = cls.env["crm.team"].create(
            {"name": "Tea Sales", "company_id": cls.company.id, "user_id": False}
        )

    @classmethod
    def _make_seller(cls, login, group="sales_team.group_sale_salesman", **values):
        user = cls._make_user(login, "group_campaign_user", **values)
        user.group_ids = cls.env.ref("base.group_user") | cls.env.ref(group)
        return user

    @classmethod
    def _make_lead(cls, name="Tea for the office", **values):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "lead",
                "company_id": cls.company.id,
                "user_id": False,
                "team_id": cls.team.id,
                **values,
            }
        )

    @classmethod
    def _make_rule(cls, points, domain="[]", **values):
        return cls.env["crm.lead.score.rule"].create(
            {"name": f"Rule of {points}", "points": points, "domain": domain, **values}
        )

    @classmethod
    def _touch(cls, number, kind="click", days=0, **values):
        """A touch so many days ago; ``number`` tells its record from others."""
        return cls.env["crm.campaign.touch"].create(
            {
                "kind": kind,
                "campaign_id": cls.campaign.id,
                "ref_model": "link.tracker.click",
                "ref_id": number,
                "date": cls.env.cr.now() - timedelta(days=days),
                **values,
            }
        )
