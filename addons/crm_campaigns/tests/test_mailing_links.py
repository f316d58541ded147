from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .mailing_common import MailingCase


@tagged("post_install", "-at_install")
class TestMailingLinks(MailingCase):
    """Links of mailings, and people who play with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls.make_contacts("ann@x.example", "ben@x.example")

    def make_sent(self, **values):
        """Return a mailing that was prepared, and the codes of its links."""
        mailing = self.make_mailing(**values)
        self.generate(mailing)
        links = self.env["link.tracker"].search([("mass_mailing_id", "=", mailing.id)])
        return mailing, links.mapped("code")

    def click(self, code, trace):
        return self.env["link.tracker.click"].add_click(
            code, ip="192.0.2.1", mailing_trace_id=trace.id
        )

    def test_click(self):
        mailing, codes = self.make_sent()
        trace = mailing.mailing_trace_ids[0]
        click = self.click(codes[0], trace)
        self.assertEqual(click.mailing_trace_id, trace)
        self.assertEqual(trace.trace_status, "open")
        self.assertTrue(trace.links_click_datetime)

    def test_click_on_what_never_arrived(self):
        mailing, codes = self.make_sent()
        bounced, cancelled = mailing.mailing_trace_ids
        bounced.set_bounced()
        cancelled.set_canceled()
        for trace in mailing.mailing_trace_ids:
            self.click(codes[0], trace)
        self.assertEqual(bounced.trace_status, "bounce")
        self.assertEqual(cancelled.trace_status, "cancel")
        self.assertFalse(bounced.links_click_datetime)

    def test_number_counted_up(self):
        """The link of one mailing tells nothing of the recipients of another."""
        _mailing, codes = self.make_sent()
        other, _codes = self.make_sent(
            subject="Coffee",
            body_html='<div><a href="https://shop.example.com/coffee">Coffee</a></div>',
        )
        trace = other.mailing_trace_ids[0]
        click = self.click(codes[0], trace)
        self.assertTrue(click.link_id)
        self.assertFalse(click.mailing_trace_id)
        self.assertFalse(click.mass_mailing_id == other)
        self.assertEqual(trace.trace_status, "outgoing")
        self.assertFalse(trace.links_click_datetime)

    def test_scripts_are_refused(self):
        for url in (
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.env["link.tracker"].create({"url": url, "title": "x"})
        link = self.env["link.tracker"].create(
            {"url": "http://data:8080/javascript:x", "title": "A server called data"}
        )
        with self.assertRaises(ValidationError):
            link.url = "javascript:alert(1)"

    def test_old_script_leads_nowhere(self):
        link = self.env["link.tracker"].create(
            {"url": "https://shop.example.com", "title": "x"}
        )
        self.env.cr.execute(
            "UPDATE link_tracker SET url = 'javascript:alert(1)' WHERE id = %s",
            [link.id],
        )
        link.invalidate_recordset()
        self.assertIsNone(link.get_url_from_code(link.code))

    def test_pages_are_not_fetched(self):
        """A mailing cannot make the server ask the inner network."""
        with patch.object(
            type(self.env["link.tracker"]),
            "_get_title_from_url",
            side_effect=AssertionError("fetched"),
        ):
            _mailing, codes = self.make_sent(
                body_html='<div><a href="http://169.254.169.254/secret">x</a></div>'
            )
        self.assertEqual(len(codes), 1)


@tagged("post_install", "-at_install")
class TestMailingRedirect(HttpCase):
    """What the public gets under the address of a link."""

    def test_stored_address_only(self):
        link = self.env["link.tracker"].create(
            {"url": "https://shop.example.com/tea", "title": "Tea"}
        )
        for path in (f"/r/{link.code}", f"/r/{link.code}/m/1"):
            for query in ("", "?url=//evil.example", "?url=https://evil.example"):
                answer = self.url_open(path + query, allow_redirects=False)
                self.assertEqual(answer.status_code, 301)
                self.assertEqual(
                    answer.headers["Location"], "https://shop.example.com/tea"
                )

    def test_unknown_code(self):
        for path in ("/r/no-such-code", "/r/no-such-code/m/1"):
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 404)
