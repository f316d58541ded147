from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CampaignCase


@tagged("post_install", "-at_install")
class TestMarketingCalendar(CampaignCase):
    """One calendar of everything that has a date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign.write({"date_start": "2026-03-01", "date_end": "2026-03-31"})
        cls.env["crm.campaign.budget"].create(
            {
                "campaign_id": cls.campaign.id,
                "name": "Flyers",
                "date": "2026-03-05",
                "amount": 100,
            }
        )
        competitor = cls.env["crm.competitor"].create({"name": "Rival"})
        cls.action = cls.env["crm.competitor.action"].create(
            {
                "name": "Sale of theirs",
                "competitor_id": competitor.id,
                "date": "2026-03-10",
                "campaign_id": cls.campaign.id,
                "company_id": cls.company.id,
            }
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Spring mail",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "campaign_id": cls.campaign.id,
            }
        )

    def _entries(self, user=None):
        self.env.flush_all()
        Calendar = self.env["crm.marketing.calendar"].with_user(user or self.marketer)
        return Calendar.search([("campaign_id", "=", self.campaign.id)])

    def test_everything_of_a_campaign(self):
        self.assertEqual(
            set(self._entries().mapped("kind")), {"campaign", "budget", "competitor"}
        )
        self.mailing.write(
            {"state": "in_queue", "schedule_date": "2026-03-12 09:00:00"}
        )
        entries = self._entries()
        mail = entries.filtered(lambda e: e.kind == "mailing")
        self.assertEqual(mail.name, "Spring mail")
        self.assertEqual(str(mail.date_start), "2026-03-12")
        self.assertEqual(len(set(entries.ids)), 4)

    def test_opens_what_it_stands_for(self):
        by_kind = {entry.kind: entry.action_open_record() for entry in self._entries()}
        self.assertEqual(by_kind["competitor"]["res_id"], self.action.id)
        self.assertEqual(by_kind["budget"]["res_model"], "utm.campaign")
        self.assertEqual(by_kind["budget"]["res_id"], self.campaign.id)

    def test_who_sees_it(self):
        employee = new_test_user(self.env, "calendar_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self._entries(employee)
        other = self._make_company("Other Calendar", "base.USD")
        stranger = self._make_user(
            "calendar_other",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        Calendar = self.env["crm.marketing.calendar"].with_user(stranger)
        seen = Calendar.with_context(allowed_company_ids=other.ids).search([])
        self.assertNotIn(self.company, seen.sudo().company_id)
