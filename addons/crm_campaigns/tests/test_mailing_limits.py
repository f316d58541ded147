from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .mailing_common import MailingCase


@tagged("post_install", "-at_install")
class TestMailingLimits(MailingCase):
    """Mailings to many keep to the limits and hours that journeys keep to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.contact.limit"].search([]).action_archive()
        cls.limit = cls.env["crm.contact.limit"].create(
            {"name": "Two a week", "max_count": 2, "days": 7, "channel": "all"}
        )

    def _note_sent(self, contact, days, **values):
        """A mail of another mailing, so many days ago."""
        return self.env["mailing.trace"].create(
            {
                "trace_type": "mail",
                "model": contact._name,
                "res_id": contact.id,
                "email": contact.email_normalized,
                "trace_status": "sent",
                "sent_datetime": self.env.cr.now() - timedelta(days=days),
                **values,
            }
        )

    def test_who_had_enough_is_left_out(self):
        full, half, old = self.make_contacts(
            "full@x.example", "half@x.example", "old@x.example"
        )
        for days in (1, 3):
            self._note_sent(full, days)
            self._note_sent(old, days + 7)
        self._note_sent(half, 1)
        self._note_sent(half, 2, trace_status="error")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        self.assertEqual(
            self.send(mails.filtered(lambda mail: mail.state == "outgoing")),
            ["half@x.example", "old@x.example"],
        )
        traces = self.read_traces(mailing)
        self.assertEqual(traces["full@x.example"], [("cancel", "mail_cap")])

    def test_kept_mails_say_why(self):
        """A mail that is kept says what its trace says."""
        self.make_contacts("ann@x.example")
        mail = self.generate(self.make_mailing(keep_archives=True))
        self.assertFalse(mail._refuse({mail.id: "mail_held"}))
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_held"))
        self.assertEqual(mail.mailing_trace_ids.failure_type, "mail_held")

    def test_messages_to_the_contact_count(self):
        """Sent to the person by another address, as a customer."""
        partner = self.env["res.partner"].create(
            {"name": "Ann", "email": "ann@x.example"}
        )
        self._note_sent(partner, 1, email="old.ann@x.example")
        self._note_sent(partner, 2, email="old.ann@x.example")
        self.make_contacts("Ann@x.example", "ben@x.example")
        mailing = self.make_mailing()
        self.generate(mailing)
        self.assertEqual(
            {email: found[0][1] for email, found in self.read_traces(mailing).items()},
            {"ann@x.example": "mail_cap", "ben@x.example": False},
        )

    def test_two_mailings_of_the_same_minute(self):
        """Both are made before either is sent: the second sees what the first sent."""
        self.limit.max_count = 1
        self.make_contacts("ann@x.example")
        first, second = self.make_mailing(), self.make_mailing()
        early, late = self.generate(first), self.generate(second)
        self.assertEqual((early | late).mapped("state"), ["outgoing"] * 2)
        self.assertEqual(self.send(early), ["ann@x.example"])
        self.assertEqual(self.send(late), [])
        traces = self.read_traces(second)
        self.assertEqual(traces["ann@x.example"], [("cancel", "mail_cap")])

    def test_one_mailing_alone_is_not_asked_twice(self):
        """Its own mails of a moment ago do not hold back the rest of it."""
        self.limit.max_count = 1
        self.make_contacts("ann@x.example", "ben@x.example")
        mails = self.generate(self.make_mailing())
        self.assertFalse(
            mails._is_another_mailing_out(mails.mailing_id), "nobody else has sent"
        )
        self.assertEqual(self.send(mails), ["ann@x.example", "ben@x.example"])

    def test_night_waits(self):
        """By the recipient's clock; the queue takes the mail up in the morning."""
        self.env.company.write(
            {
                "crm_sending_hours": True,
                "crm_sending_from": 9,
                "crm_sending_to": 18,
                "crm_timezone": "UTC",
            }
        )
        self.env["res.partner"].create(
            {"name": "T", "email": "t@x.example", "tz": "Asia/Tokyo"}
        )
        self.make_contacts("t@x.example", "u@x.example")
        mailing = self.make_mailing()
        with freeze_time("2026-03-04 12:00:00"):
            mails = self.generate(mailing)
            scheduled = {
                mail.mailing_trace_ids.email: str(mail.scheduled_date or "")
                for mail in mails
            }
        # 12:00 UTC is 21:00 in Tokyo; 09:00 there is midnight UTC
        self.assertEqual(
            scheduled, {"t@x.example": "2026-03-05 00:00:00", "u@x.example": ""}
        )

    def test_queries_do_not_grow(self):
        """The log is read once for many batches."""
        contacts = self.make_contacts(*(f"q{n}@x.example" for n in range(24)))
        check = self.env["crm.sending.check"]
        counts = []
        for some in (contacts[:2], contacts[:2], contacts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            check._check(
                check._get_recipients("mailing.contact", some.ids),
                ignore=("duplicate",),
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_batches(self):
        """Whom the first batch asked about is refused in the last one, too."""
        contacts = self.make_contacts(*(f"b{n}@x.example" for n in range(6)))
        for contact in contacts[1::2]:
            self._note_sent(contact, 1)
            self._note_sent(contact, 2)
        mailing = self.make_mailing()
        with self.batches_of(2):
            self.generate(mailing)
        refused = [
            email
            for email, found in self.read_traces(mailing).items()
            if found == [("cancel", "mail_cap")]
        ]
        self.assertEqual(sorted(refused), [f"b{n}@x.example" for n in (1, 3, 5)])
