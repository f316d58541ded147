from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestOwner(ComplaintMixin, TransactionCase):
    """Every complaint has one owner who can judge; whom it is about sees nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_recorded_by_whoever_is_trained_it_is_theirs(self):
        complaint = (
            self.env["crm.complaint"]
            .with_user(self.colleague)
            .create({"name": "Late", "partner_id": self.customer.id})
        )
        self.assertEqual(complaint.user_id, self.colleague)

    def test_otherwise_the_least_loaded_gets_it(self):
        first = self._make_complaint()
        second = self._make_complaint()
        self.assertEqual(first.user_id | second.user_id, self.agent | self.colleague)

    def test_untrained_own_nothing_new(self):
        self.team.member_ids[0].trained_until = "2020-12-31"
        for _number in range(3):
            self.assertEqual(self._make_complaint().user_id, self.colleague)
        self.team.member_ids.trained_date = False
        self.assertEqual(self._make_complaint().user_id, self.leader)

    def test_accused_never_own_it(self):
        employee = self._make_employee("Agent", self.agent)
        for _number in range(3):
            complaint = self._make_complaint(accused_employee_ids=employee.ids)
            self.assertEqual(complaint.user_id, self.colleague)
        with self.assertRaises(ValidationError):
            complaint.user_id = self.agent

    def test_neither_do_those_above_and_below(self):
        chief = self._make_employee("Chief", self.leader)
        middle = self._make_employee("Middle", parent_id=chief.id)
        self._make_employee("Junior", self.agent, parent_id=middle.id)
        complaint = self._make_complaint(accused_employee_ids=middle.ids)
        self.assertEqual(complaint.user_id, self.colleague)
        for user in self.leader, self.agent:
            with self.assertRaises(ValidationError):
                complaint.user_id = user

    def test_accused_see_nothing(self):
        complaint = self._make_complaint(user_id=self.colleague.id)
        seen = complaint.with_user(self.agent)
        self.assertEqual(seen.name, complaint.name)
        complaint.accused_employee_ids = self._make_employee("Agent", self.agent)
        seen.invalidate_recordset()
        with self.assertRaises(AccessError):
            seen.read(["name"])
        Complaint = self.env["crm.complaint"].with_user(self.agent)
        self.assertFalse(Complaint.search([("id", "=", complaint.id)]))
        self.assertFalse(Complaint.search_count([("id", "=", complaint.id)]))

    def test_other_teams_and_confidential(self):
        stranger = self._make_user(
            "cmp_stranger", "crm_complaints.group_complaint_user"
        )
        complaint = self._make_complaint(user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            complaint.with_user(stranger).read(["name"])
        complaint.with_user(self.agent).read(["name"])
        complaint.is_confidential = True
        with self.assertRaises(AccessError):
            complaint.with_user(self.agent).read(["name"])
        for user in self.colleague, self.leader, self.manager:
            complaint.with_user(user).read(["name"])
