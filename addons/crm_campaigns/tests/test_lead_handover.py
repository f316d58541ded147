from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .lead_common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadHandover(LeadCase):
    """From marketing to sales, against the clock, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._make_rule(40, "[('phone', '!=', False)]")
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Nine to five",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                        },
                    )
                    for day in range(5)
                ],
            }
        )
        cls.company.crm_lead_response_hours = 4
        cls.member = cls.env["crm.team.member"].create(
            {
                "crm_team_id": cls.team.id,
                "user_id": cls.seller.id,
                "assignment_max": 300,
            }
        )

    def _hand_over(self, leads, user=None):
        action = leads.with_user(self.marketer).action_hand_over()
        wizard = Form(
            self.env["crm.lead.hand.over"]
            .with_user(self.marketer)
            .with_context(**action["context"])
        )
        if user:
            wizard.user_id = user
        return wizard.save().action_hand_over_now()

    def test_story(self):
        """Ready, handed over, answered; the marketer loses sight of it."""
        lead = self._make_lead(phone="123")
        weak = self._make_lead("Nothing known")
        self.assertEqual(lead.handover_state, "nurturing")
        (lead | weak)._score()
        self.assertEqual(
            (lead.handover_state, weak.handover_state), ("ready", "nurturing")
        )
        self._hand_over(lead, self.seller)
        self.assertEqual(lead.handover_state, "handed")
        self.assertEqual((lead.user_id, lead.type), (self.seller, "opportunity"))
        self.assertEqual(lead.handover_user_id, self.marketer)
        self.assertGreater(lead.response_deadline, lead.handover_date)
        mine = lead.with_user(self.seller)
        mine.action_accept()
        self.assertEqual(lead.handover_state, "accepted")
        self.assertFalse(lead.response_date)
        mine.message_post(body="For colleagues", subtype_xmlid="mail.mt_note")
        self.assertFalse(lead.response_date)
        lead.message_post(
            body="Ours", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertFalse(lead.response_date)
        mine.message_post(
            body="Hello", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertEqual(lead.response_date, self.env.cr.now())

    def test_deadline_by_working_hours(self):
        """Wednesday 15:00 and four hours of nine to five: Thursday 11:00."""
        lead = self._make_lead()
        lead._start_response_clock(datetime(2025, 6, 4, 15, 0))
        self.assertEqual(lead.response_deadline, datetime(2025, 6, 5, 11, 0))
        # over the weekend
        lead._start_response_clock(datetime(2025, 6, 6, 16, 30))
        self.assertEqual(lead.response_deadline, datetime(2025, 6, 9, 12, 30))

    def test_each_company_has_its_hours(self):
        """Leads of two companies and of none, handed over at once."""
        other = self._make_company("Handover Slow", "base.EUR")
        other.write(
            {
                "resource_calendar_id": self.company.resource_calendar_id.id,
                "crm_lead_response_hours": 40,
            }
        )
        mine = self._make_lead()
        theirs = self._make_lead(company_id=other.id, team_id=False)
        (mine | theirs)._start_response_clock()
        self.assertLess(mine.response_deadline, theirs.response_deadline)
        # the host moves a lead to the company of its salesperson
        moved = self._make_lead(company_id=other.id, team_id=False)
        nobodys = self._make_lead(company_id=False, team_id=False)
        (moved | nobodys).write({"user_id": self.seller.id})
        self.assertEqual(moved.company_id, self.company)
        moved.user_id = False
        moved.write(
            {"handover_state": "ready", "team_id": False, "company_id": other.id}
        )
        moved.write({"user_id": self.seller.id})
        self.assertEqual(moved.company_id, self.company)
        for lead in (moved, nobodys):
            self.assertEqual(lead.response_deadline, mine.response_deadline)

    def test_activity_is_an_answer(self):
        lead = self._make_lead()
        self._hand_over(lead, self.seller)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        )
        activity.with_user(self.seller).action_feedback(feedback="Called")
        self.assertEqual(lead.response_date, self.env.cr.now())
        self.assertEqual(lead.handover_state, "accepted")

    def test_by_the_hosts_assignment(self):
        """The team's own filters and capacity choose; only those chosen go."""
        chosen, left = self._make_lead(phone="1"), self._make_lead(phone="2")
        picky = self._make_lead(phone="3", city="Tabriz")
        self.member.assignment_domain = "[('city', '!=', 'Tabriz')]"
        (chosen | left | picky)._score()
        result = self._hand_over(chosen | picky)
        self.assertEqual(result["params"]["type"], "warning")
        self.assertEqual(
            (chosen.user_id, chosen.handover_state), (self.seller, "handed")
        )
        self.assertEqual((picky.user_id.id, picky.handover_state), (False, "ready"))
        self.assertEqual((left.user_id.id, left.handover_state), (False, "ready"))

    def test_automatic_assignment(self):
        """The host's job starts our clock; what is not ready waits where asked."""
        ready, weak = self._make_lead(phone="1"), self._make_lead()
        (ready | weak)._score()
        self.company.crm_lead_hold_back = True
        self.team.sudo()._assign_and_convert_leads(force_quota=True)
        self.assertEqual(ready.handover_state, "handed")
        self.assertTrue(ready.response_deadline)
        self.assertFalse(weak.user_id)
        self.company.crm_lead_hold_back = False
        self.team.sudo()._assign_and_convert_leads(force_quota=True)
        self.assertEqual(weak.user_id, self.seller)

    def test_return_and_again(self):
        """Back with a reason; ready again only with a higher score."""
        lead = self._make_lead(phone="123")
        lead._score()
        self._hand_over(lead, self.seller)
        action = lead.with_user(self.seller).action_return()
        wizard = (
            self.env["crm.lead.return"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({"reason": "No budget this year"})
        )
        wizard.action_return_now()
        self.assertEqual(lead.handover_state, "returned")
        self.assertEqual(lead.return_reason, "No budget this year")
        self.assertFalse(lead.user_id or lead.response_deadline or lead.date_open)
        self.assertEqual(lead.activity_ids.user_id, self.marketer)
        lead._score()
        self.assertEqual(lead.handover_state, "returned")
        self.rule.points = 41
        lead._score()
        self.assertEqual(lead.handover_state, "ready")
        # the host can assign it once more
        self._hand_over(lead)
        self.assertEqual((lead.user_id, lead.handover_state), (self.seller, "handed"))
        self.assertEqual(lead.return_count, 1)

    def test_leader_is_told_once(self):
        leader = self._make_seller(
            "lead_leader", "sales_team.group_sale_salesman_all_leads"
        )
        self.team.user_id = leader
        late, answered, soon = (
            self._make_lead(name) for name in ("Late", "Answered", "Soon")
        )
        (late | answered | soon).user_id = self.seller
        past = self.env.cr.now() - timedelta(days=20)
        (late | answered)._start_response_clock(past)
        answered._note_response(self.seller.partner_id)
        overdue = self.env["crm.lead"].search(
            [
                ("handover_state", "in", ["handed", "accepted"]),
                ("response_date", "=", False),
                ("response_deadline", "<", "now"),
                ("team_id", "=", self.team.id),
            ]
        )
        self.assertEqual(overdue, late)
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_campaigns.ir_cron_lead_overdue")
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        leads = late | answered | soon
        self.assertEqual(leads.activity_ids.mapped("res_id"), late.ids)
        self.assertEqual(late.activity_ids.user_id, leader)

    def test_own_leads_have_no_clock(self):
        lead = self._make_lead(user_id=self.seller.id, phone="1")
        self.assertFalse(lead.handover_state)
        lead._score()
        self.assertFalse(lead.handover_state)
        lead.user_id = self.marketer
        self.assertFalse(lead.response_deadline)

    def test_refused(self):
        lead = self._make_lead(phone="1")
        with self.assertRaises(UserError):
            lead.action_accept()
        with self.assertRaises(UserError):
            lead._return_to_marketing("No")
        clerk = self._make_seller("lead_clerk", "base.group_user")
        with self.assertRaises(UserError):
            lead._hand_over(clerk, self.team)
        for name in ("action_hand_over", "action_accept", "action_return"):
            with self.assertRaises(AccessError):
                getattr(lead.with_user(clerk), name)()
        with self.assertRaises(AccessError):
            self.env["crm.lead.hand.over"].with_user(self.seller).create(
                {"lead_ids": lead.ids}
            )
        self._hand_over(lead, self.seller)
        with self.assertRaises(UserError):
            lead._hand_over(self.seller, self.team)
        colleague = self._make_seller("lead_colleague2")
        with self.assertRaises(AccessError):
            lead.with_user(colleague).action_accept()
        other = self._make_company("Handover Other", "base.EUR")
        theirs = self._make_lead(company_id=other.id, team_id=False)
        with self.assertRaises(UserError):
            theirs._hand_over(self.seller, self.env["crm.team"])

    def test_nurturing_list(self):
        """Addresses into a mailing list, once, and not who has left it."""
        mailing_list = self.env["mailing.list"].create({"name": "Tea News"})
        gone = self.env["mailing.contact"].create(
            {"name": "Gone", "email": "gone@example.com"}
        )
        self.env["mailing.subscription"].create(
            {"list_id": mailing_list.id, "contact_id": gone.id, "opt_out": True}
        )
        known = self.env["mailing.contact"].create(
            {"name": "Known", "email": "known@example.com"}
        )
        leads = self.env["crm.lead"].union(
            *(
                self._make_lead(email_from=email)
                for email in (
                    "gone@example.com",
                    "known@example.com",
                    "New <new@example.com>",
                    "new@example.com",
                    False,
                )
            )
        )
        wizard = (
            self.env["crm.lead.nurture"]
            .with_user(self.marketer)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .create({"list_id": mailing_list.id})
        )
        self.assertEqual(wizard.lead_ids, leads)
        for _turn in range(2):
            wizard.action_add_to_list()
            subscriptions = mailing_list.subscription_ids
            self.assertEqual(
                sorted(subscriptions.contact_id.mapped("email_normalized")),
                ["gone@example.com", "known@example.com", "new@example.com"],
            )
            self.assertEqual(subscriptions.filtered("opt_out").contact_id, gone)
        self.assertIn(known, subscriptions.contact_id)
