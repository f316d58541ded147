from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import CustomerValueCase


@tagged("post_install", "-at_install")
class TestStrategy(CustomerValueCase):
    """What a segment's strategy does with its customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            "value_salesperson",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.today = fields.Date.today()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {i}", "user_id": cls.salesperson.id} for i in range(3)]
        )
        for number, partner in enumerate(cls.partners):
            cls._sell(partner, cls.today - timedelta(days=5), 100 * (number + 1))
        cls.segment = cls.env.ref("crm_customer_value.crm_segment_new")
        cls.segment.write(
            {"contact_interval": 30, "contact_daily_limit": 2, "user_id": False}
        )

    def _activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.partners.ids)]
        )

    def test_contacts_are_planned_for_the_salesperson(self):
        refresh = self._refresh()
        activities = self._activities()
        self.assertEqual(len(activities), 2, "the daily limit")
        self.assertEqual(
            set(activities.mapped("res_id")),
            set(self.partners[1:].ids),
            "the most valuable first",
        )
        self.assertEqual(activities.user_id, self.salesperson)
        self.assertEqual(activities[0].summary, self.segment.next_action)
        self.assertIn("2 contacts were planned", refresh.message)

    def test_planned_or_contacted_customers_are_skipped(self):
        self.segment.contact_daily_limit = 10
        self.partners[0].message_post(
            body="We spoke", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.partners[1].activity_schedule("mail.mail_activity_data_todo")
        done = self.partners[2].activity_schedule("mail.mail_activity_data_todo")
        done.action_feedback()
        before = self._activities()
        self._refresh()
        self.assertEqual(self._activities(), before)

    def test_own_contact_plan_goes_before_the_segments(self):
        self.segment.contact_daily_limit = 10
        plan = self.env["crm.contact.plan"].create(
            {"partner_id": self.partners[0].id, "company_id": self.company.id}
        )
        self._refresh()
        self.assertEqual(
            set(self._activities().mapped("res_id")), set(self.partners[1:].ids)
        )
        plan.active = False
        self._refresh()
        self.assertIn(self.partners[0].id, self._activities().mapped("res_id"))

    def test_nothing_is_planned_without_a_responsible(self):
        self.partners.user_id = False
        self._refresh()
        self.assertFalse(self._activities())

    def test_fallback_salesperson(self):
        self.partners.user_id = False
        self.segment.user_id = self.salesperson
        self._refresh()
        self.assertEqual(self._activities().user_id, self.salesperson)

    def test_team_leader_is_the_last_fallback(self):
        self.partners.user_id = False
        leader = self.salesperson.copy({"login": "value_leader"})
        self.segment.with_company(self.company).team_id = self.env["crm.team"].create(
            {"name": "Team", "user_id": leader.id, "company_id": self.company.id}
        )
        self._refresh()
        self.assertEqual(self._activities().user_id, leader)
        self._activities().unlink()
        self.segment.user_id = self.salesperson
        self._refresh()
        self.assertEqual(self._activities().user_id, self.salesperson)

    def test_no_contact_unless_asked_for(self):
        self.segment.contact_interval = 0
        self._refresh()
        self.assertFalse(self._activities())

    def test_price_list_for_all_and_its_trace(self):
        self.env.user.group_ids |= self.env.ref("product.group_product_pricelist")
        self.env["product.pricelist"].create({"name": "Usual", "sequence": 1})
        pricelist = self.env["product.pricelist"].create(
            {"name": "Welcome", "sequence": 2}
        )
        with self.assertRaisesRegex(UserError, "Choose the price list"):
            self.segment.action_apply_pricelist()
        self._refresh()
        self.segment.pricelist_id = pricelist
        self.segment.action_apply_pricelist()
        self.assertEqual(self.partners.mapped("property_product_pricelist"), pricelist)
        self.assertIn("Welcome", self.partners[0].message_ids[0].body)

    def test_bulk_activities_open_the_hosts_dialog(self):
        self._refresh()
        values = self.env["crm.customer.value"].search(
            [("partner_id", "in", self.partners.ids)]
        )
        action = values.action_schedule_activity()
        self.assertEqual(action["res_model"], "mail.activity.schedule")
        wizard = (
            self.env["mail.activity.schedule"]
            .with_context(**action["context"])
            .create({"summary": "Call", "activity_user_id": self.salesperson.id})
        )
        before = len(self._activities())
        wizard.action_schedule_activities()
        self.assertEqual(len(self._activities()), before + 3)

    def test_bulk_activities_of_reorders_are_one_a_customer(self):
        """Who is due for two products is called once."""
        self.segment.contact_interval = 0
        for product in self.product, self._make_product("Other Goods"):
            for partner in self.partners[:2]:
                for days in (40, 60, 80):
                    day = self.today - timedelta(days=days)
                    self._sell(partner, day, 100, product)
        self._refresh()
        reorders = self.env["crm.customer.reorder"].search(
            [("partner_id", "in", self.partners.ids)]
        )
        self.assertEqual(len(reorders), 4)
        action = reorders.action_schedule_activity()
        self.env["mail.activity.schedule"].with_context(**action["context"]).create(
            {"summary": "Call", "activity_user_id": self.salesperson.id}
        ).action_schedule_activities()
        self.assertEqual(
            sorted(self._activities().mapped("res_id")), sorted(self.partners[:2].ids)
        )

    def test_daily_limit_holds_over_several_refreshes(self):
        self._refresh()
        self._refresh()
        self.assertEqual(len(self._activities()), 2)

    def test_portal_users_get_no_work(self):
        portal = new_test_user(self.env, "value_portal", "base.group_portal")
        self.partners.user_id = portal
        self._refresh()
        self.assertFalse(self._activities())
