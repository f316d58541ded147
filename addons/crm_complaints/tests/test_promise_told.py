from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin


@tagged("post_install", "-at_install")
class TestPromiseTold(PromiseMixin, TransactionCase):
    """Whoever answers gets one activity a day, however many breaches were found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()

    def _get_told(self):
        """Return [(user, summary)] of what is planned on the promise, in order."""
        activities = self.promise.sudo().activity_ids.sorted("id")
        return [(activity.user_id, activity.summary) for activity in activities]

    def test_one_activity_for_all_of_a_day(self):
        for _order in range(3):
            self._make_order("2026-03-02 10:00:00")
        breaches = self._detect("2026-03-20 08:00:00")
        self.assertFalse(breaches.activity_ids)
        self.assertEqual(
            self._get_told(), [(self.manager, "New breaches of this promise: 3")]
        )
        self._detect("2026-03-20 09:00:00")
        self.assertEqual(len(self._get_told()), 1, "nothing new: nothing more to tell")
        self._make_order("2026-03-10 10:00:00")
        # 21:30 in UTC is still the same day in Cairo
        self._detect("2026-03-20 21:30:00")
        self.assertEqual(
            self._get_told(), [(self.manager, "New breaches of this promise: 4")]
        )
        self._make_order("2026-03-11 10:00:00")
        self._detect("2026-03-20 22:30:00")
        self.assertEqual(
            [summary for _user, summary in self._get_told()],
            ["New breaches of this promise: 4", "New breaches of this promise: 1"],
        )

    def test_done_is_done(self):
        self._make_order("2026-03-02 10:00:00")
        self._detect("2026-03-20 08:00:00")
        self.promise.activity_ids.action_done()
        self._detect("2026-03-20 09:00:00")
        self._detect("2026-03-21 09:00:00")
        self.assertFalse(self._get_told())

    def test_activity_leads_to_the_breaches_and_names_nobody(self):
        order = self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-20 08:00:00")
        activity = self.promise.activity_ids
        self.assertIn(f"/odoo/promises/{self.promise.id}/new-breaches", activity.note)
        action = self.env.ref("crm_complaints.crm_promise_breach_action_promise")
        self.assertEqual(action.path, "new-breaches")
        self.assertEqual(action.res_model, breach._name)
        words = f"{activity.summary} {activity.note} {activity.res_name}"
        for word in (self.customer.name, order.name):
            self.assertNotIn(word, words)

    def test_activity_ends_with_the_last_breach(self):
        for _order in range(2):
            self._make_order("2026-03-02 10:00:00")
        first, last = self._detect("2026-03-20 08:00:00").with_user(self.agent)
        first.action_tell_customer()
        self.assertTrue(self._get_told())
        last.waive_reason = "They asked for it later"
        last.with_user(self.manager).action_waive()
        self.assertFalse(self._get_told())

    def test_without_an_owner_the_team_s_leader_is_told(self):
        self.code.user_id = self._make_user("prt_nobody", "base.group_user")
        self._make_order("2026-03-02 10:00:00")
        self._detect("2026-03-20 08:00:00")
        self.assertEqual(
            self._get_told(), [(self.leader, "New breaches of this promise: 1")]
        )

    def test_number_of_statements_does_not_grow_with_the_breaches(self):
        def count(orders, day):
            for _order in range(orders):
                self._make_order(f"2026-03-{day} 10:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2026-03-20 08:00:00"):
                before = self.env.cr.sql_log_count
                self.second._detect()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1, "02")
        few = count(2, "03")
        self.assertEqual(count(20, "04"), few)
        self.assertEqual(
            self._get_told(), [(self.manager, "New breaches of this promise: 23")]
        )
