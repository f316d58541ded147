import lxml.html

from odoo.tests import tagged

from ..mailing_run import KEY, MailingRun, get_run
from .mailing_common import MailingCase

OUTGOING = ("outgoing", False)
DUPLICATE = ("cancel", "mail_dup")


@tagged("post_install", "-at_install")
class TestMailingGeneration(MailingCase):
    """Marta writes to the lovers of tea, each by name."""

    def read_mail(self, mail):
        """Return what a mail shows: its text, links and pictures."""
        root = lxml.html.fromstring(mail.body_html)
        for hidden in root.xpath("//comment() | //style"):
            hidden.drop_tree()
        return {
            "subject": mail.subject,
            "to": mail.email_to or mail.recipient_ids.mapped("email"),
            "reply_to": mail.reply_to,
            "auto_delete": mail.auto_delete,
            "text": " ".join(root.text_content().split()),
            "links": [self.read_link(node.get("href")) for node in root.iter("a")],
            "pictures": [node.get("src") for node in root.iter("img")],
            "styles": [node.get("style") for node in root.iter("p")],
        }

    def read_link(self, href):
        """Return where a link leads to in the end, and as what it is counted."""
        code = href.rpartition("/r/")[2] if "/r/" in href else None
        tracker = self.env["link.tracker.code"].search([("code", "=", code)]).link_id
        return (tracker.url, tracker.label) if code else href

    def test_one_mail_to_one_address(self):
        """Personal words differ, the person does not."""
        self.make_contacts("A@x.example", "a@X.example", " a@x.example ")
        mailing = self.make_mailing()
        mails = self.generate(mailing)
        self.assertEqual(len(mails), 1)
        self.assertEqual(
            self.read_traces(mailing), {"a@x.example": [OUTGOING, DUPLICATE, DUPLICATE]}
        )

    def test_where_a_batch_ends_does_not_matter(self):
        self.make_contacts("a@x.example", "b@x.example", "A@x.example", "b@X.example")
        mailing = self.make_mailing()
        with self.batches_of(1):
            self.assertEqual(len(self.generate(mailing)), 2)
        self.assertEqual(
            self.read_traces(mailing),
            {
                "a@x.example": [OUTGOING, DUPLICATE],
                "b@x.example": [OUTGOING, DUPLICATE],
            },
        )

    def test_same_as_the_host(self):
        """Whatever a recipient sees and the marketer reads is as without us."""
        self.make_contacts(
            "ann@x.example", "ben@x.example", "black@x.example", "out@x.example"
        )
        self.make_contacts("nobody", "", "ann@x.example")
        self.make_contacts("o'neil@x.example", name="<b>O'Neil & sons</b>")
        self.env["mail.blacklist"]._add("black@x.example")
        out = self.env["mailing.subscription"].search(
            [("contact_id.email", "=", "out@x.example")]
        )
        out.opt_out = True
        found = {}
        for who in ("host", "ours"):
            mailing = self.make_mailing(name=who)
            if who == "host":
                with self.as_host(), self.batches_of(2):
                    mails = self.generate(mailing)
            else:
                mails = self.generate(mailing)
            found[who] = (
                [self.read_mail(mail) for mail in mails.sorted("id")],
                self.read_traces(mailing),
                sorted(
                    self.env["link.tracker"]
                    .search([("mass_mailing_id", "=", mailing.id)])
                    .mapped(lambda link: (link.url, link.label))
                ),
            )
        self.maxDiff = None
        for ours, host in zip(found["ours"], found["host"], strict=True):
            self.assertEqual(ours, host)
        self.assertEqual(len(found["ours"][0]), 3)
        texts = [mail["text"] for mail in found["ours"][0]]
        self.assertTrue(any("Dear <b>O'Neil & sons</b> 0," in text for text in texts))

    def test_links_with_own_words(self):
        """A link whose words are the recipient's is the recipient's own link."""
        self.make_contacts("ann@x.example", "ben@x.example", name="Tea for")
        mailing = self.make_mailing(
            body_html='<div><a href="https://shop.example.com/you">'
            '<t t-out="object.name"/></a></div>'
        )
        mails = self.generate(mailing).sorted("id")
        self.assertEqual(
            [self.read_mail(mail)["links"] for mail in mails],
            [
                [("https://shop.example.com/you", "Tea for 0")],
                [("https://shop.example.com/you", "Tea for 1")],
            ],
        )

    def test_whole_qweb(self):
        """What is more than a value is QWeb's, compiled once."""
        self.make_contacts("ann@x.example", "ben@x.example")
        mailing = self.make_mailing(
            body_html="<div><t t-if=\"object.email.startswith('ann')\">Ann only</t>"
            '<p t-out="len(object.name)"/>'
            '<a t-attf-href="https://shop.example.com/{{ object.name }}">Yours</a>'
            '<a href="https://shop.example.com/tea">All</a></div>'
        )
        mails = self.generate(mailing).sorted("id")
        shown = [self.read_mail(mail) for mail in mails]
        self.assertIn("Ann only", shown[0]["text"])
        self.assertNotIn("Ann only", shown[1]["text"])
        self.assertEqual(
            [one["links"] for one in shown],
            [
                [
                    (f"https://shop.example.com/Contact {number}", "Yours"),
                    ("https://shop.example.com/tea", "All"),
                ]
                for number in range(2)
            ],
        )

    def test_values_are_text(self):
        """A name that looks like a template, or like a mark of ours, stays a name."""
        self.make_contacts("a@x.example", name='<t t-out="object.email"/> crmvalue0x')
        mail = self.generate(self.make_mailing())
        self.assertIn(
            '<t t-out="object.email"/> crmvalue0x', self.read_mail(mail)["text"]
        )

    def test_kept_mailing_stays_on_the_page(self):
        self.make_contacts("ann@x.example")
        mail = self.generate(self.make_mailing(keep_archives=True))
        self.assertIn("Dear Contact 0", mail.body)
        self.assertTrue(mail.is_notification)

    def test_queries_do_not_grow(self):
        """Preparing ten times as many takes hardly more queries."""

        def count(mailing):
            before = self.env.cr.sql_log_count
            mailing._action_send_mail()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.env["ir.config_parameter"].set_param("mail.mail.force.send.limit", 0)
        self.make_contacts(*(f"few{number}@x.example" for number in range(10)))
        self.generate(self.make_mailing())
        few = count(self.make_mailing())
        self.make_contacts(*(f"many{number}@x.example" for number in range(90)))
        many = count(self.make_mailing())
        self.assertLess(many - few, 20)

    def test_context_of_a_client(self):
        """Only we put a run into a context."""
        forged = self.env["mailing.mailing"].with_context(**{KEY: {"reached": []}})
        self.assertIsNone(get_run(forged.env))
        run = MailingRun()
        self.assertIs(get_run(forged.with_context(**{KEY: run}).env), run)
