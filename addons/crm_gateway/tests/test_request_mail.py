from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.mail.tests.common import MailCommon

from .common import RequestMixin

MAIL = """Return-Path: <{sender}>
From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{number}@example.com>
{headers}Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestRequestMail(RequestMixin, MailCommon):
    """Requests by e-mail, and the customer's answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("hr.group_hr_manager")
        cls._prepare(cls.company_admin)
        cls.plan = cls._make_type(
            {"name": "Answer", "department_id": cls.sales.id}, alias_name="prices"
        )
        cls.plan.user_id = cls.clerk

    def _receive(
        self, body="Two hundred boxes, please", number=1, headers="", **values
    ):
        mail = MAIL.format(
            **{
                "sender": "Cyrus <cyrus@example.com>",
                "to": f"prices@{self.alias_domain}",
                "subject": "Tea",
                "body": body,
                "number": number,
                "headers": headers,
                **values,
            }
        )
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, mail)
        return self.env["crm.request"].search([], order="id desc", limit=1)

    def test_mail_becomes_a_request_of_its_type(self):
        request = self._receive()
        self.assertEqual(request.type_id, self.plan)
        self.assertEqual(request.partner_id, self.customer)
        self.assertEqual([request.channel, request.name], ["email", "Tea"])
        self.assertEqual(request.user_id, self.clerk)
        self.assertEqual(request.state, "open")
        self.assertIn("Two hundred", request.description)

    def test_customer_is_told_the_number_and_a_link(self):
        request = self._receive()
        sent = self._new_mails.filtered(
            lambda mail: (
                mail.res_id == request.id and self.customer in mail.recipient_ids
            )
        )
        self.assertEqual(len(sent), 1)
        self.assertIn(request.number, sent.subject)
        self.assertIn(request.access_token, sent.body_html)

    def _sent_to_customer(self):
        return self._new_mails.filtered(
            lambda mail: self.customer in mail.recipient_ids
        )

    def _sent_to(self, address):
        return self._new_mails.filtered(lambda mail: address in (mail.email_to or ""))

    def test_unknown_sender(self):
        request = self._receive(sender="Omid <omid@example.org>")
        self.assertFalse(request.partner_id)
        self.assertIn("omid@example.org", request.email_from)

    def test_nothing_is_done_for_a_stranger_before_somebody_has_read_it(self):
        request = self._receive(sender="Omid <omid@example.org>")
        self.assertEqual([request.state, len(request.step_ids)], ["new", 0])
        request.with_user(self.clerk).action_start()
        self.assertEqual([request.state, len(request.step_ids)], ["open", 1])
        by_hand = self._make_request(
            self.plan, partner_id=False, partner_name="Dara", channel="phone"
        )
        self.assertEqual(by_hand.state, "open", "one of us has recorded it")

    def test_words_of_a_stranger_are_not_sent_on(self):
        request = self._receive(
            sender="Win a prize <omid@example.org>",
            subject="Go to evil.example",
            body="Click evil.example",
        )
        sent = self._sent_to("omid@example.org")
        self.assertEqual(len(sent), 1)
        self.assertFalse(
            self.env["res.partner"].search([("email", "ilike", "omid@example.org")]),
            "our answer makes nobody a customer",
        )
        self.assertIn(request.number, sent.subject)
        self.assertIn(request.access_token, sent.body_html)
        for words in "evil.example", "Win a prize":
            self.assertNotIn(words, sent.subject + sent.body_html)
        self._receive(number=2, subject="Black tea")
        self.assertIn("Black tea", self._sent_to_customer().body_html)

    def test_strangers_get_a_few_mails_a_day(self):
        requests = self.env["crm.request"]
        for number in range(7):
            request = self._receive(sender="Omid <omid@example.org>", number=number)
            self.assertEqual(len(self._sent_to("omid@example.org")), number < 5)
            requests |= request
        self.assertEqual(len(requests), 7, "nothing that comes in is lost")
        self._receive(sender="Bahar <bahar@example.org>", number=7)
        self.assertTrue(self._sent_to("bahar@example.org"))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_request SET create_date = create_date - interval '2 days'"
                " WHERE id IN %s",
                tuple(requests.ids),
            )
        )
        self._receive(sender="Omid <omid@example.org>", number=8)
        self.assertTrue(self._sent_to("omid@example.org"))

    def test_machines_get_no_answer(self):
        for number, header in enumerate(
            (
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated (of a ticket)",
                "Precedence: bulk",
                "List-Id: <news.example.org>",
                "X-Auto-Response-Suppress: All",
            )
        ):
            for sender in "Omid <omid@example.org>", "Cyrus <cyrus@example.com>":
                with self.subTest(header=header, sender=sender):
                    request = self._receive(
                        sender=sender,
                        number=f"{number}{sender[0]}",
                        headers=f"{header}\n",
                    )
                    self.assertEqual(request.name, "Tea")
                    self.assertFalse(
                        self._sent_to("omid@example.org") | self._sent_to_customer()
                    )
        self._receive(headers="Auto-Submitted: no\n", number=99)
        self.assertIn("auto-replied", self._sent_to_customer().headers)

    def test_out_of_office_is_no_answer(self):
        request = self._receive()
        request.action_wait()
        message = request.message_ids.filtered("message_id")[:1]
        reply = f"In-Reply-To: {message.message_id}\n"
        self._receive("I am away", 2, f"{reply}Auto-Submitted: auto-replied\n")
        self.assertEqual(request.state, "waiting")
        self.assertIn("I am away", "".join(request.message_ids.mapped("body")))

    def test_answer_takes_up_what_waits(self):
        request = self._receive()
        request.action_wait()
        message = request.message_ids.filtered("message_id")[:1]
        self._receive(
            "By Nowruz", 2, f"In-Reply-To: {message.message_id}\n", subject="Re: Tea"
        )
        self.assertEqual(request.state, "open")
        self.assertEqual(
            self.env["crm.request"].search_count([("name", "=", "Re: Tea")]), 0
        )

    def test_answer_after_the_end_reaches_the_owner(self):
        request = self._receive()
        request.step_ids.action_done()
        self.assertEqual(request.state, "done")
        request.message_post(
            body="One box is missing",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(request.state, "done")
        self.assertEqual(request.activity_ids.user_id, self.clerk)

    def test_answer_of_somebody_without_a_contact_takes_up_what_waits(self):
        request = self._receive(sender="Omid <omid@example.org>")
        request.state = "waiting"
        message = request.message_ids.filtered("message_id")[:1]
        headers = f"In-Reply-To: {message.message_id}\n"
        self._receive("Me too", 2, headers, sender="Bahar <bahar@example.org>")
        self.assertEqual(request.state, "waiting", "somebody else wrote")
        self._receive("By Nowruz", 3, headers, sender="OMID <Omid@Example.org>")
        self.assertNotEqual(request.state, "waiting")

    def test_what_waits_before_its_start_can_still_be_started(self):
        plan = self._make_type(
            {"name": "Answer", "department_id": self.sales.id}, auto_start=False
        )
        request = self._make_request(plan)
        request.action_wait()
        request.action_resume()
        request.action_start()
        self.assertEqual([request.state, len(request.step_ids)], ["open", 1])
