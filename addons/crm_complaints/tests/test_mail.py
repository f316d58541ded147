from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import ComplaintMixin

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Date: Mon, 12 Jan 2026 10:00:00 +0000
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
{headers}
The tea came late.
"""


@tagged("post_install", "-at_install", "mail_gateway")
class TestMail(ComplaintMixin, MailCommon, TransactionCase):
    """What comes by mail: one complaint, one acknowledgement, no loop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.company.alias_domain_id = cls.env.company.alias_domain_id
        cls.team.write({"alias_name": "cmp-complaints"})
        cls.address = f"{cls.team.alias_name}@{cls.team.alias_domain_id.name}"
        cls.env["res.lang"]._activate_lang("fa_IR")

    def _send(self, number=1, sender='"Ada" <ada@example.org>', headers="", **kw):
        values = {
            "sender": sender,
            "to": self.address,
            "subject": "Late tea",
            "message_id": f"<{number}@example.org>",
            "headers": headers and headers + "\n",
            **kw,
        }
        before = self._find()
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, MAIL.format(**values))
        return self._find() - before

    def _get_sent(self):
        """What was mailed to the complainant."""
        return [m for m in self._mails if "ada@example.org" in str(m["email_to"])]

    def _find(self):
        return self.env["crm.complaint"].search([("team_id", "=", self.team.id)])

    def test_a_mail_becomes_a_complaint_once(self):
        self.customer.write({"lang": "fa_IR", "email": "ada@example.org"})
        complaint = self._send()
        self.assertEqual(len(complaint), 1)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.channel, "email")
        self.assertEqual(complaint.state, "acknowledged")
        self.assertIn("The tea came late.", complaint.description)
        self.assertEqual(complaint.lang, "fa_IR")
        sent = self._get_sent()
        self.assertEqual(len(sent), 1)
        self.assertIn(complaint.number, sent[0]["subject"])
        self.assertIn(f"/my/complaints/{complaint.id}", sent[0]["body"])
        self.assertIn(complaint.access_token, sent[0]["body"])
        self.assertEqual(sent[0]["headers"]["Auto-Submitted"], "auto-replied")
        # the same mail again
        self.assertFalse(self._send())
        self.assertFalse(self._get_sent())

    def test_strangers_stay_strangers(self):
        before = self.env["res.partner"].search_count([])
        complaint = self._send()
        self.assertFalse(complaint.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        (sent,) = self._get_sent()
        self.assertNotIn("Late tea", sent["body"])

    def test_machines_that_answer_make_nothing(self):
        self.assertFalse(self._send(headers="Auto-Submitted: auto-replied"))
        complaint = self._send(2)
        reply = f"In-Reply-To: {complaint.message_ids[0].message_id}"
        self._close(complaint)
        answer = self._send(3, headers=f"{reply}\nAuto-Submitted: auto-replied")
        self.assertFalse(answer)
        self.assertEqual(complaint.state, "closed")
        self.assertFalse(self._get_sent())

    def test_one_sender_makes_twenty_at_most(self):
        for number in range(25):
            self._send(number)
        self.assertLessEqual(len(self._find()), 20)

    def _close(self, complaint):
        complaint.sudo().write(
            {
                "state": "closed",
                "closed_date": fields.Datetime.now(),
                "user_id": self.agent.id,
            }
        )

    def test_an_answer_in_time_reopens(self):
        with freeze_time("2026-06-01 08:00:00"):
            complaint = self._send()
            self._close(complaint)
        reply = f"In-Reply-To: {complaint.message_ids[0].message_id}"
        with freeze_time("2026-06-20 08:00:00"):
            self.assertFalse(self._send(2, headers=reply))
        self.assertEqual(complaint.state, "investigating")
        self.assertFalse(complaint.closed_date)
        self.assertEqual(complaint.reopen_count, 1)

    def test_a_late_answer_is_a_new_complaint_that_follows(self):
        with freeze_time("2026-06-01 08:00:00"):
            complaint = self._send()
            self._close(complaint)
        reply = f"In-Reply-To: {complaint.message_ids[0].message_id}"
        with freeze_time("2026-07-05 08:00:00"):
            new = self._send(2, headers=reply)
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(new.previous_complaint_id, complaint)
        self.assertEqual(new.team_id, self.team)

    def test_answers_go_where_it_was_merged(self):
        self.customer.email = "ada@example.org"
        master, merged = self._send(1), self._send(2)
        parent = merged.message_ids[0].message_id
        merged.with_user(self.manager)._merge_into(master)
        self.assertFalse(self._send(3, headers=f"In-Reply-To: {parent}"))
        self.assertIn("The tea came late.", master.message_ids[0].body)
        self.assertNotIn("The tea came late.", merged.message_ids[0].body)

    def test_what_waited_for_the_customer_goes_on(self):
        complaint = self._send()
        complaint.write(
            {"severity": "2", "impact": "2", "category_id": self.category.id}
        )
        complaint.action_assess()
        complaint._wait(
            "customer", "A photo", fields.Datetime.now() + timedelta(days=1)
        )
        reply = f"In-Reply-To: {complaint.message_ids[0].message_id}"
        self._send(2, headers=reply)
        self.assertEqual(complaint.state, "investigating")
        self.assertTrue(complaint.pause_ids.end_date)

    def test_our_first_word_is_no_automatic_one(self):
        complaint = self._send()
        self.assertFalse(complaint.first_response_date)
        complaint.with_user(self.colleague).sudo().message_post(
            body="A note", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(complaint.first_response_date)
        complaint.with_user(self.colleague).message_post(
            body="We look into it",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(complaint.first_response_date)
        respond = complaint.clock_ids.filtered(lambda c: c.kind == "respond")
        self.assertFalse(respond.is_running)
