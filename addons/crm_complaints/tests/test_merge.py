from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestMerge(ComplaintMixin, TransactionCase):
    """Two complaints of one customer that are one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_missed_stays_missed(self):
        with freeze_time("2026-01-12 08:00:00"):
            one, two = self._make_complaint(), self._make_complaint()
        with freeze_time("2026-01-16 08:00:00"):
            two.with_user(self.manager)._merge_into(one)
        self.assertEqual(two.state, "merged")
        clocks = two.clock_ids
        missed = clocks.filtered(lambda c: c.result == "missed").mapped("kind")
        self.assertEqual(set(missed), {"acknowledge", "assess"})
        self.assertFalse(clocks.filtered("is_running"))

    def test_no_circle_no_self_no_other_customer(self):
        one, two = self._make_complaint(), self._make_complaint()
        other = self._make_complaint(
            partner_id=self.env["res.partner"].create({"name": "Darius"}).id
        )
        unknown = self._make_complaint(partner_id=False)
        for first, second in ((one, one), (one, other), (unknown, one)):
            with self.assertRaises(UserError):
                first.with_user(self.manager)._merge_into(second)
        one.with_user(self.manager)._merge_into(two)
        with self.assertRaises(UserError):
            two.with_user(self.manager)._merge_into(one)
        self.assertEqual(one._get_master(), two)

    def test_agents_do_not_merge(self):
        one, two = self._make_complaint(), self._make_complaint()
        with self.assertRaises(AccessError):
            one.with_user(self.agent).action_merge()
        with self.assertRaises(AccessError):
            one.with_user(self.agent)._merge_into(two)

    def test_whom_the_one_is_about_learns_nothing_of_the_other(self):
        accused = self._make_employee("Agent", self.agent)
        one = self._make_complaint(user_id=self.colleague.id)
        two = self._make_complaint(
            user_id=self.colleague.id, accused_employee_ids=accused.ids
        )
        two.with_user(self.manager)._merge_into(one)
        with self.assertRaises(AccessError):
            one.with_user(self.agent).read(["name"])

    def test_similar_ones_are_shown(self):
        one, two = self._make_complaint(), self._make_complaint()
        self.assertEqual(one.similar_ids, two)
        two.category_id = False
        one.invalidate_recordset()
        self.assertFalse(one.similar_ids)
