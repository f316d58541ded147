from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import AGENT, ComplaintMixin


@tagged("post_install", "-at_install")
class TestShutOut(ComplaintMixin, TransactionCase):
    """Whom a complaint is about stays out, whatever becomes of their employment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.complaint = cls._make_complaint(user_id=cls.agent.id)
        cls.accused = cls._make_employee("Accused", cls.colleague)

    def _accuse(self):
        self.complaint.accused_employee_ids = self.accused
        self.env.invalidate_all()

    def _assert_shut_out(self):
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.colleague).read(["name"])

    def test_who_left_is_accused_as_before(self):
        self._accuse()
        self.accused.active = False
        other = self._make_employee("Other")
        complaint = self.complaint.with_user(self.agent)
        complaint.accused_employee_ids = [Command.link(other.id)]
        self._assert_shut_out()
        self.assertIn(self.accused, self.complaint.accused_employee_ids)
        with self.assertRaises(AccessError):
            complaint.accused_employee_ids = [Command.set(other.ids)]

    def test_who_gets_another_login_is_accused_with_both(self):
        self._accuse()
        officer = self._make_user("cmp_hr", "hr.group_hr_user")
        self.accused.with_user(officer).user_id = False
        self._assert_shut_out()
        self.accused.with_user(officer).user_id = self.leader
        self._assert_shut_out()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.leader).read(["name"])
        other = self._make_employee("Other", self._make_user("cmp_third", AGENT))
        self.complaint.accused_employee_ids = [Command.link(other.id)]
        self._assert_shut_out()

    def _change_login(self):
        """Have the accused work under another login; the first one is still used."""
        self._accuse()
        self.accused.user_id = self._make_user("cmp_new_login", AGENT)
        self.assertIn(self.colleague, self.complaint.accused_user_ids)

    def _assert_kept_out_of_both(self, merged, master):
        merged.with_user(self.manager)._merge_into(master)
        self.env.invalidate_all()
        for complaint in merged | master:
            self.assertIn(self.colleague, complaint.accused_user_ids)
            self.assertNotEqual(complaint.user_id, self.colleague)
            with self.assertRaises(AccessError):
                complaint.with_user(self.colleague).read(["name"])

    def test_former_logins_do_not_read_where_it_was_merged(self):
        self._change_login()
        other = self._make_complaint(user_id=self.colleague.id)
        self._assert_kept_out_of_both(self.complaint, other)

    def test_former_logins_do_not_read_what_was_merged_there(self):
        self._change_login()
        other = self._make_complaint(user_id=self.colleague.id)
        self._assert_kept_out_of_both(other, self.complaint)

    def test_who_cannot_judge_the_one_does_not_read_both(self):
        other = self._make_complaint(user_id=self.colleague.id)
        self.complaint.with_user(self.colleague)._declare_conflict("My sister")
        self.complaint.with_user(self.manager)._merge_into(other)
        self.env.invalidate_all()
        self.assertEqual(other.user_id, self.agent)
        with self.assertRaises(AccessError):
            other.with_user(self.colleague).read(["name"])

    def test_former_logins_do_not_read_what_follows(self):
        self._change_login()
        self.team.member_ids.filtered(lambda m: m.user_id == self.agent).unlink()
        following = self._make_complaint(**self.complaint._follow_vals())
        self.assertNotEqual(following.user_id, self.colleague)
        new = self.accused.user_id
        self.assertEqual(following.accused_user_ids, self.colleague | new)
        with self.assertRaises(AccessError):
            following.with_user(self.colleague).read(["name"])

    def test_who_cannot_judge_owns_nothing_that_follows(self):
        self.complaint.with_user(self.agent)._declare_conflict("My sister")
        following = self._make_complaint(**self.complaint._follow_vals())
        self.assertEqual(following.user_id, self.colleague)
        with self.assertRaises(AccessError):
            following.with_user(self.agent).read(["name"])

    def test_who_is_cleared_reads_again(self):
        self._accuse()
        other = self._make_employee("Other", self.leader)
        self.complaint.accused_employee_ids = [Command.link(other.id)]
        manager = self.complaint.with_user(self.manager)
        manager.accused_employee_ids = [Command.unlink(self.accused.id)]
        self.assertEqual(self.complaint.accused_user_ids, self.leader)
        self.assertTrue(self.complaint.with_user(self.colleague).read(["name"]))
        self.accused.user_id = False
        self._accuse()
        manager.accused_employee_ids = [Command.clear()]
        self.assertFalse(self.complaint.accused_user_ids)

    def test_what_they_have_done_is_taken_too(self):
        activity = self.complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.colleague.id, summary="Call"
        )
        activity.with_user(self.colleague).action_feedback("Called")
        self._accuse()
        Activity = self.env["mail.activity"].with_user(self.colleague)
        Activity = Activity.with_context(active_test=False)
        self.assertFalse(Activity.search([("id", "=", activity.id)]))

    def test_nothing_is_planned_for_them(self):
        self._accuse()
        complaint = self.complaint.with_user(self.agent)
        with self.assertRaises(ValidationError):
            complaint.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.colleague.id
            )
        activity = complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        with self.assertRaises(ValidationError):
            activity.user_id = self.colleague

    def test_who_cannot_judge_reads_no_messages_either(self):
        mine = self.complaint.with_user(self.colleague)
        message = mine.message_post(body="I know them")
        mine._declare_conflict("A friend")
        self.env.invalidate_all()
        Message = self.env["mail.message"].with_user(self.colleague)
        self.assertFalse(Message.search([("id", "=", message.id)]))
        with self.assertRaises(AccessError):
            message.read(["body"])

    def test_records_to_be_propose_nothing_of_it(self):
        self._accuse()
        named = {"fields": {"display_name": {}}}
        for model, name in (
            ("crm.complaint.link", "commercial_partner_id"),
            ("crm.complaint.remedy", "category_id"),
            ("crm.complaint.dispute", "owner_id"),
        ):
            Model = self.env[model]
            values, spec = {"complaint_id": self.complaint.id}, {name: named}
            with self.subTest(model=model):
                given = Model.with_user(self.agent).onchange(values, [], spec)
                self.assertTrue(given["value"][name])
                self.env.invalidate_all()
                theirs = Model.with_user(self.colleague)
                with self.assertRaises(AccessError):
                    theirs.onchange(values, [], spec)
                by_default = theirs.with_context(default_complaint_id=self.complaint.id)
                with self.assertRaises(AccessError):
                    by_default.onchange({}, [], spec)
