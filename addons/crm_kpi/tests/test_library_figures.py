from datetime import date, datetime

from freezegun import freeze_time

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestLibraryFigures(KpiCase):
    """Figures by hand."""

    def _figure(self, code, first=SEPTEMBER, last=None, **filters):
        kpi = self._get_kpi(code)
        self._count(kpi)
        domain = [(name, "=", value) for name, value in filters.items()]
        return self._read(kpi, first, last, domain=domain)

    def _make_leads(self, *rows):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "opportunity",
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": False,
                    **values,
                }
                for number, values in enumerate(rows)
            ]
        )
        self.env.flush_all()
        return leads

    def _date(self, records, **columns):
        """Put records on a day of the past, as if they had been made then."""
        self.env.flush_all()
        for name, value in columns.items():
            self.env.cr.execute(
                f"UPDATE {records._table} SET {name} = %s WHERE id = ANY(%s)",
                [value, records.ids],
            )
        self.env.invalidate_all()

    def test_lead_conversion(self):
        """Four leads: one won, one lost, one open, one merely archived: 1 of 3."""
        won, lost, still_open, archived = self._make_leads({}, {}, {}, {})
        won.action_set_won()
        lost.action_set_lost()
        archived.active = False
        self._date(won | lost | still_open | archived, create_date=datetime(2026, 9, 5))
        self.assertEqual(self._figure("lead_conversion"), [33.3333])
        self.assertEqual(self._figure("leads"), [3])

    def test_win_rate_by_number_and_by_value(self):
        won, lost, also = self._make_leads(
            {"expected_revenue": 300},
            {"expected_revenue": 50},
            {"expected_revenue": 50},
        )
        won.action_set_won()
        (lost | also).action_set_lost()
        self._date(won | lost | also, date_closed=datetime(2026, 9, 5))
        self.assertEqual(self._figure("win_rate"), [33.3333])
        self.assertEqual(self._figure("win_rate_value"), [75])
        self.assertEqual(self._figure("loss_reason"), [0])

    def test_sales_cycle_is_a_median(self):
        leads = self._make_leads({}, {}, {})
        leads.action_set_won()
        for lead, days in zip(leads, (1, 2, 30), strict=True):
            self._date(
                lead,
                create_date=datetime(2026, 9, 30 - days + 0, 12)
                if days < 30
                else datetime(2026, 8, 31, 12),
                date_closed=datetime(2026, 9, 30, 12),
            )
        self.assertEqual(self._figure("sales_cycle"), [2])

    def test_lead_of_no_company_counts_once(self):
        """In the first company, and not in each that looks."""
        lead = self._make_leads({"company_id": False, "team_id": False})
        self._date(lead, create_date=datetime(2026, 9, 5))
        self.assertEqual(str(self._figure("leads")), "[nan]")
        first = self.env["res.company"].sudo().search([], order="id", limit=1)
        kpi = self._get_kpi("leads")
        kpi._write_facts(first, [date(2026, 9, 4), date(2026, 9, 5)])
        fact = (
            self.env["crm.kpi.fact"]
            .sudo()
            .search([("kpi_id", "=", kpi.id), ("company_id", "=", first.id)])
        )
        self.assertEqual(sum(fact.mapped("numerator")), 1)

    def test_loyalty_and_returning_orders(self):
        """Three customers, one of them ordered twice: 1 of 3, and 1 of 4 orders."""
        others = self.env["res.partner"].create([{"name": "Ceres"}, {"name": "Dione"}])
        self._sell(date(2026, 9, 2), 10)
        self._sell(date(2026, 9, 20), 10)
        for partner in others:
            self._sell(date(2026, 9, 3), 10, partner_id=partner.id)
        self.assertEqual(self._figure("loyalty"), [33.3333])
        self.assertEqual(self._figure("returning_share"), [25])
        self.assertEqual(self._figure("new_customers"), [3])
        self.assertEqual(self._figure("active_customers"), [3])

    def test_customer_of_two_contacts_is_one(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id}
        )
        self._sell(date(2026, 9, 2), 10)
        self._sell(date(2026, 9, 3), 10, partner_id=contact.id)
        self.assertEqual(self._figure("active_customers"), [1])
        self.assertEqual(self._figure("loyalty"), [100])

    def test_acquisition_cost(self):
        """600 spent, 3 customers won: 200; without a customer there is none."""
        campaign = self.env["utm.campaign"].create({"title": "Spring"})
        self.env["crm.campaign.cost"].create(
            [
                {
                    "campaign_id": campaign.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "date": day,
                    "name": "Advertisement",
                    "amount": amount,
                }
                for day, amount in (("2026-09-05", 600), ("2026-10-05", 100))
            ]
        )
        for name in ("Ceres", "Dione", "Europa"):
            partner = self.env["res.partner"].create({"name": name})
            self._sell(date(2026, 9, 9), 10, partner_id=partner.id)
        found = self._figure("cac", SEPTEMBER, date(2026, 10, 1))
        self.assertEqual(str(found), "[200.0, nan]")
        self.assertEqual(self._figure("marketing_cost"), [600])

    def test_satisfaction(self):
        """Answers 5, 4, 3 and a rating of 5: three of four."""
        programme = self.env["crm.satisfaction.programme"].create(
            {"name": "After sales", "kind": "csat", "company_id": self.company.id}
        )
        self.env["crm.satisfaction.response"].sudo().create(
            [
                {
                    "programme_id": programme.id,
                    "score": score,
                    "answered_date": datetime(2026, 9, 5, 10),
                }
                for score in (5, 4, 3)
            ]
        )
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
                "rated_partner_id": self.seller.partner_id.id,
                "rating": 5,
                "consumed": True,
            }
        )
        self._date(rating, rated_on=datetime(2026, 9, 6, 10))
        self.assertEqual(self._figure("csat"), [75])

    def test_sales_target_and_what_covers_it(self):
        """1,000 wanted, 400 booked, 900 open until then: 40 %, 1.5 times."""
        self.env["crm.sales.target"].create(
            {
                "company_id": self.company.id,
                "team_id": self.team.id,
                "date_from": "2026-11-01",
                "date_to": "2026-11-30",
                "amount": 1000,
            }
        )
        self._sell(date(2026, 11, 3), 400, team_id=self.team.id)
        self._make_leads(
            {"expected_revenue": 900, "date_deadline": "2026-11-20"},
            {"expected_revenue": 500, "date_deadline": "2027-01-20"},
        )
        november = date(2026, 11, 1)
        self.assertEqual(self._figure("quota_attainment", november), [40])
        self.assertEqual(self._figure("coverage", november), [1.5])
        self.assertEqual(self._figure("pipeline", november), [1400])

    def test_pipeline_has_no_past(self):
        self._make_leads({"expected_revenue": 900})
        found = self._figure("pipeline", SEPTEMBER, date(2026, 11, 1))
        self.assertEqual(str(found), "[nan, nan, 900.0]")

    def test_complaints_for_a_thousand_orders(self):
        """One complaint and two orders: 500."""
        self._sell(date(2026, 9, 2), 10)
        self._sell(date(2026, 9, 3), 10)
        agent = self._make_user("kpi_agent", "crm_complaints.group_complaint_user")
        team = self.env["crm.complaint.team"].create(
            {
                "name": "Care",
                "company_id": self.company.id,
                "user_id": agent.id,
                "member_ids": [
                    (0, 0, {"user_id": agent.id, "trained_date": "2020-01-01"})
                ],
            }
        )
        category = self.env["crm.complaint.category"].create(
            {"name": "Late", "team_id": team.id}
        )
        self.env["crm.complaint"].create(
            {
                "name": "Late",
                "company_id": self.company.id,
                "category_id": category.id,
                "partner_id": self.customer.id,
                "received_date": datetime(2026, 9, 4, 10),
            }
        )
        self.assertEqual(self._figure("complaint_rate"), [500])

    def test_formulas_of_the_library(self):
        """Retention is not known without invoices, and churn neither."""
        self.assertEqual(str(self._figure_of_formula("churn")), "[nan]")

    def _figure_of_formula(self, code):
        kpi = self._get_kpi(code)
        self._count(kpi._get_parts().filtered(lambda one: one.kind != "formula"))
        return self._read(kpi, SEPTEMBER)

    def test_activities(self):
        """Three done on two days: 1.5 a day."""
        lead = self._make_leads({})
        for day in ("2026-09-01", "2026-09-01", "2026-09-02"):
            activity = lead.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.seller.id
            )
            activity.with_user(self.seller).sudo().action_feedback()
            self._date(activity, date_done=day)
        self.assertEqual(self._figure("activities"), [3])
        self.assertEqual(self._figure("activities_per_day"), [1.5])
        mine = self._read(self._get_kpi("activities"), SEPTEMBER, user=self.seller)
        self.assertEqual(mine, [3])
