from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from .satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionSending(SatisfactionMixin, TransactionCase):
    """Whom we ask, when, and whom we leave alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.ada = cls._make_partner("Ada")
        cls.Invitation = cls.env["crm.satisfaction.invitation"]

    def setUp(self):
        super().setUp()
        # the scheduler commits after each portion
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 99)

    def _invitations(self, programme):
        return self.Invitation.search([("programme_id", "=", programme.id)])

    def _later(self, **kwargs):
        return freeze_time(fields.Datetime.now() + timedelta(**kwargs))

    def test_exactly_once(self):
        programme = self._make_programme()
        self._make_order(self.ada)
        with self._later(minutes=5):
            mail = self._send()
            self.assertEqual(mail.recipient_ids, self.ada)
            invitation = self._invitations(programme)
            self.assertEqual(invitation.state, "sent")
            self.assertEqual(invitation.email, "ada@example.com")
            self.assertFalse(self._send())
            self.assertEqual(self._invitations(programme), invitation)

    def test_before_the_start_and_of_others_nothing_is_asked(self):
        old = self._make_order(self.ada)
        old.date_order = fields.Datetime.now() - timedelta(days=1)
        programme = self._make_programme()
        employee = self._make_order(self.agent.partner_id)
        quotation = self._make_order(self.ada, state="sent")
        with self._later(minutes=5):
            self.assertFalse(self._send())
        self.assertFalse(self._invitations(programme), (employee, quotation))

    def test_delay(self):
        programme = self._make_programme(delay_days=7)
        self._make_order(self.ada)
        with self._later(days=6):
            self.assertFalse(self._send())
            self.assertEqual(self._invitations(programme).state, "planned")
        with self._later(days=7, minutes=1):
            self.assertTrue(self._send())

    def test_not_at_night(self):
        self.company.crm_timezone = "UTC"
        self._make_programme(hour_from=8, hour_to=20)
        self._make_order(self.ada)
        day = fields.Datetime.now() + timedelta(days=1)
        with freeze_time(day.replace(hour=3)):
            self.assertFalse(self._send())
        with freeze_time(day.replace(hour=9)):
            self.assertTrue(self._send())

    def test_reasons_not_to_send(self):
        cases = {
            "opt_out": lambda p: p.write({"satisfaction_opt_out": True}),
            "blacklist": lambda p: self.env["mail.blacklist"].create(
                {"email": p.email}
            ),
            "no_address": lambda p: p.write({"email": False}),
            "archived": lambda p: p.write({"active": False}),
        }
        programme = self._make_programme()
        partners = {}
        for reason in cases:
            partners[reason] = self._make_partner(reason.replace("_", ""))
            self._make_order(partners[reason])
        with self._later(minutes=5):
            self.env["crm.satisfaction.programme"]._cron_plan()
            # after it was planned: looked at again when it is sent
            for reason, prevent in cases.items():
                prevent(partners[reason])
            self.assertFalse(self._send())
        for invitation in self._invitations(programme):
            self.assertEqual(invitation.state, "suppressed")
            self.assertEqual(partners[invitation.reason], invitation.partner_id)

    def test_cancelled_meanwhile(self):
        programme = self._make_programme()
        order = self._make_order(self.ada)
        with self._later(minutes=5):
            self.env["crm.satisfaction.programme"]._cron_plan()
            order.state = "cancel"
            self.assertFalse(self._send())
        self.assertEqual(self._invitations(programme).reason, "void")

    def test_opt_out_holds_for_the_address(self):
        twin = self._make_partner("Twin", email="ADA@example.com")
        twin._opt_out_of_satisfaction()
        self.assertTrue(self.ada.satisfaction_opt_out)

    def test_rest_over_all_programmes_and_for_the_address(self):
        twin = self._make_partner("Twin", email="Ada@Example.com")
        first = self._make_programme(fatigue_days=30)
        second = self._make_programme(fatigue_days=30, kind="nps")
        self._make_order(self.ada)
        with self._later(minutes=5):
            self.assertEqual(len(self._send()), 1, "of two programmes one asks")
        both = self._invitations(first) | self._invitations(second)
        self.assertEqual(sorted(both.mapped("state")), ["sent", "suppressed"])
        self._make_order(twin)
        with self._later(days=20):
            self.assertFalse(self._send(), "the address was asked")
        with self._later(days=40):
            self._make_order(twin)
        with self._later(days=40, minutes=5):
            self.assertEqual(len(self._send()), 1)

    def test_while_a_complaint_is_open_nothing_is_asked(self):
        programme = self._make_programme()
        self._make_order(self.customer)
        complaint = self._make_complaint()
        with self._later(minutes=5):
            self.assertFalse(self._send())
            self.assertEqual(self._invitations(programme).state, "planned")
            complaint.sudo().state = "closed"
            self.assertTrue(self._send())

    def test_too_late_is_not_asked_any_more(self):
        programme = self._make_programme()
        self._make_order(self.customer)
        self._make_complaint()
        with self._later(minutes=5):
            self._send()
        with self._later(days=31):
            self._send()
        self.assertEqual(self._invitations(programme).reason, "late")

    def _close(self, complaint):
        complaint.sudo().write({"state": "closed"})
        complaint.flush_recordset()
        name = "closed_date" if "closed_date" in complaint._fields else "write_date"
        self.env.cr.execute(
            SQL(
                "UPDATE crm_complaint SET %s = %s WHERE id = %s",
                SQL.identifier(name),
                fields.Datetime.now(),
                complaint.id,
            )
        )
        complaint.invalidate_recordset()

    def test_about_a_complaint_after_it_was_closed(self):
        programme = self._make_programme(kind="process", moment="complaint")
        complaint = self._make_complaint()
        with self._later(minutes=5):
            self.assertFalse(self._send())
            self._close(complaint)
        with self._later(minutes=10):
            self.env["crm.satisfaction.programme"]._cron_plan()
            invitation = self._invitations(programme)
            self.assertEqual(invitation.complaint_id, complaint)
            complaint.sudo().state = "investigating"
            self.assertFalse(self._send(), "opened again: not while it is open")
            self.assertEqual(invitation.state, "planned")
            complaint.sudo().state = "closed"
            self.assertTrue(self._send())

    def test_sample_of_customers(self):
        partners = [self._make_partner(f"P{number}") for number in range(6)]
        for partner in partners:
            self._make_order(partner)
        programme = self._make_programme(
            moment="sample", sample_size=4, sample_months=1, fatigue_days=0
        )
        with self._later(minutes=5):
            self.assertEqual(len(self._send()), 4)
            self.assertFalse(self._send())
        with self._later(days=32):
            self.assertEqual(len(self._send()), 4, "the next round")
        self.assertEqual(
            set(self._invitations(programme).mapped("round_number")), {0, 1}
        )

    def test_share_is_drawn_once(self):
        programme = self._make_programme(sample_share=50, fatigue_days=0)
        for number in range(40):
            self._make_order(self._make_partner(f"S{number}"))
        with self._later(minutes=5):
            drawn = len(self._send())
            self.assertFalse(self._send())
        self.assertTrue(5 < drawn < 35, drawn)
        self.assertEqual(len(self._invitations(programme)), drawn)

    def test_request_and_invoice_moments(self):
        request = self.env["crm.request"].create(
            {"name": "Tea", "partner_id": self.ada.id, "company_id": self.company.id}
        )
        programme = self._make_programme(moment="request")
        request.sudo().write(
            {"state": "done", "done_date": fields.Datetime.now() + timedelta(seconds=1)}
        )
        invoices = self._make_programme(moment="invoice")
        with self._later(minutes=5):
            self.assertEqual(len(self._send()), 1)
        self.assertEqual(self._invitations(programme).res_id, request.id)
        self.assertFalse(self._invitations(invoices))

    def test_reminder_once(self):
        programme = self._make_programme(reminder_days=5)
        self._make_order(self.ada)
        with self._later(minutes=5):
            self._send()
        Mail = self.env["mail.mail"]
        for days, expected in ((4, 0), (6, 1), (12, 0)):
            before = Mail.search([])
            with self._later(days=days):
                self.Invitation._cron_remind()
            self.assertEqual(len(Mail.search([]) - before), expected, days)
        with self._later(days=31):
            self.Invitation._cron_remind()
        self.assertEqual(self._invitations(programme).state, "expired")

    def test_no_reminder_to_who_has_answered(self):
        programme = self._make_programme()
        invitation = self._make_invitation(programme, self.ada)
        invitation._answer({"score": 5})
        before = self.env["mail.mail"].search([])
        with self._later(days=6):
            self.Invitation._cron_remind()
        self.assertEqual(self.env["mail.mail"].search([]), before)

    def test_one_answer_for_an_invitation_even_in_the_database(self):
        invitation = self._make_invitation(self._make_programme(), self.ada)
        response = invitation._answer({"score": 5})
        values = response.copy_data({"invitation_id": invitation.id})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["crm.satisfaction.response"].create(values)

    def test_bounced(self):
        invitation = self._make_invitation(self._make_programme(), self.ada)
        self.ada._message_receive_bounce("ada@example.com", self.ada)
        self.assertEqual(invitation.state, "bounced")

    def test_mail_in_the_customers_language_with_links(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.ada.lang = "fr_FR"
        programme = self._make_programme(question="Happy?")
        programme.with_context(lang="fr_FR").question = "Content ?"
        self._make_order(self.ada)
        with self._later(minutes=5):
            mail = self._send()
        self.assertEqual(mail.subject, "Content ?")
        token = self._invitations(programme).token
        for score in range(1, 6):
            self.assertIn(f"/satisfaction/{token}?score={score}", mail.body_html)

    def test_mail_can_be_unsubscribed_from(self):
        programme = self._make_programme(reminder_days=5)
        self._make_order(self.ada)
        with self._later(minutes=5):
            mails = self._send()
        before = self.env["mail.mail"].search([])
        with self._later(days=6):
            self.Invitation._cron_remind()
        mails |= self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mails), 2)
        token = self._invitations(programme).token
        for mail in mails:
            headers = mail._prepare_outgoing_list()[0]["headers"]
            self.assertTrue(headers["List-Unsubscribe"].startswith("<http"))
            self.assertIn(f"/{token}/unsubscribe>", headers["List-Unsubscribe"])
            self.assertEqual(
                headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
            )

    def test_a_portion_takes_few_queries(self):
        programme = self._make_programme(fatigue_days=0)
        for number in range(30):
            self._make_order(self._make_partner(f"Q{number}"))
        with self._later(minutes=5):
            self.env["crm.satisfaction.programme"]._cron_plan()
            due = self._invitations(programme)
            self.env.invalidate_all()
            with self.assertQueryCount(8):
                self.assertFalse(due._find_hindrances())

    def test_programme_needs_purpose_and_scope(self):
        programme = self._make_programme(start=False, purpose=False)
        with self.assertRaises(UserError):
            programme.action_start()
        with self.assertRaises(AccessError):
            programme.with_user(self.manager).write({"state": "running"})
        with self.assertRaises(ValidationError):
            self._make_programme(kind="process", moment="order")

    def test_question_stays_once_it_is_answered(self):
        programme = self._make_programme()
        self._make_answers(programme, {5: 1})
        with self.assertRaises(UserError):
            programme.kind = "nps"
        with self.assertRaises(UserError):
            programme.unlink()

    def test_review_is_told_of(self):
        programme = self._make_programme(review_date=fields.Date.today())
        self.env["crm.satisfaction.programme"].sudo()._cron_remind()
        self.assertEqual(programme.activity_ids.user_id, self.manager)
