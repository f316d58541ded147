from odoo.tests import HttpCase, tagged

from .promise_common import PromiseMixin

PAGE = "/code-of-conduct"


@tagged("post_install", "-at_install")
class TestPromisePage(PromiseMixin, HttpCase):
    """Everybody reads what was published, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        # the page is of the company that strangers come to
        public = cls.env.ref("base.public_user").sudo()
        cls.home = public.company_id
        if "website" in cls.env:
            cls.home = cls.env["website"].sudo().search([], limit=1).company_id
        cls.elsewhere = cls.code
        cls.code = cls._publish("A code for everybody", "published")
        cls.draft = cls._publish("A code in the making", "draft")
        cls.old = cls._publish("A code of the past", "withdrawn")

    @classmethod
    def _publish(cls, name, state):
        code = cls.env["crm.promise.code"].create(
            {
                "name": name,
                "company_id": cls.home.id,
                "state": state,
                "published_date": "2025-01-01",
                "purpose": f"Purpose of {name}",
                "scope_text": "All orders",
                "contact": "Ask Ada",
                "how_to_complain": "Write <script>alert(1)</script>",
            }
        )
        promise = cls.env["crm.promise"].create(
            {"name": f"Promise of {name}", "code_id": code.id}
        )
        shown = {
            "2025-01-01": ("Old words", "approved"),
            "2025-06-01": ("Words in force", "approved"),
            "2099-01-01": ("Words to come", "approved"),
            "2025-07-01": ("Words nobody approved", "draft"),
        }
        cls.env["crm.promise.version"].create(
            [
                {
                    "promise_id": promise.id,
                    "valid_from": day,
                    "text": f"{text} of {name}",
                    "state": version_state,
                }
                for day, (text, version_state) in shown.items()
            ]
        )
        return code

    def test_strangers_read_what_is_in_force(self):
        response = self.url_open(PAGE)
        self.assertEqual(response.status_code, 200)
        text = response.text
        for shown in (
            "A code for everybody",
            "Words in force of A code for everybody",
            "Ask Ada",
            "/complaints/new",
        ):
            self.assertIn(shown, text)
        for hidden in (
            "Old words",
            "Words to come",
            "nobody approved",
            "in the making",
            "of the past",
            "What we promise from",
            "<script>alert(1)",
        ):
            self.assertNotIn(hidden, text)

    def test_in_the_visitor_s_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        if "website" in self.env:
            site = self.env["website"].search([], limit=1)
            site.language_ids |= self.env["res.lang"]._lang_get("fa_IR")
        self.code.with_context(lang="fa_IR").name = "منشور رفتاری ما"
        version = self.code._get_versions_in_force()
        version.with_context(lang="fa_IR").text = "همان روز"
        code = self.env["res.lang"]._get_data(code="fa_IR").url_code
        text = self.url_open(f"/{code}{PAGE}").text
        self.assertIn("منشور رفتاری ما", text)
        self.assertIn("همان روز", text)
        self.assertIn("o_rtl", text)
        self.assertIn("منشور رفتاری ما", text)

    def test_nothing_published(self):
        codes = self.env["crm.promise.code"].search([("company_id", "=", self.home.id)])
        codes.state = "draft"
        response = self.url_open(PAGE)
        self.assertEqual(response.status_code, 200)
        self.assertIn("Nothing has been published yet", response.text)

    def test_link_is_open_to_all_but_the_records_are_not(self):
        self._make_user("prm_page", "base.group_portal")
        self.authenticate("prm_page", "prm_page")
        self.assertEqual(self.url_open(PAGE).status_code, 200)
        answer = self.url_open(
            "/web/dataset/call_kw/crm.promise.code/search_read",
            json={
                "params": {
                    "model": "crm.promise.code",
                    "method": "search_read",
                    "args": [[]],
                    "kwargs": {},
                }
            },
        ).json()
        self.assertIn("AccessError", answer["error"]["data"]["name"])
