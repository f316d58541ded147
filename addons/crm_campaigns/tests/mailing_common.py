"""A list of contacts and mailings to it, for the tests of sending."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.mass_mailing.models.mailing import MailingMailing
from odoo.addons.mass_mailing.tests.common import MassMailCommon

BODY = """<div><h1>Dear <t t-out="object.name">friend</t>,</h1>
<p>See <a href="https://shop.example.com/tea">our tea</a><br>
<a href="https://shop.example.com/cup"><img src="/cup.png" alt="A cup"></a>
<!--[if mso]><a href="https://shop.example.com/mso">no link</a><![endif]--></p>
<p style="background: url('/web/tea.png')">Tea &amp; more</p>
<a href="/unsubscribe_from_list">Unsubscribe</a></div>"""


class MailingCase(MassMailCommon):
    """A list without contacts, and a user who may send to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.env["mailing.list"].create({"name": "Tea lovers"})

    @classmethod
    def make_contacts(cls, *emails, name="Contact"):
        """Put a contact of each address on the list; return them."""
        return cls.env["mailing.contact"].create(
            [
                {
                    "name": f"{name} {number}",
                    "email": email,
                    "subscription_ids": [(0, 0, {"list_id": cls.list.id})],
                }
                for number, email in enumerate(emails)
            ]
        )

    @classmethod
    def make_mailing(cls, **values):
        return cls.env["mailing.mailing"].create(
            {
                "subject": "Tea for {{ object.name }}",
                "body_html": BODY,
                "mailing_model_id": cls.env["ir.model"]._get_id("mailing.list"),
                "contact_list_ids": [(6, 0, cls.list.ids)],
                "email_from": "shop@test.mycompany.com",
                "reply_to_mode": "new",
                "reply_to": "shop@test.mycompany.com",
                **values,
            }
        )

    def generate(self, mailing):
        """Make the mails of a mailing, as for more than a hundred of them."""
        self.env["ir.config_parameter"].set_param("mail.mail.force.send.limit", 0)
        mailing._action_send_mail()
        return self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])

    def send(self, mails):
        """Send mails; return the addresses that got one, in order."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mails.send()
            return sorted(to for mail in self.emails for to in mail["smtp_to_list"])

    @contextmanager
    def as_host(self):
        """Let mailings be prepared by the host's own code, batch by batch."""
        host = MailingMailing._get_mass_mailing_context
        ours = type(self.env["mailing.mailing"])
        with patch.object(ours, "_get_mass_mailing_context", host):
            yield

    @contextmanager
    def batches_of(self, size):
        """Prepare that many mails at a time."""
        self.env["ir.config_parameter"].set_param("mail.batch_size", size)
        yield
        self.env["ir.config_parameter"].set_param("mail.batch_size", False)

    def read_traces(self, mailing):
        """Return ``{address: [(status, reason), ...]}``, the mail before the rest."""
        found = {}
        order = ("cancel", "error")
        for trace in mailing.mailing_trace_ids.sorted(
            lambda trace: (trace.trace_status in order, trace.id)
        ):
            found.setdefault(trace.email, []).append(
                (trace.trace_status, trace.failure_type)
            )
        return found
