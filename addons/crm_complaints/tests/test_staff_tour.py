from odoo.tests import HttpCase, tagged

from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestComplaintStaffTour(ComplaintMixin, HttpCase):
    """Staff in the browser: from the call to the end, and who only looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.category.name = "Cold tea"
        cls.env["crm.complaint.cause"].create({"name": "Forgotten"})

    def test_agent_handles_a_call(self):
        accused = self._make_employee("Somebody Else")
        self.start_tour(
            "/odoo/complaints", "crm_complaints_agent_handles_a_call", login="cmp_agent"
        )
        complaint = self.env["crm.complaint"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual([complaint.state, complaint.closing], ["closed", "accepted"])
        self.assertEqual(complaint.user_id, self.agent)
        self.assertEqual(complaint.accused_employee_ids, accused)
        kinds = {clock.kind for clock in complaint.clock_ids if clock.met_date}
        self.assertLessEqual({"acknowledge", "assess", "respond", "final"}, kinds)

    def test_auditor_looks(self):
        complaint = self._make_complaint()
        auditor = self._make_user(
            "cmp_auditor", "crm_complaints.group_complaint_auditor"
        )
        self.start_tour(
            "/odoo/all-complaints", "crm_complaints_auditor_looks", login="cmp_auditor"
        )
        log = self.env["crm.complaint.access.log"].search(
            [("complaint_id", "=", complaint.id)]
        )
        self.assertEqual(log.user_id, auditor)
