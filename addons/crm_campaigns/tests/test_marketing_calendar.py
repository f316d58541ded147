from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestMarketingCalendar(JourneyCase):
    """A marketing manager sees a month of everything, and opens what it stands for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign.write(
            {"date_start": date(2025, 6, 2), "date_end": date(2025, 6, 20)}
        )
        cls.budget = cls.env["crm.campaign.budget"].create(
            {
                "campaign_id": cls.campaign.id,
                "name": "Stand",
                "date": date(2025, 6, 5),
                "amount": 100,
            }
        )
        cls.mailing = cls._make_mailing(subject="Harvest")
        cls.mailing.write({"state": "done", "sent_date": datetime(2025, 6, 10, 8)})
        cls.draft = cls._make_mailing(subject="Not yet")
        cls.journey = cls._make_journey(("exit", {}))
        cls.journey.sudo().started_on = datetime(2025, 6, 3, 9)
        competitor = cls.env["crm.competitor"].create(
            {"name": "Rival", "company_id": cls.company.id}
        )
        cls.action = cls.env["crm.competitor.action"].create(
            {
                "name": "Half price",
                "competitor_id": competitor.id,
                "company_id": cls.company.id,
                "date": date(2025, 6, 7),
            }
        )

    def _rows(self, user=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["crm.marketing.calendar"]
            .with_user(user or self.marketer)
            .with_context(**context)
            .search(
                [("date_start", ">=", "2025-06-01"), ("date_start", "<", "2025-07-01")]
            )
        )

    def test_everything_with_a_date(self):
        rows = {row.kind: row for row in self._rows()}
        for kind, record, name in (
            ("campaign", self.campaign, "Spring"),
            ("mailing", self.mailing, "Harvest"),
            ("journey", self.journey, "Welcome"),
            ("budget", self.budget, "Stand"),
            ("competitor", self.action, "Half price"),
        ):
            row = rows.pop(kind)
            self.assertEqual((row.name, row.res_id), (name, record.id), kind)
            self.assertEqual(row.res_model, record._name)
        self.assertFalse(rows)

    def test_whole_days_and_hours(self):
        rows = {row.kind: row for row in self._rows()}
        campaign = rows["campaign"]
        self.assertTrue(campaign.is_all_day)
        self.assertEqual(campaign.date_start.date(), date(2025, 6, 2))
        self.assertEqual(campaign.date_stop.date(), date(2025, 6, 20))
        self.assertFalse(rows["mailing"].is_all_day)
        self.assertEqual(rows["mailing"].date_start, self.mailing.calendar_date)

    def test_opens_the_record(self):
        rows = {row.kind: row for row in self._rows()}
        action = rows["competitor"].action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("crm.competitor.action", self.action.id),
        )
        action = rows["budget"].action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("utm.campaign", self.campaign.id)
        )

    def test_title_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.campaign.with_context(lang="fa_IR").title = "بهار"
        rows = {row.kind: row for row in self._rows(lang="fa_IR")}
        self.assertEqual(rows["campaign"].name, "بهار")

    def test_archived_and_templates_are_left_out(self):
        self.campaign.is_template = True
        self.action.active = False
        kinds = self._rows().mapped("kind")
        self.assertNotIn("campaign", kinds)
        self.assertNotIn("budget", kinds)
        self.assertNotIn("competitor", kinds)

    def test_each_company_its_own(self):
        other = self._make_company("Calendar Other", "base.EUR")
        stranger = self._make_user(
            "calendar_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        rows = (
            self.env["crm.marketing.calendar"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )
        self.assertNotIn(self.campaign, rows.campaign_id)
        employee = new_test_user(self.env, "calendar_nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["crm.marketing.calendar"].with_user(employee).search([])
