from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .lead_common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadLearning(LeadCase):
    """What closed leads say of grades, sources, reasons and rules."""

    def _close(self, won, lost, **values):
        leads = self.env["crm.lead"].union(
            *(self._make_lead(**values) for _ in range(won + lost))
        )
        leads[:won].action_set_won()
        leads[won:].action_set_lost()
        return leads

    def test_rule_that_lies(self):
        """30 leads with a phone, 3 won; 30 without, 15 won: points mislead."""
        rule = self._make_rule(20, "[('phone', '!=', False)]")
        self._close(3, 27, phone="1")
        self._close(15, 15)
        self._make_lead(phone="1")
        rule = rule.with_user(self.manager)
        self.assertEqual((rule.met_count, rule.other_count), (30, 30))
        self.assertAlmostEqual(rule.met_win_rate, 0.1)
        self.assertAlmostEqual(rule.other_win_rate, 0.5)
        self.assertTrue(rule.is_misleading)
        rule.points = -20
        self.assertFalse(rule.is_misleading)

    def test_engagement_before_closing(self):
        """What happened after the sale did not make it."""
        rule = self._make_rule(5, kind="engagement", event_kind="click")
        (won,) = self._close(1, 0, email_from="won@example.com")
        (lost,) = self._close(0, 1, email_from="lost@example.com")
        self._touch(1, email_normalized="won@example.com", days=2)
        self._touch(2, email_normalized="lost@example.com", days=-2)
        self.assertLess(won.date_closed, self.env.cr.now() + timedelta(days=1))
        self.assertTrue(lost.date_closed)
        self.assertEqual((rule.met_count, rule.met_win_rate), (1, 1.0))
        self.assertEqual((rule.other_count, rule.other_win_rate), (1, 0.0))

    def test_only_own_companies(self):
        other = self._make_company("Learning Other", "base.EUR")
        rule = self._make_rule(20)
        self._close(1, 0)
        self._close(0, 1, company_id=other.id, team_id=False)
        self.assertEqual(rule.with_user(self.manager).met_count, 1)

    def test_report(self):
        """By grade: leads, win rate of the closed ones, hours to the answer."""
        self._make_rule(60, "[('phone', '!=', False)]")
        reason = self.env["crm.lost.reason"].create({"name": "Dear"})
        good = self.env["crm.lead"].union(
            *(self._make_lead(phone="1") for _ in range(4))
        )
        bad = self._make_lead()
        (good | bad)._score()
        good[0].action_set_won()
        good[1].action_set_won()
        good[2].action_set_lost(lost_reason_id=reason.id)
        start = self.env.cr.now() - timedelta(hours=10)
        good[0].write(
            {"handover_date": start, "response_date": start + timedelta(hours=3)}
        )
        good[1].write(
            {
                "handover_date": start,
                "response_deadline": start,
                "response_date": start + timedelta(hours=6),
            }
        )
        Report = self.env["crm.lead.score.report"].with_user(self.marketer)
        found = Report._read_group(
            [("company_id", "=", self.company.id)],
            ["score_grade"],
            [
                "leads:sum",
                "won:sum",
                "lost:sum",
                "win_rate:avg",
                "response_hours:avg",
                "late:sum",
            ],
            order="score_grade",
        )
        self.assertEqual(
            [
                (row[0], *(value and round(value, 2) for value in row[1:]))
                for row in found
            ],
            [("a", 4, 2, 1, 66.67, 4.5, 1), ("d", 1, 0, 0, False, False, 0)],
        )
        reasons = Report._read_group(
            [("lost_reason_id", "=", reason.id)], [], ["leads:sum"]
        )
        self.assertEqual(reasons, [(1,)])

    def test_report_is_refused(self):
        for group in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"report_{group}", group)
            with self.assertRaises(AccessError):
                self.env["crm.lead.score.report"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["crm.lead.score.report"].with_user(self.seller).search([])

    def test_forms(self):
        """The manager makes a rule, the marketer sees its points on the lead."""
        with Form(self.env["crm.lead.score.rule"].with_user(self.manager)) as form:
            form.name = "Asked for a price"
            form.points = 45
        lead = self._make_lead()
        lead.with_user(self.marketer).action_score()
        with Form(lead.with_user(self.marketer), view="crm.crm_lead_view_form") as form:
            self.assertEqual(form.marketing_score, 45)
            self.assertEqual(form.score_grade, "b")
            self.assertEqual(form.handover_state, "ready")
            self.assertEqual(len(form.score_line_ids), 1)
            form.name = "Tea for the whole house"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_campaigns.crm_lead_action_handover"
        )
        self.assertIn(
            lead, self.env["crm.lead"].search([("handover_state", "=", "ready")])
        )
        for view, kind in action["views"]:
            self.env["crm.lead"].with_user(self.marketer).get_view(view, kind)
