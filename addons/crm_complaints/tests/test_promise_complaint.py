from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin


@tagged("post_install", "-at_install")
class TestPromiseComplaint(PromiseMixin, TransactionCase):
    """A complaint that is answered too late breaks a promise of its own."""

    kind = "complaint_response"

    @classmethod
    def _make_version(cls, day, promise=None, **values):
        # there is no order of which to give a part
        if values.get("compensation_kind") == "percent":
            values = {"compensation_kind": "fixed", "compensation_amount": 20}
        return super()._make_version(day, promise, **values)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()

    def _receive(self, moment, **values):
        with freeze_time(moment):
            return self._make_complaint(
                user_id=self.agent.id, severity="2", impact="2", **values
            )

    def _answer(self, complaint, moment):
        with freeze_time(moment):
            mine = complaint.with_user(self.agent)
            mine.action_assess()
            mine.action_respond()
            cause = self.env["crm.complaint.cause"].create({"name": "Late van"})
            mine._respond("upheld", "<p>You are right.</p>", cause, "Write to us.")

    def test_answered_too_late(self):
        # Thursday: Sunday and Monday are the two working days
        kept, late, silent = (self._receive("2026-03-05 10:00:00") for _one in range(3))
        self._answer(kept, "2026-03-09 15:00:00")
        self._answer(late, "2026-03-10 08:00:00")
        breaches = self._detect("2026-03-11 08:00:00")
        self.assertEqual(breaches.complaint_id, late | silent)
        of_late = breaches.filtered(lambda breach: breach.complaint_id == late)
        self.assertEqual(of_late.due_date, datetime(2026, 3, 9, 21, 59, 59))
        self.assertEqual(of_late.happened_date, late.first_response_date)
        self.assertEqual(of_late.measured_value, 3)
        self.assertFalse(of_late.is_ongoing)
        self.assertTrue((breaches - of_late).is_ongoing)
        self.assertEqual(of_late.compensation_amount, 20)
        self.assertEqual(of_late.partner_id, self.customer)
        self.assertFalse(of_late.res_name, "the number stays in the complaint")
        self._answer(silent, "2026-03-12 08:00:00")
        self._detect("2026-03-12 09:00:00")
        self.assertFalse((breaches - of_late).is_ongoing)

    def test_compensated_in_the_complaint_itself(self):
        complaint = self._receive("2026-03-05 10:00:00")
        self.team.remedy_limit = 20
        self.env["account.chart.template"].try_loading(
            "generic_coa", self.company, install_demo=False
        )
        breach = self._detect("2026-03-11 08:00:00").with_user(self.agent)
        self.assertEqual(breach.action_complain()["res_id"], complaint.id)
        breach.action_compensate()
        self.assertEqual(complaint.remedy_ids, breach.remedy_id)
        self.assertEqual(breach.state, "compensated")

    def test_those_accused_see_nothing_of_it(self):
        employee = self._make_employee("Colleague", self.colleague)
        self._receive("2026-03-05 10:00:00", accused_employee_ids=employee.ids)
        breach = self._detect("2026-03-11 08:00:00")
        self.assertTrue(breach)
        with self.assertRaises(AccessError):
            breach.with_user(self.colleague).read(["state"])

    def test_merged_and_invalid_ones_do_not_count(self):
        for state in "merged", "invalid":
            self._receive("2026-03-05 10:00:00").sudo().state = state
        self.assertFalse(self._detect("2026-03-11 08:00:00"))
