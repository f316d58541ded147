from odoo.tests import tagged

from .lead_common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadTouch(LeadCase):
    """All touches of a lead are kept, also when leads are merged."""

    def _merge(self, *leads):
        return self.env["crm.lead"].union(*leads).merge_opportunity()

    def test_merge_keeps_all_touches(self):
        """The host keeps one campaign; we keep how each of them met the lead."""
        autumn = self._make_campaign("Autumn")
        kept = self._make_lead(
            email_from="a@example.com", campaign_id=self.campaign.id, type="opportunity"
        )
        gone = self._make_lead(
            "Coffee", email_from="b@example.com", campaign_id=autumn.id
        )
        click = self._touch(1, email_normalized="b@example.com", campaign_id=autumn.id)
        # the touches of the leads themselves are not collected yet
        self.assertEqual(self._merge(kept, gone), kept)
        self.assertFalse(gone.exists())
        touches = kept.touch_ids
        self.assertIn(click, touches)
        self.assertEqual(
            sorted((t.kind, t.campaign_id.title) for t in touches),
            [("click", "Autumn"), ("lead", "Autumn"), ("lead", "Spring")],
        )
        merged = touches.filtered(
            lambda t: t.kind == "lead" and t.campaign_id == autumn
        )
        self.assertEqual(merged.action_open_record()["res_id"], kept.id)
        rule = self._make_rule(10, kind="engagement", event_kind="lead")
        kept._score()
        self.assertEqual(kept.marketing_score, 20)
        self.assertEqual(kept.score_line_ids.rule_id, rule)

    def test_taken_over_campaign_counts_once(self):
        kept = self._make_lead(email_from="a@example.com", type="opportunity")
        gone = self._make_lead(
            "Coffee", email_from="b@example.com", campaign_id=self.campaign.id
        )
        self._merge(kept, gone)
        self.assertEqual(kept.campaign_id, self.campaign)
        self.env["crm.campaign.touch"]._collect()
        self.assertEqual(kept.touch_ids.mapped("kind"), ["lead"])

    def test_second_merge(self):
        """What a merged lead had taken over goes along."""
        first = self._make_lead(
            email_from="a@example.com", campaign_id=self.campaign.id
        )
        second = self._make_lead("B", email_from="b@example.com", type="opportunity")
        third = self._make_lead(
            "C", email_from="c@example.com", type="opportunity", probability=90
        )
        self.assertEqual(self._merge(first, second), second)
        second.campaign_id = False
        self.assertEqual(self._merge(second, third), third)
        self.assertEqual(third.touch_ids.campaign_id, self.campaign)

    def test_touches_of_others_are_not_seen(self):
        other = self._make_company("Touch Other", "base.EUR")
        lead = self._make_lead(email_from="a@example.com")
        self._touch(1, email_normalized="a@example.com", company_id=other.id)
        own = self._touch(2, email_normalized="a@example.com")
        self.assertEqual(lead.touch_ids, own)

    def test_queries_of_touches(self):
        leads = self.env["crm.lead"].union(
            *(self._make_lead(email_from=f"q{n}@example.com") for n in range(20))
        )
        for number in range(20):
            self._touch(number, email_normalized=f"q{number}@example.com")
        self.env.flush_all()
        leads.invalidate_recordset()
        leads.mapped("name")
        before = self.cr.sql_log_count
        self.assertEqual(len(leads.touch_ids), 20)
        self.assertLessEqual(self.cr.sql_log_count - before, 4)
