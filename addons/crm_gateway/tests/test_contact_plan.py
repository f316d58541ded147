from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestContactPlan(KeyInfoCase):
    """Customers are contacted in time, and nobody is flooded with calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # every day is a working day: the tests run on any
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Always",
                "tz": "UTC",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": str(day),
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                            "day_period": "morning",
                        }
                    )
                    for day in range(7)
                ],
            }
        )
        cls.company.crm_timezone = "UTC"
        cls.plan = cls._plan(cls.customer)

    @classmethod
    def _plan(cls, partner, **values):
        return cls.env["crm.contact.plan"].create(
            {
                "partner_id": partner.id,
                "interval_days": 30,
                "start_date": cls.today - timedelta(days=100),
                **values,
            }
        )

    def _run(self):
        self._run_cron("ir_cron_contact_plan")

    def _message(self, record, days_ago, **values):
        said = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        message = record.message_post(body="Hello", **{**said, **values})
        message.date = fields.Datetime.now() - timedelta(days=days_ago)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_due_customer_becomes_an_activity_once(self):
        for _turn in range(2):
            self._run()
        activity = self._activities(self.customer)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.seller, "the customer's salesperson")
        self.assertEqual(activity.date_deadline, self.today)
        activity.action_feedback()
        self._run()
        self.assertEqual(len(self._activities(self.customer)), 1, "just contacted")
        self.assertEqual(self.plan.last_contact_date, self.today)
        self.assertEqual(self.plan.next_contact_date, self._day(30))

    def test_every_kind_of_contact_counts(self):
        self.assertFalse(self.plan.last_contact_date)
        self._message(self.contact, 40)
        self.assertEqual(self.plan.last_contact_date, self._day(-40))
        self._message(self.customer, 1, message_type="notification")
        self.assertEqual(self.plan.last_contact_date, self._day(-40))
        lead = self.env["crm.lead"].create(
            {
                "name": "Tea",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
            }
        )
        self._message(lead, 30, message_type="email")
        self.assertEqual(self.plan.last_contact_date, self._day(-30))
        stop = fields.Datetime.now() - timedelta(days=20)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": stop - timedelta(hours=1),
                "stop": stop,
                "partner_ids": [Command.set(self.contact.ids)],
            }
        )
        self.env.invalidate_all()
        self.assertEqual(self.plan.last_contact_date, self._day(-20))
        meeting.write(
            {"start": stop + timedelta(days=50), "stop": stop + timedelta(days=51)}
        )
        self.env.invalidate_all()
        self.assertEqual(self.plan.last_contact_date, self._day(-30), "not held yet")
        self._run()
        self.assertEqual(len(self._activities(self.customer)), 1)

    def test_notes_among_ourselves_are_no_contact(self):
        self._message(self.contact, 4)
        for values in (
            {"subtype_xmlid": "mail.mt_note"},
            {"is_internal": True},
            {"message_type": "email_outgoing"},
            {"message_type": "auto_comment"},
        ):
            self._message(self.customer, 1, **values)
            self.assertEqual(self.plan.last_contact_date, self._day(-4), values)

    def _make_move(self, move_type):
        journal = self.env["account.journal"].create(
            {
                "name": move_type,
                "code": move_type[:5],
                "type": "sale" if move_type == "out_invoice" else "purchase",
                "company_id": self.company.id,
            }
        )
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.contact.id,
                "journal_id": journal.id,
            }
        )

    def test_messages_on_documents_are_contacts(self):
        documents = [
            self.env["crm.lead"].create(
                {"name": "Tea", "partner_id": self.contact.id, "company_id": False}
            ),
            self.env["sale.order"].create({"partner_id": self.contact.id}),
            self._make_move("out_invoice"),
        ]
        for number, document in enumerate(documents):
            with self.subTest(document._name):
                self._message(document, 1, subtype_xmlid="mail.mt_note")
                self._message(document, 9 - number)
                last = self.plan.last_contact_date
                self.assertEqual(last, self._day(number - 9))

    def test_what_we_buy_or_another_company_does_is_no_contact(self):
        bill = self._make_move("in_invoice")
        lead = self.env["crm.lead"].create(
            {
                "name": "Theirs",
                "partner_id": self.contact.id,
                "company_id": self.other_company.id,
                "user_id": False,
                "team_id": False,
            }
        )
        self._message(bill, 1)
        self._message(lead, 1)
        self.assertFalse(self.plan.last_contact_date)

    def _make_request(self, **values):
        request_type = self.env["crm.request.type"].create(
            {"name": "Prices", "auto_start": False}
        )
        return self.env["crm.request"].create(
            {
                "name": "Tea",
                "type_id": request_type.id,
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def test_requests_are_contacts(self):
        request = self._make_request()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_request SET create_date = %s WHERE id = %s",
                fields.Datetime.now() - timedelta(days=12),
                request.id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self.plan.last_contact_date, self._day(-12))
        self._message(request, 3)
        self.assertEqual(self.plan.last_contact_date, self._day(-3))

    def test_done_work_is_no_contact_but_what_the_plan_asks_for(self):
        def do(xmlid, record=self.contact):
            record.activity_schedule(
                f"mail.mail_activity_data_{xmlid}", user_id=self.seller.id
            ).action_done()
            self.env.invalidate_all()
            return self.plan.last_contact_date

        self.assertFalse(do("todo"))
        self.assertFalse(do("email"))
        self.plan.activity_type_id = self.env.ref("mail.mail_activity_data_email")
        self.assertEqual(self.plan.last_contact_date, self.today)
        self.plan.activity_type_id = False
        self.env.invalidate_all()
        self.assertFalse(self.plan.last_contact_date)
        order = self.env["sale.order"].create({"partner_id": self.contact.id})
        self.assertEqual(do("call", order), self.today)

    def test_meeting_about_an_opportunity_is_a_contact(self):
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.contact.id, "company_id": False}
        )
        stop = fields.Datetime.now() - timedelta(days=6)
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": stop - timedelta(hours=1),
                "stop": stop,
                "opportunity_id": lead.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.plan.last_contact_date, self._day(-6))

    def test_who_was_contacted_meanwhile_is_skipped(self):
        self._message(self.contact, 3)
        self._run()
        self.assertFalse(self._activities(self.customer))

    def test_an_open_activity_is_not_doubled(self):
        self.contact.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.manager.id
        )
        self._run()
        self.assertFalse(self._activities(self.customer))

    def test_load_is_spread_over_the_next_days(self):
        self.plan.active = False
        self.company.crm_contact_daily_limit = 2
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "user_id": self.seller.id}
                for number in range(5)
            ]
        )
        for number, partner in enumerate(partners):
            self._plan(partner, start_date=self._day(-10 - number))
        other = self.env["res.partner"].create({"name": "Other"})
        self._plan(other, user_id=self.manager.id)
        for _turn in range(2):
            self._run()
        days = {
            activity.res_id: activity.date_deadline
            for activity in self._activities(partners)
        }
        self.assertEqual(
            [days[partner.id] for partner in partners[::-1]],
            [self._day(number) for number in (0, 0, 1, 1, 2)],
            "longest due first, two a day",
        )
        self.assertEqual(self._activities(other).date_deadline, self.today)

    def test_no_contact_on_days_off(self):
        days = self.env["crm.contact.plan"]._get_working_days(self.company)
        self.assertEqual(days[0], self.today)
        self.company.resource_calendar_id.attendance_ids.filtered(
            lambda line: line.dayofweek == str(self.today.weekday())
        ).unlink()
        days = self.env["crm.contact.plan"]._get_working_days(self.company)
        self.assertEqual(days[0], self._day(1))

    def test_forgotten_customers(self):
        Forgotten = self._as(self.seller, self.env["crm.forgotten.customer"])
        self._message(self.contact, 45)
        row = Forgotten.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(row.days_late, 15)
        self.assertEqual(row.user_id, self.seller)
        self.assertFalse(row.activity_date)
        self.assertEqual(row.action_open_partner()["res_id"], self.customer.id)
        self._message(self.contact, 1)
        self.assertFalse(Forgotten.search([("partner_id", "=", self.customer.id)]))

    def test_nobody_responsible_is_forgotten_not_planned(self):
        self.customer.user_id = False
        self._run()
        self.assertFalse(self._activities(self.customer))
        row = self.env["crm.forgotten.customer"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertFalse(row.user_id)

    def test_who_left_gets_no_work(self):
        self.plan.user_id = self.manager
        self.manager.active = False
        self._run()
        self.assertEqual(self._activities(self.customer).user_id, self.seller)

    def test_many_customers_get_a_plan_at_once(self):
        other = self.env["res.partner"].create({"name": "Other"})
        self.plan.active = False
        Wizard = self._as(self.seller, self.env["crm.contact.plan.set"])
        wizard = Wizard.with_context(
            active_model="res.partner", active_ids=(self.contact | other).ids
        ).create({"interval_days": 14})
        action = wizard.action_apply()
        plans = self.env["crm.contact.plan"].search(action["domain"])
        self.assertEqual(plans.partner_id, self.customer | other)
        self.assertIn(self.plan, plans, "the archived one is taken up again")
        self.assertEqual(set(plans.mapped("interval_days")), {14})
        with self.assertRaises(AccessError):
            self._as(self.clerk, wizard).action_apply()

    def test_wrong_input_is_refused(self):
        for action in (
            lambda: self.plan.write({"interval_days": 0}),
            lambda: self._plan(self.contact),
            lambda: self.company.write({"crm_contact_daily_limit": 0}),
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                action()
                self.env.flush_all()
            self.env.invalidate_all()

    def test_merged_customers_keep_one_plan_and_all_accounts(self):
        twin = self.env["res.partner"].create({"name": "Twin", "is_company": True})
        self._plan(twin)
        lines = self.env["crm.business.line"].create([{"name": "A"}, {"name": "B"}])
        Account = self.env["crm.business.line.account"]
        Account.create(
            [
                {"partner_id": partner.id, "business_line_id": line.id}
                for partner, line in (
                    (self.customer, lines[0]),
                    (twin, lines[0]),
                    (twin, lines[1]),
                )
            ]
        )
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer | twin).ids, self.customer
        )
        self.env.invalidate_all()
        accounts = Account.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(accounts.business_line_id, lines)
        self.assertTrue(self.plan.exists())

    def test_many_plans_cost_what_one_costs(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        plans = self.env["crm.contact.plan"].create(
            [{"partner_id": partner.id} for partner in partners]
        )
        # rules and access are read once for all that comes after
        self._count(plans[:1])
        self.assertEqual(self._count(plans), self._count(plans[:1]))

    def _count(self, plans):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        plans.mapped("next_contact_date")
        return self.cr.sql_log_count - before

    def test_outsiders_are_refused(self):
        self._assert_closed_to_outsiders(self.plan)
        row = self.env["crm.forgotten.customer"].search(
            [("partner_id", "=", self.customer.id)]
        )
        for user in self.clerk, self.portal, self.stranger:
            self.assertFalse(self._as(user, row).has_access("read"))
