from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .rules_common import RulesMixin


@tagged("post_install", "-at_install")
class TestUnsubscribePage(RulesMixin, HttpCase):
    """The link at the end of a mailing: to open it is not to leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.mailing_list = cls.env["mailing.list"].create(
            {"name": "Tea News", "is_public": True, "consent_purpose_id": cls.news.id}
        )
        cls.contact = cls.env["mailing.contact"].create(
            {
                "name": "Ada",
                "email": cls.ada.email,
                "list_ids": cls.mailing_list.ids,
            }
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Tea",
                "mailing_model_id": cls.env["ir.model"]._get_id("mailing.list"),
                "contact_list_ids": cls.mailing_list.ids,
            }
        )
        cls.other = cls.mailing.copy()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _data(self, mailing=None, **values):
        mailing = mailing or self.mailing
        email = self.contact.email
        token = mailing._generate_mailing_recipient_token(self.contact.id, email)
        return {
            "document_id": str(self.contact.id),
            "email": email,
            "hash_token": token,
            **values,
        }

    def _open(self, path="unsubscribe", mailing=None, method="GET", **values):
        data = self._data(**values)
        url = f"/mailing/{(mailing or self.mailing).id}/{path}"
        if method == "GET":
            return self.url_open(url, params=data)
        return self.url_open(url, data=data)

    def _has_left(self):
        return self.contact.subscription_ids.opt_out

    def test_open_and_then_press_the_button(self):
        page = self._open()
        self.assertEqual(page.status_code, 200)
        self.assertIn("Tea News", page.text)
        self.assertIn("/campaigns/preferences/", page.text)
        self.assertFalse(self._has_left(), "GET alone never opts out")
        page = self._open(method="POST")
        self.assertEqual(page.status_code, 400, "without the seal of the page")
        self.assertFalse(self._has_left())
        page = self._open(method="POST", csrf_token=Request.csrf_token(self))
        self.assertEqual(page.status_code, 200)
        self.assertTrue(self._has_left())
        line = self.Consent.search([("email_normalized", "=", self.ada.email)])
        self.assertEqual(
            (line.state, line.purpose_id, line.source),
            ("withdrawn", self.news, "mailing"),
        )

    def test_one_click_of_mail_programs(self):
        page = self._open("unsubscribe_oneclick", method="POST")
        self.assertEqual(page.status_code, 200)
        self.assertTrue(self._has_left())

    def test_token_of_another_mailing_or_altered(self):
        good = self._data()["hash_token"]
        of_other = self._data(self.other)["hash_token"]
        altered = good[:-1] + ("0" if good[-1] != "0" else "1")
        for wrong in (of_other, altered, "x"):
            for path, method in (
                ("unsubscribe", "GET"),
                ("unsubscribe", "POST"),
                ("unsubscribe_oneclick", "POST"),
            ):
                seal = {"csrf_token": Request.csrf_token(self)}
                page = self._open(
                    path,
                    method=method,
                    hash_token=wrong,
                    **(seal if method == "POST" else {}),
                )
                self.assertEqual(page.status_code, 401, (wrong, path, method))
        missing = self.mailing.search([], order="id desc", limit=1)[0].id + 1000
        page = self.url_open(f"/mailing/{missing}/unsubscribe", params=self._data())
        self.assertEqual(page.status_code, 401)
        page = self.url_open(f"/mailing/{self.mailing.id}/unsubscribe")
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self._has_left())

    def test_mailing_to_contacts(self):
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Tea",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        token = mailing._generate_mailing_recipient_token(self.ada.id, self.ada.email)
        data = {
            "document_id": str(self.ada.id),
            "email": self.ada.email,
            "hash_token": token,
        }
        url = f"/mailing/{mailing.id}/unsubscribe"
        self.url_open(url, params=data)
        domain = [("email", "=", self.ada.email)]
        self.assertFalse(self.env["mail.blacklist"].search(domain))
        data["csrf_token"] = Request.csrf_token(self)
        self.assertEqual(self.url_open(url, data=data).status_code, 200)
        self.assertTrue(self.env["mail.blacklist"].search(domain))
        line = self.Consent.search([("partner_id", "=", self.ada.id)])
        self.assertEqual((line.state, line.source), ("withdrawn", "mailing"))
        self.assertFalse(line.purpose_id)
