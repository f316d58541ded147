from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin
from .satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionErasure(SatisfactionMixin, TransactionCase):
    """Who was asked about a complaint, and what they wrote, is forgotten with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.programme = cls._make_programme(kind="process", moment="complaint")
        cls.complaint = cls._make_complaint()
        cls.complaint.sudo().state = "closed"

    def setUp(self):
        super().setUp()
        # the scheduler commits after each portion
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 99)

    def _ask(self, **values):
        return self._make_invitation(
            self.programme,
            self.customer,
            res_model="crm.complaint",
            res_id=self.complaint.id,
            complaint_id=self.complaint.id,
            **values,
        )

    def _count(self, model, records):
        return self.env[model].search_count(
            [("model", "=", records._name), ("res_id", "in", records.ids)]
        )

    def test_answer_about_the_complaint(self):
        invitation = self._ask(state="planned", sent_date=False)
        self.env["crm.satisfaction.invitation"].sudo()._send_due(invitation)
        complaint, token = self.complaint, invitation.token
        self.assertTrue(self._count("mail.mail", invitation))
        response = invitation._answer({"score": 2, "comment": "Cyrus waited"})
        self.assertTrue(self.programme.response_rate)
        complaint.sudo()._erase()
        self.assertFalse(
            response.partner_id
            or response.commercial_partner_id
            or response.comment
            or response.invitation_id
        )
        self.assertEqual((response.score, response.tone), (2, "bad"))
        self.assertFalse(
            invitation.partner_id
            or invitation.commercial_partner_id
            or invitation.email
            or self._count("mail.message", invitation)
            or self._count("mail.mail", invitation)
        )
        self.assertNotEqual(invitation.token, token)
        self.assertFalse(self.env[invitation._name]._find_open(invitation.token))
        self.programme.invalidate_recordset()
        self.assertEqual(self.programme.response_rate, 1, "figures stay")

    def test_nobody_is_asked_or_reminded_afterwards(self):
        planned = self._ask(state="planned", sent_date=False)
        sent = self._ask(round_number=1)
        self.complaint.sudo()._erase()
        self.assertEqual((planned.state, planned.reason), ("suppressed", "erased"))
        self.assertEqual(sent.state, "expired")
        self.assertFalse(self._send())

    def test_answer_that_the_complaint_began_with(self):
        programme = self._make_programme()
        invitation = self._make_invitation(programme, self.customer)
        response = invitation._answer({"score": 1, "comment": "Cyrus waited"})
        complaint = self.env["crm.complaint"]._open_of_response(response)
        complaint.state = "closed"
        complaint._erase()
        self.assertFalse(response.partner_id or response.comment or response.res_id)
        self.assertEqual(invitation.partner_id, self.customer, "was asked of an order")
        self.assertFalse(invitation._find_open(invitation.token), "and not again")


@tagged("post_install", "-at_install")
class TestPromiseErasure(PromiseMixin, TransactionCase):
    """That a promise was broken stays; to whom is forgotten."""

    kind = "manual"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()

    def test_breach(self):
        complaint = self._make_complaint()
        complaint.sudo().state = "closed"
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        breach = self.env["crm.promise.breach"].create(
            {
                "promise_id": self.promise.id,
                "started_date": "2026-03-02 08:00:00",
                "partner_id": self.customer.id,
                "order_id": order.id,
                "complaint_id": complaint.id,
                "note": "Cyrus waited",
                "compensation_amount": 50,
            }
        )
        breach.message_post(body="Cyrus called")
        breach.activity_schedule(
            "mail.mail_activity_data_todo", note="Cyrus"
        ).action_done()
        complaint.sudo()._erase()
        self.assertFalse(breach.partner_id or breach.note)
        self.assertFalse(breach.message_ids or breach.message_follower_ids)
        self.assertFalse(breach.with_context(active_test=False).activity_ids)
        self.assertEqual(breach.compensation_amount, 50)
