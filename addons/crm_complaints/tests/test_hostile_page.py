from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_complaints.controllers.complaint_form import read_network

from .page_common import PageMixin
from .satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestHostilePage(PageMixin, SatisfactionMixin, HttpCase):
    """Links and addresses that nobody was given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.invitation = cls._make_invitation(
            cls._make_programme(), cls._make_partner("Ada")
        )

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    @mute_logger("odoo.http")
    def test_links_with_letters_that_nobody_types(self):
        for token in ("%E2%80%AE" * 30, "é" * 30, "a" * 19, "a" * 101, "%27" * 30):
            for path in ("", "/unsubscribe"):
                page = self.url_open(f"/satisfaction/{token}{path}")
                self.assertEqual(page.status_code, 404, token)

    def test_what_no_column_holds_is_no_link(self):
        # the host's own page for what is missing fails on it, so: before that
        Invitation = self.env["crm.satisfaction.invitation"]
        for token in ("a" * 30 + "\0", "\0" * 30, "a" * 30 + "\n", None, 7, []):
            self.assertFalse(Invitation._find_sent(token))
            self.assertFalse(Invitation._find_open(token))

    def test_query_of_a_good_link(self):
        url = f"/satisfaction/{self.invitation.token}"
        for query in ("lang=%00", "lang=../../x", "lang=a&lang=b", "score=%00"):
            page = self.url_open(f"{url}?{query}")
            self.assertEqual(page.status_code, 200, query)

    def test_complaint_links(self):
        complaint = self._make_complaint()
        token = complaint._portal_ensure_token()
        for given in ("%00", "é" * 10, token + "%00", token[:-1], ""):
            for number in (complaint.id, 0, 2**31, 10**30):
                page = self.url_open(
                    f"/my/complaints/{number}?access_token={given}",
                    allow_redirects=False,
                )
                self.assertEqual(page.status_code, 303, (number, given))

    def test_list_with_hostile_words(self):
        user = self._make_user("cmp_portal_words", "base.group_portal")
        user.password = "cmp_portal_words"
        self.authenticate("cmp_portal_words", "cmp_portal_words")
        for query in ("search=%00", "sortby=id;drop", "filterby=%00", "search=%25_%5C"):
            page = self.url_open(f"/my/complaints?{query}")
            self.assertEqual(page.status_code, 200, query)
        page = self.url_open(f"/my/complaints/page/{10**30}")
        self.assertEqual(page.status_code, 200)

    def test_old_addresses_are_not_one_network(self):
        """A server that listens on both kinds writes old addresses as new ones."""
        one, other = read_network("::ffff:192.0.2.1"), read_network("::ffff:192.0.2.2")
        self.assertNotEqual(one, other)
        self.assertEqual(one, read_network("192.0.2.1"))
        self.assertEqual(
            read_network("2001:db8::1"), read_network("2001:db8::ffff:2%eth0")
        )
