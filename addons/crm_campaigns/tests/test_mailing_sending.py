import smtplib
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .mailing_common import MailingCase


@tagged("post_install", "-at_install")
class TestMailingSending(MailingCase):
    """Mails wait to be sent; meanwhile something happens."""

    def opt_out(self, email):
        self.env["mailing.subscription"].search(
            [("contact_id.email", "=", email)]
        ).opt_out = True

    def test_sent(self):
        self.make_contacts("ann@x.example", "ben@x.example")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        self.assertEqual(self.send(mails), ["ann@x.example", "ben@x.example"])
        self.assertFalse(mails.exists(), "deleted once sent")
        self.assertEqual(mailing.delivered, 2)
        headers = self._mails[0]["headers"]
        self.assertIn("unsubscribe_oneclick", headers["List-Unsubscribe"])
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        trace = mailing.mailing_trace_ids.filtered(lambda one: one.email[:3] == "ann")
        body = next(one["body"] for one in self._mails if "ann@" in one["email_to"][0])
        self.assertIn(f"/m/{trace.id}", body)
        self.assertIn("/blank.gif", body)

    def test_opted_out_meanwhile(self):
        """Nobody gets a mail after saying no, however long it has waited."""
        self.make_contacts("out@x.example", "black@x.example", "yes@x.example")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        self.assertEqual(len(mails), 3)
        self.opt_out("out@x.example")
        self.env["mail.blacklist"]._add("black@x.example")
        self.assertEqual(self.send(mails), ["yes@x.example"])
        self.assertEqual(
            self.read_traces(mailing),
            {
                "out@x.example": [("cancel", "mail_optout")],
                "black@x.example": [("cancel", "mail_bl")],
                "yes@x.example": [("sent", False)],
            },
        )
        self.assertFalse(mails.exists())

    def test_opted_out_of_one_list_only(self):
        other = self.env["mailing.list"].create({"name": "Coffee"})
        contact = self.make_contacts("both@x.example")
        contact.subscription_ids = [(0, 0, {"list_id": other.id})]
        mailing = self.make_mailing(contact_list_ids=[(6, 0, (self.list + other).ids)])
        mails = self.generate(mailing)
        contact.subscription_ids.filtered(
            lambda one: one.list_id == self.list
        ).opt_out = True
        self.assertEqual(self.send(mails), ["both@x.example"])

    def test_blacklist_not_asked(self):
        self.make_contacts("black@x.example")
        mails = self.generate(self.make_mailing(use_exclusion_list=False))
        self.env["mail.blacklist"]._add("black@x.example")
        self.assertEqual(self.send(mails), ["black@x.example"])

    def test_other_rules_join_in(self):
        self.make_contacts("ann@x.example", "ben@x.example")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        ben = mails.filtered(lambda mail: "ben" in mail.email_to)
        with patch.object(
            type(mails), "_get_send_refusals", lambda mails: {ben.id: "mail_spam"}
        ):
            self.assertEqual(self.send(mails), ["ann@x.example"])
        self.assertEqual(
            self.read_traces(mailing)["ben@x.example"], [("cancel", "mail_spam")]
        )

    def test_refusals_cost_the_same_for_many(self):
        self.make_contacts(*(f"c{number}@x.example" for number in range(40)))
        mails = self.generate(self.make_mailing())
        mails[:1]._get_send_refusals()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        mails[:2]._get_send_refusals()
        few = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            mails._get_send_refusals()

    def test_failure_is_of_one_mail(self):
        self.make_contacts("ann@x.example", "bad@x.example", "zoe@x.example")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        send = IrMail_Server.send_email

        def refuse(model, message, **options):
            if "bad@" in message["To"]:
                raise ValueError("mailbox is full")
            return send(model, message, **options)

        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            patch.object(IrMail_Server, "send_email", refuse),
        ):
            mails.send()
        self.assertEqual(
            self.read_traces(mailing),
            {
                "ann@x.example": [("sent", False)],
                "bad@x.example": [("error", "unknown")],
                "zoe@x.example": [("sent", False)],
            },
        )
        self.assertEqual(mails.exists().state, "exception")
        self.assertEqual(mails.exists().failure_reason, "mailbox is full")

    def test_lost_connection(self):
        """What was not handed over waits for the next time."""
        self.make_contacts("ann@x.example", "ben@x.example", "zoe@x.example")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        send = IrMail_Server.send_email

        def lose(model, message, **options):
            if "ben@" in message["To"]:
                raise smtplib.SMTPServerDisconnected("closed")
            return send(model, message, **options)

        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            patch.object(IrMail_Server, "send_email", lose),
            self.assertRaises(smtplib.SMTPServerDisconnected),
        ):
            mails.sorted("id").send()
        statuses = {
            email: found[0][0] for email, found in self.read_traces(mailing).items()
        }
        self.assertEqual(statuses["ben@x.example"], "outgoing")
        self.assertEqual(sorted(statuses.values())[0], "outgoing")
        left = mails.exists()
        self.assertEqual(set(left.mapped("state")), {"outgoing"})
        self.assertEqual(len(self.send(left)), len(left))

    def test_interrupted(self):
        """Marta hears of mails that may have gone out, and they stay where they are."""
        self.make_contacts("ann@x.example", "ben@x.example")
        mailing = self.make_mailing(user_id=self.env.user.id)
        mails = self.generate(mailing)
        mails.write(
            {
                "state": "unknown",
                "sending_since": fields.Datetime.now() - timedelta(minutes=5),
            }
        )
        mailing.mailing_trace_ids.trace_status = "process"
        # the recipient has opened it, so that this one has gone out
        mailing.mailing_trace_ids[0].set_opened()
        self.env["mail.mail"]._cron_find_interrupted()
        self.assertEqual(
            sorted(mailing.mailing_trace_ids.mapped("trace_status")),
            ["open", "unknown"],
        )
        self.assertEqual(mailing.unknown_count, 1)
        action = mailing.action_view_traces_unknown()
        self.assertTrue(action["context"]["search_default_filter_unknown"])
        self.assertEqual(mailing.activity_ids.summary, "Sending was interrupted")
        self.env["mail.mail"]._cron_find_interrupted()
        self.assertEqual(len(mailing.activity_ids), 1, "told once")
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
            self.assertFalse(self.emails)
        mailing.action_retry_failed()
        mails.action_retry()
        self.assertEqual(set(mails.mapped("state")), {"unknown"})
        self.assertFalse(mailing._get_remaining_recipients())

    def test_being_sent_is_not_interrupted(self):
        self.make_contacts("ann@x.example")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        mails.write({"state": "unknown", "sending_since": fields.Datetime.now()})
        self.env["mail.mail"]._cron_find_interrupted()
        self.assertFalse(mailing.activity_ids)

    def test_faster_than_our_commit(self):
        """A mail that is opened or comes back before we note it as sent."""
        self.make_contacts("ann@x.example", "ben@x.example")
        mailing = self.make_mailing()
        self.generate(mailing)
        opened, bounced = mailing.mailing_trace_ids
        opened.set_opened()
        bounced.set_bounced(bounce_message="no such user")
        mailing.mailing_trace_ids.set_sent()
        self.assertEqual(
            (opened.trace_status, bounced.trace_status), ("open", "bounce")
        )
        self.assertEqual(bounced.failure_type, "mail_bounce")
        self.assertTrue(opened.sent_datetime)

    def test_other_mails_are_the_hosts(self):
        mail = self.env["mail.mail"].create(
            {"email_to": "ann@x.example", "body_html": "<p>Hello</p>"}
        )
        with patch.object(
            type(mail), "_send_batch", side_effect=AssertionError("not a mailing")
        ):
            self.assertEqual(self.send(mail), ["ann@x.example"])

    def test_test_mailing_goes_to_whoever_opted_out(self):
        """A marketer who is on the blacklist still sees the test."""
        mailing = self.make_mailing()
        self.make_contacts("marta@x.example")
        self.env["mail.blacklist"]._add("marta@x.example")
        wizard = self.env["mailing.mailing.test"].create(
            {"mass_mailing_id": mailing.id, "email_to": "marta@x.example"}
        )
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail.models.mail_mail"):
            wizard.send_mail_test()
            self.assertEqual(len(self.emails), 1)
