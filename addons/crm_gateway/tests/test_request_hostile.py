from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestHostile(RequestMixin, HttpCase):
    """What no form sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls._prepare_portal()
        cls.request = cls._make_request(cls.plan)

    def _file(self, files=None, **data):
        self.authenticate("req_portal", "req_portal")
        kind = self.env["crm.request.type"]._find_published(self.company)[:1]
        values = {
            "csrf_token": Request.csrf_token(self),
            "type_id": kind.id,
            "description": "Tea",
            **data,
        }
        return self.url_open("/my/requests/new", data=values, files=files)

    def test_letters_that_nobody_sees(self):
        page = self._file(name="inv\u202ecod.exe\0 sent", description="a\0b\u202ec")
        self.assertEqual(page.status_code, 200)
        request = self.env["crm.request"].search([], order="id desc", limit=1)
        self.assertEqual(request.name, "invcod.exe sent")
        self.assertIn("abc", request.description)

    def test_file_in_the_place_of_words(self):
        page = self._file(files={"name": ("a.txt", b"a")})
        self.assertEqual(page.status_code, 200)
        self.assertIn("Write a subject", page.text)
        page = self._file(
            files={"description": ("a.txt", b"a")}, name="Wet", description=None
        )
        self.assertEqual(page.status_code, 200)

    def test_names_of_files(self):
        page = self._file(
            files={"attachments": ("inv\u202excod.exe", b"a")}, name="With a file"
        )
        self.assertEqual(page.status_code, 200)
        request = self.env["crm.request"].search([("name", "=", "With a file")])
        self.assertEqual(
            request.message_ids.attachment_ids.mapped("name"), ["invxcod.exe"]
        )

    @mute_logger("odoo.http")
    def test_links_that_nobody_was_given(self):
        self.authenticate(None, None)
        for number in (self.request.id, 0, 2**31, 10**30):
            for token in ("%00", "x" * 5000, ""):
                page = self.url_open(
                    f"/my/requests/{number}?access_token={token}", allow_redirects=False
                )
                self.assertEqual(page.status_code, 303, (number, token[:5]))
