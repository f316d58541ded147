import re

from odoo.http import Request
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ..address import drop_unseen, is_plain
from .rules_common import RulesMixin

SCRIPT = "<script>alert(7)</script>"
# Zero width, soft hyphen, direction of writing, control
UNSEEN = "\u200b\u200d\ufeff\u00ad\u2060\u202e\u2066\u200f\x07"
# What visitors of the pages could change
TABLES = (
    "crm_consent",
    "crm_consent_attempt",
    "crm_contact_preference",
    "crm_suppression",
    "mail_blacklist",
    "phone_blacklist",
    "mail_mail",
    "mailing_contact",
)


@tagged("post_install", "-at_install")
class TestHostilePages(RulesMixin, HttpCase):
    """Programs that open every link, and people who type what nobody expects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        public = cls.env.ref("base.public_user")
        public.company_ids |= cls.company
        public.company_id = cls.company
        if "website" in cls.env:
            cls.env["website"].search([]).company_id = cls.company
        cls.list = cls.env["mailing.list"].create(
            {"name": f"List {SCRIPT}", "is_public": True}
        )
        cls.contact = cls.env["mailing.contact"].create(
            {"name": SCRIPT, "email": cls.ada.email, "list_ids": cls.list.ids}
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": SCRIPT,
                "mailing_model_id": cls.env["ir.model"]._get_id("mailing.list"),
                "contact_list_ids": cls.list.ids,
            }
        )

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _post(self, url, **data):
        return self.url_open(url, data={"csrf_token": Request.csrf_token(self), **data})

    def _count(self):
        """What is kept, of all that the pages could write."""
        self.env.flush_all()
        found = {}
        for table in TABLES:
            query = SQL("SELECT COUNT(*) FROM %s", SQL.identifier(table))
            ((found[table],),) = self.env.execute_query(query)
        self.env.cr.execute(
            "SELECT COUNT(*) FROM mailing_subscription WHERE opt_out IS TRUE"
        )
        return found, self.env.cr.fetchone()

    def _get_links(self):
        """All addresses that a mail of ours holds, or a page leads to."""
        email = self.ada.email_normalized
        preferences = self.Consent._get_preference_url(email)
        preferences = re.search(r"/campaigns/.*", preferences).group()
        self.Consent._request_confirmation("new@hostile.example.com", self.news)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        confirm = re.search(r"/campaigns/confirm/[\w-]+", mail.body_html).group()
        token = self.mailing._generate_mailing_recipient_token(self.contact.id, email)
        leave = (
            f"document_id={self.contact.id}&email={email}&hash_token={token}"
            "&opt_out=1&opt_out_reason_id=1"
        )
        chosen = f"purpose_{self.news.id}=1"
        return [
            "/campaigns/subscribe",
            f"/campaigns/subscribe?email=x@hostile.example.com&{chosen}",
            confirm,
            f"{confirm}?confirm=1&csrf_token=x",
            preferences,
            f"{preferences}?stop=1&frequency=monthly&lang=en_US",
            f"{preferences}/unsubscribe",
            f"{preferences}/unsubscribe?List-Unsubscribe=One-Click",
            f"/mailing/{self.mailing.id}/unsubscribe?{leave}",
        ]

    def test_opening_links_changes_nothing(self):
        links = self._get_links()
        before = self._count()
        for link in links:
            for method in ("GET", "HEAD"):
                answer = self.url_open(
                    link, method=method, headers={"Purpose": "prefetch"}
                )
                self.assertEqual(answer.status_code, 200, link)
        for method in ("PUT", "DELETE", "PATCH"):
            for link in links[:-1]:
                answer = self.url_open(link, method=method)
                self.assertIn(answer.status_code, (400, 404, 405), (method, link))
        self.assertEqual(self._count(), before)

    def test_names_are_text(self):
        """Names of companies, purposes and lists, and what stands in the address."""
        self.news.name = f"News {SCRIPT}"
        self.company.name = f"Shop {SCRIPT}"
        links = [
            f"{link}{'&' if '?' in link else '?'}lang={SCRIPT}"
            for link in self._get_links()
        ]
        escaped = 0
        for link in links:
            page = self.url_open(link).text
            self.assertNotIn(SCRIPT, page, link)
            escaped += "&lt;script&gt;alert(7)" in page
        self.assertGreaterEqual(escaped, 5)
        page = self._post("/campaigns/subscribe", email=f'"{SCRIPT}" <{SCRIPT}>')
        self.assertNotIn(SCRIPT, page.text)

    def test_no_way_out_to_another_server(self):
        link = self._get_links()[6]
        for query in (
            "redirect=//evil.example",
            "next=https://evil.example",
            "r=%0d%0aX:1",
        ):
            answer = self.url_open(f"{link}?{query}", allow_redirects=False)
            self.assertIn(answer.status_code, (302, 303))
            place = answer.headers["Location"]
            self.assertRegex(
                place, r"^(http://127\.0\.0\.1:\d+)?/campaigns/preferences/"
            )
            self.assertNotIn("evil", place)
            self.assertNotIn("X", answer.headers)

    def test_addresses_that_nobody_expects(self):
        """All look as if a mail were on its way; none is kept, and none is sent."""
        chosen = {f"purpose_{self.news.id}": "1"}
        usual = self._post("/campaigns/subscribe", email="no address").text
        before = self._count()
        for email in (
            "a\x00b@hostile.example.com",
            "x\r\nBcc: all@hostile.example.com",
            "a@hostile.example.com\nb@hostile.example.com",
            "a@hostile.example.com, b@hostile.example.com",
            "a" * 250 + "@hostile.example.com",
            "a@" * 100_000,
            *(f"a{char}da@hostile.example.com" for char in UNSEEN),
            "\u202emoc.elpmaxe@a",
            "' OR 1=1 --@",
        ):
            page = self._post("/campaigns/subscribe", email=email, **chosen)
            self.assertEqual(page.status_code, 200, repr(email[:40]))
            self.assertEqual(_visible(page.text), _visible(usual), repr(email[:40]))
        self.assertEqual(self._count(), before)

    def test_huge_values(self):
        link = self._get_links()[4]
        huge = "x" * 200_000
        page = self._post(
            link, frequency=huge, lang=huge, **{f"email_{'9' * 4000}": "1"}
        )
        self.assertEqual(page.status_code, 200)
        kept = self.env["crm.contact.preference"]._find(
            self.ada.email_normalized, self.company
        )
        self.assertNotEqual(kept.frequency, huge)
        self.assertFalse(kept.lang)
        for token in ("x" * 4000, "AQ" * 2000, "%0a"):
            for path in ("confirm", "preferences"):
                answer = self.url_open(f"/campaigns/{path}/{token}")
                self.assertEqual(answer.status_code, 404, (path, token[:20]))

    def test_somebody_who_is_logged_in_is_nobody_else(self):
        """A portal user sees and changes what the link is for, and needs the link."""
        new_test_user(self.env, "hostile_portal", "base.group_portal")
        self.authenticate("hostile_portal", "hostile_portal")
        before = self._count()
        for page in ("preferences", "confirm"):
            for key in (self.ada.id, self.contact.id, "ada%40rules.example.com"):
                answer = self.url_open(f"/campaigns/{page}/{key}")
                self.assertEqual(answer.status_code, 404)
                self.assertEqual(
                    self._post(f"/campaigns/{page}/{key}", stop="1").status_code, 404
                )
        self.assertEqual(self._count(), before)


@tagged("post_install", "-at_install")
class TestUnseenCharacters(RulesMixin, TransactionCase):
    """An address with characters that nobody sees is the address without them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_lists_are_not_passed_by(self):
        self.env["crm.suppression"].create({"value": self.ada.email})
        self.env["mail.blacklist"]._add(self.bob.email)
        self._log(self.cy, "withdrawn")
        people = self.ada + self.bob + self.cy
        expected = ["suppressed", "blacklist", "opt_out"]
        self.assertEqual(self._check(*people), expected)
        for char in UNSEEN:
            recipients = [
                self._recipient(partner)._replace(
                    email_normalized=f"{partner.email[:1]}{char}{partner.email[1:]}",
                    partner_id=None,
                    phone=None,
                )
                for partner in people
            ]
            answers = self.Check._check(recipients)
            reasons = [answer and answer.reason for answer in answers]
            self.assertEqual(reasons, expected, repr(char))

    def test_list_that_was_copied_from_a_page(self):
        entry = self.env["crm.suppression"].create(
            {"value": "\u202aada@\u200brules.example.com\u202c"}
        )
        self.assertEqual((entry.kind, entry.value), ("email", self.ada.email))

    def test_plain_addresses_stay(self):
        for text in ("ada@example.com", "علی@مثال.ایران", "o'hara+tag@x.example"):
            self.assertTrue(is_plain(text))
            self.assertEqual(drop_unseen(text), text)


def _visible(text):
    return re.sub(r'csrf_token[^,>]*|"[\w-]{20,}"', "", text)
