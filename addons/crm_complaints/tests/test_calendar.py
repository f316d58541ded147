from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestCalendar(ComplaintMixin, TransactionCase):
    """What is planned of a complaint stands in a calendar that everybody opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.complaint = cls._make_complaint(user_id=cls.agent.id)
        cls.employee = cls._make_user("cmp_employee", "base.group_user")

    def _plan(self, record, user):
        """Return the meeting that a user plans from an activity, as the button does."""
        activity = record.activity_schedule(
            "mail.mail_activity_data_meeting", user_id=user.id, summary="Talk"
        )
        activity = activity.with_user(user).with_context(
            default_res_model=record._name, default_res_id=record.id
        )
        context = activity.action_create_calendar_event()["context"]
        Event = self.env["calendar.event"].with_user(user).with_context(**context)
        return Event.create(
            {"start": datetime(2026, 1, 12, 8), "stop": datetime(2026, 1, 12, 9)}
        )

    def test_meetings_on_complaints_are_private(self):
        event = self._plan(self.complaint, self.agent)
        self.assertIn(self.complaint.number, event.name)
        self.assertEqual(event.privacy, "private")

    def test_others_do_not_find_them(self):
        event = self._plan(self.complaint, self.agent)
        # whoever plans may choose to show it; it would still tell of the complaint
        event.privacy = "public"
        event.partner_ids += self.leader.partner_id
        self.env.invalidate_all()
        leaves = (
            ("id", "=", event.id),
            ("name", "ilike", self.complaint.number),
            ("res_model", "=", "crm.complaint"),
        )
        for user in self.employee, self.colleague, self.manager:
            seen = event.with_env(self.env(user=user.id))
            with self.assertRaises(AccessError):
                seen.read(["name"])
            for leaf in leaves:
                self.assertFalse(seen.search([leaf]), (user.login, leaf))
                attendees = seen.env["calendar.attendee"]
                path = f"event_id.{leaf[0]}"
                self.assertFalse(attendees.search([(path, *leaf[1:])]))
            self.assertFalse(seen.formatted_read_group([leaves[0]], ["name"]))
        for user in self.agent, self.leader:
            seen = event.with_env(self.env(user=user.id))
            self.assertEqual(seen.search([leaves[1]]), event)
            self.assertIn(self.complaint.number, seen.read(["name"])[0]["name"])

    def test_other_meetings_are_as_before(self):
        event = self._plan(self.customer, self.agent)
        self.assertFalse(event.privacy)
        seen = event.with_env(self.env(user=self.employee.id))
        self.assertEqual(seen.search([("id", "=", event.id)]), event)
