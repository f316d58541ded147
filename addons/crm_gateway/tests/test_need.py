from psycopg2 import IntegrityError

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestNeed(KeyInfoCase):
    """A salesperson knows what matters to a customer, and asks again in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["crm.need.topic"].create({"name": "Delivery"})
        cls.rival = cls.env["crm.competitor"].create({"name": "Rival"})

    def _need(self, **values):
        return self.env["crm.need"].create(
            {
                "name": "Within two days",
                "partner_id": self.customer.id,
                "topic_id": self.topic.id,
                "user_id": self.seller.id,
                **values,
            }
        )

    def test_salesperson_writes_down_a_need(self):
        with Form(self._as(self.seller, self.env["crm.need"])) as form:
            form.name = "Within two days"
            form.contact_id = self._as(self.seller, self.contact)
            form.topic_id = self._as(self.seller, self.topic)
            form.weight = 5
            form.our_grade = "2"
            form.competitor_id = self._as(self.seller, self.rival)
            form.rival_grade = "4"
            self.assertEqual(form.partner_id, self.customer)
        need = form.record
        self.assertEqual(need.gap, 15)
        self.assertEqual(need.rival_lead, 10)
        self.assertEqual(need.user_id, self.seller)

    def test_unknown_grades_make_no_gap(self):
        need = self._need(rival_grade="5")
        self.assertEqual((need.gap, need.rival_lead), (0, 0))

    def test_wrong_input_is_refused(self):
        for values in (
            {"weight": 0},
            {"weight": -1},
            {"weight": 6},
            {"learned_date": self._day(0), "review_date": self._day(-1)},
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._need(**values)

    def test_review_is_reminded_once_in_the_users_language(self):
        need = self._need(learned_date=self._day(-90), review_date=self._day(0))
        later = self._need(review_date=self._day(1))
        for _turn in range(2):
            self._run_cron("ir_cron_need")
        activity = self._activities(need)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("Ada Trading", activity.summary)
        self.assertFalse(self._activities(later))

    def test_nobody_who_left_is_reminded(self):
        need = self._need(learned_date=self._day(-9), review_date=self._day(-1))
        self.customer.user_id = self.manager
        self.seller.active = False
        self._run_cron("ir_cron_need")
        self.assertEqual(self._activities(need).user_id, self.manager)

    def test_outsiders_are_refused(self):
        self._assert_closed_to_outsiders(self._need())
        for user in self.clerk, self.portal:
            self.assertFalse(self._as(user, self.topic).has_access("read"))
        self.assertFalse(self._as(self.seller, self.topic).has_access("write"))
        self.assertTrue(self._as(self.manager, self.topic).has_access("write"))
