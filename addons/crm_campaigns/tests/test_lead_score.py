from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .lead_common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadScore(LeadCase):
    """Rules give points that anybody can retrace."""

    def test_score_explains_itself(self):
        """A marketer scores a lead and reads why."""
        self._make_rule(25, "[('phone', '!=', False)]", name="Phone number")
        self._make_rule(-5, "[('city', '=', 'Nowhere')]")
        self._make_rule(40, "[('city', '=', 'Shiraz')]")
        clicks = self._make_rule(8, kind="engagement", event_kind="click", half_life=30)
        lead = self._make_lead(
            phone="123", city="Nowhere", email_from="buyer@example.com"
        )
        self._touch(1, email_normalized="buyer@example.com")
        self._touch(2, email_normalized="buyer@example.com", days=30)
        self._touch(3, email_normalized="buyer@example.com", days=60)
        self._touch(4, email_normalized="other@example.com")
        self._touch(5, kind="reply", email_normalized="buyer@example.com")
        lead.with_user(self.marketer).action_score()
        # 25 - 5 + 8 * (1 + 1/2 + 1/4)
        self.assertAlmostEqual(lead.marketing_score, 34, 2)
        self.assertEqual(lead.score_grade, "c")
        self.assertEqual(lead.score_date, self.env.cr.now())
        lines = lead.with_user(self.marketer).score_line_ids
        self.assertEqual(lines.mapped("points"), [25, 14, -5])
        self.assertEqual(lines[0].reason, "Phone number")
        self.assertEqual((lines[1].rule_id, lines[1].touch_count), (clicks, 3))
        self.assertIn("Link clicked: 3 times", lines[1].reason)
        self.assertEqual(len(lead.touch_ids), 4)

    def test_scored_again(self):
        """Lines are written anew, not added."""
        rule = self._make_rule(30)
        lead = self._make_lead()
        lead._score()
        rule.points = 70
        lead._score()
        self.assertEqual(lead.marketing_score, 70)
        self.assertEqual(lead.score_line_ids.mapped("points"), [70])
        self.assertEqual(lead.score_grade, "a")

    def test_limit_and_touches_of_contact(self):
        """A touch counts once, though contact and address are both the lead's."""
        self._make_rule(10, kind="engagement", event_kind="reply", max_points=25)
        loss = self._make_rule(-10, kind="engagement", event_kind="open", max_points=15)
        lead = self._make_lead(
            partner_id=self.customer.id, email_from=self.customer.email
        )
        shared = {
            "partner_id": self.customer.id,
            "email_normalized": self.customer.email,
        }
        self._touch(1, kind="reply", **shared)
        lead._score()
        self.assertEqual(lead.marketing_score, 10)
        for number in range(2, 6):
            self._touch(number, kind="reply", **shared)
            self._touch(number, kind="open", **shared)
        lead._score()
        self.assertEqual(lead.marketing_score, 25 - 15)
        self.assertEqual(
            lead.score_line_ids.filtered(lambda li: li.rule_id == loss).touch_count, 4
        )

    def test_ancient_touch_is_nothing(self):
        self._make_rule(10, kind="engagement", event_kind="click", half_life=1)
        lead = self._make_lead(email_from="buyer@example.com")
        self._touch(1, email_normalized="buyer@example.com", days=5000)
        lead._score()
        self.assertEqual(lead.marketing_score, 0)
        self.assertFalse(lead.score_line_ids)

    def test_grades_by_company(self):
        self._make_rule(30)
        lead = self._make_lead()
        for thresholds, grade in (
            ((30, 20, 10), "a"),
            ((31, 30, 10), "b"),
            ((60, 31, 30), "c"),
            ((60, 40, 31), "d"),
        ):
            self.company.write(
                dict(
                    zip(
                        ("crm_lead_grade_a", "crm_lead_grade_b", "crm_lead_grade_c"),
                        thresholds,
                        strict=True,
                    )
                )
            )
            lead._score()
            self.assertEqual(lead.score_grade, grade)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.company.write({"crm_lead_grade_b": 90})
                self.company.flush_recordset()

    def test_rules_of_companies(self):
        """A rule of one company leaves leads of another alone."""
        other = self._make_company("Lead Other", "base.EUR")
        self._make_rule(30, company_id=self.company.id)
        self._make_rule(5, company_id=other.id)
        mine = self._make_lead()
        theirs = self._make_lead(company_id=other.id, team_id=False)
        self._touch(1, email_normalized="x@example.com", company_id=other.id)
        (mine | theirs)._score()
        self.assertEqual((mine.marketing_score, theirs.marketing_score), (30, 5))

    def test_golden(self):
        self._make_rule(60, "[('phone', '!=', False)]")
        self.company.crm_lead_golden_revenue = 5000
        best = self._make_lead(phone="1", expected_revenue=5000)
        small = self._make_lead(phone="1", expected_revenue=4999)
        weak = self._make_lead(expected_revenue=9000)
        champion = self._make_lead(partner_id=self.customer.id)
        segment = self.env["crm.segment"].create({"name": "The Best"})
        self.env["crm.customer.value"].sudo().create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "segment_id": segment.id,
            }
        )
        leads = best | small | weak | champion
        leads._score()
        self.assertEqual(leads.filtered("is_golden"), best)
        self.company.crm_lead_golden_segment_id = segment
        leads._score()
        self.assertEqual(leads.filtered("is_golden"), best | champion)

    def test_closed_leads_stay(self):
        rule = self._make_rule(30)
        lead = self._make_lead()
        lead._score()
        lead.action_set_lost()
        rule.points = 90
        lead._score()
        self.assertEqual(lead.marketing_score, 30)
        self.assertEqual(lead.score_line_ids.points, 30)

    def test_wrong_rules_are_refused(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "nonsense",
            "[('score_grade', '=', 'a')]",
        ):
            with self.assertRaises(ValidationError):
                self._make_rule(1, domain)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self._make_rule(1, kind="engagement")

    def test_queries_do_not_grow(self):
        """One for each rule, however many leads there are."""
        for points in range(3):
            self._make_rule(points + 1, f"[('city', '!=', 'City {points}')]")
        self._make_rule(5, kind="engagement", event_kind="click", half_life=9)
        few = self.env["crm.lead"].union(*(self._make_lead() for _ in range(2)))
        many = self.env["crm.lead"].union(*(self._make_lead() for _ in range(40)))
        self._get_count(few)
        self.assertEqual(self._get_count(few), self._get_count(many))
        # rules, companies, lock, delete, four rules, update
        self.assertLessEqual(self._get_count(many), 12)

    def _get_count(self, leads):
        self.env.flush_all()
        before = self.cr.sql_log_count
        leads._score()
        return self.cr.sql_log_count - before

    def test_cron_takes_what_is_old(self):
        self._make_rule(30)
        fresh, new = self._make_lead(), self._make_lead()
        fresh._score()
        stamp = fresh.score_date
        self._make_rule(20)
        with self.enter_registry_test_mode():
            self.env.ref("crm_campaigns.ir_cron_lead_score").method_direct_trigger()
        self.assertEqual((fresh.score_date, fresh.marketing_score), (stamp, 30))
        self.assertEqual(new.marketing_score, 50)

    def test_who_may_what(self):
        rule = self._make_rule(30)
        lead = self._make_lead(user_id=self.seller.id)
        colleague = self._make_seller("lead_colleague")
        lead._score()
        line = lead.score_line_ids
        self.assertEqual(line.with_user(self.seller).points, 30)
        with self.assertRaises(AccessError):
            line.with_user(colleague).read(["points"])
        for user in (self.seller, self.marketer):
            with self.assertRaises(AccessError):
                rule.with_user(user).write({"points": 1})
        rule.with_user(self.manager).points = 1
        for group in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"lead_{group}", group)
            with self.assertRaises(AccessError):
                lead.with_user(user).action_score()
            with self.assertRaises(AccessError):
                line.with_user(user).read(["points"])
        other = self._make_company("Lead Stranger", "base.EUR")
        stranger = self._make_user(
            "lead_stranger",
            "group_campaign_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        rule.company_id = self.company
        with self.assertRaises(AccessError):
            rule.with_user(stranger).write({"points": 2})
        with self.assertRaises(AccessError):
            line.with_user(stranger).read(["points"])
