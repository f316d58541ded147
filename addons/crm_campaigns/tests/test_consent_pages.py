import re
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

from .rules_common import RulesMixin


@tagged("post_install", "-at_install")
class TestConsentPages(RulesMixin, HttpCase):
    """The pages on which people subscribe, and choose; and who tries them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        public = cls.env.ref("base.public_user")
        public.company_ids |= cls.company
        public.company_id = cls.company
        if "website" in cls.env:
            cls.env["website"].search([]).company_id = cls.company

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _post(self, url, **data):
        return self.url_open(url, data={"csrf_token": Request.csrf_token(self), **data})

    def _lines(self, email):
        return self.Consent.search([("email_normalized", "=", email)], order="id")

    def _mails(self, email):
        domain = Domain("email_to", "ilike", email)
        domain |= Domain("recipient_ids.email_normalized", "=", email)
        return self.env["mail.mail"].sudo().search(domain)

    def _subscribe(self, email, *purposes):
        chosen = {f"purpose_{purpose.id}": "1" for purpose in purposes or self.news}
        return self._post("/campaigns/subscribe", email=email, **chosen)

    def _link(self, mail):
        return re.search(r"/campaigns/confirm/[\w-]+", mail.body_html).group()

    # ----------------------------------------------------------------------
    # Double opt-in
    # ----------------------------------------------------------------------

    def test_subscribe_and_confirm(self):
        mailing_list = self.env["mailing.list"].create(
            {"name": "News", "consent_purpose_id": self.news.id}
        )
        page = self.url_open("/campaigns/subscribe")
        self.assertIn("Newsletter", page.text)
        email = "new@pages.example.com"
        page = self._subscribe(" New@Pages.example.com ", self.news, self.offers)
        self.assertIn("on its way", page.text)
        lines = self._lines(email)
        self.assertEqual(lines.mapped("state"), ["pending", "pending"])
        self.assertEqual(lines.purpose_id, self.news + self.offers)
        mail = self._mails(email)
        self.assertEqual(len(mail), 1)
        self.assertIn("Newsletter", mail.body_html)
        self.assertFalse(mailing_list.contact_ids)
        link = self._link(mail)

        page = self.url_open(link)
        self.assertIn("Yes, I subscribe", page.text)
        self.url_open(link, method="HEAD")
        self.assertEqual(self._lines(email), lines, "opening it changes nothing")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

        page = self._post(link)
        self.assertIn("is confirmed", page.text)
        given = self._lines(email) - lines
        self.assertEqual(set(given.mapped("state")), {"given"})
        self.assertEqual(set(given.mapped("source")), {"double_opt_in"})
        self.assertTrue(given[0].ip)
        self.assertEqual(mailing_list.contact_ids.email_normalized, email)
        self._post(link)
        self.assertEqual(self._lines(email), lines + given, "once")
        self._subscribe(email)
        self.assertEqual(self._mails(email), mail, "nothing to ask any more")

    def test_stranger_subscribes_who_has_left(self):
        email = self.ada.email_normalized
        now = fields.Datetime.now() - timedelta(minutes=1)
        self._log(self.ada, "withdrawn", date=now)
        self.env["mail.blacklist"]._add(email)
        known = self._subscribe(email).text
        self.assertEqual(len(self._mails(email)), 1, "a mail to confirm")
        self.assertEqual(
            self._check(self.ada, at=fields.Datetime.now(), purpose=self.news),
            ["blacklist"],
        )
        self._subscribe(email)
        self._subscribe(email, self.offers)
        self.assertEqual(len(self._mails(email)), 1, "one a day")
        unknown = self._subscribe("unknown@pages.example.com").text
        wrong = self._subscribe("no address").text
        nothing = self._post("/campaigns/subscribe", email=email).text

        def visible(text):
            return re.sub(r'csrf_token[^,>]*|"[\w-]{20,}"', "", text)

        self.assertEqual(visible(known), visible(unknown))
        self.assertEqual(visible(known), visible(wrong))
        self.assertEqual(visible(known), visible(nothing))
        # only the owner undoes it
        self._post(self._link(self._mails(email)))
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", email)]))
        self.assertEqual(
            self._check(self.ada, purpose=self.news, at=fields.Datetime.now()), [None]
        )
        self.assertEqual(
            self._check(self.ada, purpose=self.offers, at=fields.Datetime.now()),
            ["opt_out"],
        )

    def test_old_link_does_not_undo_leaving(self):
        email = "back@pages.example.com"
        self._subscribe(email)
        link = self._link(self._mails(email))
        self._post(link)
        token = self.env["crm.contact.preference"]._get_url(email)
        self._post(re.search(r"/campaigns/.*", token).group(), stop="1")
        self.assertEqual(self._post(link).status_code, 404)
        self.assertEqual(self._lines(email)[-1].state, "withdrawn")

    def test_link_is_good_for_a_week(self):
        email = "late@pages.example.com"
        self._subscribe(email)
        link = self._link(self._mails(email))
        later = fields.Datetime.now() + timedelta(days=7, minutes=1)
        with freeze_time(later):
            token = link.rpartition("/")[2]
            self.assertFalse(self.Consent._read_confirmation(token))
        self.assertTrue(self.Consent._read_confirmation(link.rpartition("/")[2]))

    def test_altered_link(self):
        email = "alter@pages.example.com"
        self._subscribe(email)
        link = self._link(self._mails(email))
        lines = self._lines(email)
        head, _slash, token = link.rpartition("/")
        url = self.env["crm.contact.preference"]._get_url(email)
        for wrong in (*_altered(token), url.rpartition("/")[2]):
            self.assertEqual(self.url_open(f"{head}/{wrong}").status_code, 404, wrong)
            self.assertEqual(self._post(f"{head}/{wrong}").status_code, 404, wrong)
        self.assertEqual(self._lines(email), lines)

    def test_form_needs_its_seal(self):
        page = self.url_open(
            "/campaigns/subscribe",
            data={"email": "seal@pages.example.com", f"purpose_{self.news.id}": "1"},
        )
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self._lines("seal@pages.example.com"))

    def test_only_what_is_offered(self):
        self.offers.is_public = False
        self.assertNotIn("Offers", self.url_open("/campaigns/subscribe").text)
        self._subscribe("sly@pages.example.com", self.offers)
        self.assertFalse(self._lines("sly@pages.example.com"))

    def test_one_visitor_types_many_addresses(self):
        for number in range(12):
            self._subscribe(f"many{number}@pages.example.com")
        lines = self.Consent.search([("email_normalized", "=like", "many%@pages.%")])
        self.assertEqual(len(lines), 10)

    def test_suppressed_address_gets_no_mail(self):
        self.env["crm.suppression"].create({"value": "pages.example.net"})
        self._subscribe("x@pages.example.net")
        self.assertFalse(self._mails("x@pages.example.net"))

    def test_unconfirmed_addresses_are_forgotten(self):
        self._subscribe("gone@pages.example.com")
        self.Consent._gc_unconfirmed()
        self.assertTrue(self._lines("gone@pages.example.com"))
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.Consent._gc_unconfirmed()
            self.env["crm.consent.attempt"]._gc_attempts()
        self.assertFalse(self._lines("gone@pages.example.com"))
        self.assertFalse(self.env["crm.consent.attempt"].sudo().search([]))

    # ----------------------------------------------------------------------
    # The preference centre
    # ----------------------------------------------------------------------

    def _preferences(self, partner):
        url = self.Consent._get_preference_url(partner.email)
        return re.search(r"/campaigns/.*", url).group()

    def _ticked(self, text):
        inputs = re.findall(r"<input[^>]*form-check-input[^>]*>", text)
        return {
            re.search(r'name="(\w+)"', box).group(1)
            for box in inputs
            if "checked=" in box
        }

    def test_choose(self):
        url = self._preferences(self.ada)
        page = self.url_open(url)
        self.assertNotIn("202 555", page.text)
        self.assertNotIn(self.ada.phone_sanitized, page.text)
        everything = self._ticked(page.text)
        self.assertIn(f"email_{self.news.id}", everything)
        self.assertIn(f"sms_{self.news.id}", everything)
        self.assertFalse(self._lines(self.ada.email_normalized))

        kept = everything - {f"email_{self.offers.id}", f"sms_{self.news.id}"}
        data = dict.fromkeys(kept, "1")
        page = self._post(url, frequency="weekly", **data)
        self.assertIn("Your choice is saved", page.text)
        self.assertEqual(self._ticked(page.text), kept)
        lines = self.Consent.search([("partner_id", "=", self.ada.id)])
        self.assertEqual(
            {(line.channel, line.purpose_id, line.state) for line in lines},
            {("email", self.offers, "withdrawn"), ("sms", self.news, "withdrawn")},
        )
        self.assertEqual(set(lines.mapped("source")), {"preference"})
        preference = self.env["crm.contact.preference"]._find(
            self.ada.email_normalized, self.company
        )
        self.assertEqual(preference.frequency, "weekly")
        self._post(url, frequency="weekly", **data)
        again = self.Consent.search([("partner_id", "=", self.ada.id)])
        self.assertEqual(again, lines, "the same choice says nothing new")

        self._post(url, frequency="usual", **dict.fromkeys(everything, "1"))
        now = fields.Datetime.now()
        self.assertEqual(self._check(self.ada, at=now, purpose=self.offers), [None])

    def test_stop_everything_and_come_back(self):
        url = self._preferences(self.ada)
        everything = self._ticked(self.url_open(url).text)
        page = self._post(url, stop="1", **dict.fromkeys(everything, "1"))
        self.assertIn("You get no mail from us", page.text)
        self.assertFalse(self._ticked(page.text))
        email = self.ada.email_normalized
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", email)]))
        now = fields.Datetime.now()
        for channel in ("email", "sms", "phone", "post"):
            self.assertTrue(self._check(self.ada, at=now, channel=channel)[0], channel)
        self._post(url, **{f"email_{self.news.id}": "1"})
        later = fields.Datetime.now() + timedelta(seconds=2)
        self.assertEqual(self._check(self.ada, at=later, purpose=self.news), [None])
        self.assertEqual(
            self._check(self.ada, at=later, purpose=self.offers), ["opt_out"]
        )

    def test_altered_token_changes_nothing(self):
        url = self._preferences(self.ada)
        head, _slash, token = url.rpartition("/")
        blacklisted = self.env["mail.blacklist"].search_count([])
        for wrong in _altered(token):
            for page in (
                self.url_open(f"{head}/{wrong}"),
                self._post(f"{head}/{wrong}", stop="1"),
                self.url_open(f"{head}/{wrong}/unsubscribe", data={"x": "1"}),
            ):
                self.assertEqual(page.status_code, 404, wrong)
        self.assertFalse(self._lines(self.ada.email_normalized))
        self.assertEqual(self.env["mail.blacklist"].search_count([]), blacklisted)

    def test_post_needs_its_seal_but_one_click_does_not(self):
        url = self._preferences(self.ada)
        page = self.url_open(url, data={"stop": "1"})
        self.assertEqual(page.status_code, 400)
        self.url_open(f"{url}/unsubscribe")
        self.assertFalse(self._lines(self.ada.email_normalized), "GET alone")
        one_click = self.Consent._get_unsubscribe_url(self.ada.email)
        self.assertIn(f"{url}/unsubscribe", one_click)
        page = self.url_open(
            f"{url}/unsubscribe", data={"List-Unsubscribe": "One-Click"}
        )
        self.assertEqual(page.status_code, 200)
        line = self._lines(self.ada.email_normalized)
        self.assertEqual((line.state, line.channel), ("withdrawn", "email"))
        self.assertEqual(self._check(self.ada, at=fields.Datetime.now()), ["opt_out"])

    def test_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        url = self._preferences(self.ada)
        employee = self.manager.partner_id
        employee.write({"email": self.ada.email, "lang": "en_US"})
        self._post(url, lang="fa_IR")
        self.assertEqual(self.ada.lang, "fa_IR")
        self.assertEqual(employee.lang, "en_US")
        self.assertIn('lang="fa-IR"', self.url_open(url).text)
        self._post(url, lang="xx_XX")
        self.assertEqual(self.ada.lang, "fa_IR")


def _altered(token):
    """What somebody without the secret may try."""
    for place in (0, 15, 30, len(token) - 5, len(token) - 1):
        other = "A" if token[place] != "A" else "B"
        yield token[:place] + other + token[place + 1 :]
    yield token[:-4]
    yield token + "AAAA"
    yield token + "="
    yield "x"
    yield "AQ"
    yield "%C3%A4"
