from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestPortal(RequestMixin, HttpCase):
    """The customer's side, and what strangers try."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls.plan = cls._make_type(
            {"name": "Clarify the need", "department_id": cls.sales.id},
            {
                "name": "Argue about the margin",
                "department_id": cls.sales.id,
                "customer_visible": False,
            },
            name="Prices",
            portal_published=True,
        )
        cls.secret_type = cls._make_type(name="Secret")
        cls.portal = cls._make_user("req_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.stranger = cls._make_user("req_stranger", "base.group_portal")
        cls.request = cls._make_request(cls.plan)

    def _page(self, request=None, token="", **kwargs):
        request = request or self.request
        return self.url_open(
            f"/my/requests/{request.id}?access_token={token}", **kwargs
        )

    def _post(self, url, **data):
        seal = Request.csrf_token(self)
        return self.url_open(url, data={"csrf_token": seal, **data})

    def test_portal_user_reads_the_company_s_request(self):
        self.authenticate("req_portal", "req_portal")
        text = self._page().text
        self.assertIn(self.request.number, text)
        self.assertIn("Clarify the need", text)
        self.assertNotIn("Argue about the margin", text)
        self.assertIn(self.request.number, self.url_open("/my/requests").text)

    def test_stranger_reads_nothing(self):
        self.authenticate("req_stranger", "req_stranger")
        token = self.request._portal_ensure_token()
        for wrong in ("", "x", token[:-1], token + "x"):
            answer = self._page(token=wrong)
            self.assertNotIn(self.request.name, answer.text)
        self.assertNotIn(self.request.number, self.url_open("/my/requests").text)
        with self.assertRaises(AccessError):
            self.request.with_user(self.stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.request.step_ids.with_user(self.portal).read(["name"])
        with self.assertRaises(AccessError):
            self.request.with_user(self.portal).write({"name": "Mine"})

    def test_link_needs_no_account(self):
        self.authenticate(None, None)
        token = self.request._portal_ensure_token()
        self.assertIn(self.request.number, self._page(token=token).text)
        other = self._make_request(self.plan, name="Another")
        self.assertNotIn("Another", self._page(other, token=token).text)

    def test_customer_closes_and_reopens(self):
        self.authenticate(None, None)
        token = self.request._portal_ensure_token()
        url = f"/my/requests/{self.request.id}"
        self.url_open(f"{url}/close", data={"access_token": token})
        self.assertEqual(self.request.state, "open", "a form without its seal")
        self._post(f"{url}/close", access_token="wrong")
        self.assertEqual(self.request.state, "open")
        self._post(f"{url}/close", access_token=token)
        self.assertEqual(self.request.state, "cancelled")
        said = self.request.message_ids.filtered(
            lambda m: "Closed by" in (m.body or "")
        )
        self.assertEqual(said.author_id, self.customer)
        self._post(f"{url}/reopen", access_token=token)
        self.assertEqual(self.request.state, "open")
        self.assertEqual(
            self._post(f"{url}/unlink", access_token=token).status_code, 404
        )

    def test_customer_reads_nothing_internal(self):
        mine = self.request.with_user(self.portal)
        self.assertEqual(mine.search([]), mine)
        self.assertEqual(mine.read(["name"])[0]["name"], self.request.name)
        for name in ("priority", "lead_id", "current_step_id", "step_ids", "email_cc"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])
        self.assertNotIn("priority", mine.fields_get())

    def test_customer_writes_in_the_own_name_only(self):
        boss = self.boss.user_id.partner_id
        message = self.request.with_user(self.portal).message_post(
            body="<b>Hello</b>",
            body_is_html=True,
            author_id=boss.id,
            email_from="boss@example.com",
            partner_ids=boss.ids,
        )
        message = message.sudo()
        self.assertEqual(message.author_id, self.portal.partner_id)
        self.assertNotIn(boss, message.partner_ids)
        self.assertNotIn("<b>", message.body)

    def test_page_leads_to_no_document_of_somebody_else(self):
        """A request may turn out to be another's; the first one's link stays behind."""
        orders = self.env["sale.order"]
        for customer in (
            self.customer,
            self.env["res.partner"].create({"name": "Somebody else"}),
        ):
            self.request.partner_id = customer
            orders += orders.create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "request_id": self.request.id,
                    "state": "sent",
                }
            )
        other, theirs = orders
        text = self._page(token=self.request._portal_ensure_token()).text
        self.assertIn(theirs.name, text)
        self.assertNotIn(other.name, text)

    def test_portal_user_files_a_request(self):
        self.authenticate("req_portal", "req_portal")
        form = self.url_open("/my/requests/new").text
        self.assertIn("Prices", form)
        self.assertNotIn("Secret", form)
        for name in ("type_id", "name", "description", "attachments"):
            self.assertIn(f'name="{name}"', form)
        text = "<script>alert(1)</script> 200 boxes {{7*7}}"
        answer = self._post(
            "/my/requests/new", type_id=self.plan.id, name="Tea", description=text
        )
        new = self.env["crm.request"].search([("name", "=", "Tea")])
        self.assertEqual(new.partner_id, self.portal.partner_id)
        self.assertEqual([new.channel, new.state], ["portal", "open"])
        self.assertFalse(new.user_id.share)
        self.assertNotIn("<script>", new.description)
        self.assertIn("{{7*7}}", new.description)
        self.assertIn(new.number, answer.text)

    def test_bad_input_is_told_and_keeps_what_was_written(self):
        self.authenticate("req_portal", "req_portal")
        before = self.env["crm.request"].search_count([])
        for values, words in (
            ({"type_id": self.secret_type.id, "name": "Tea"}, "what your request"),
            ({"type_id": "1 OR 1=1", "name": "Tea"}, "what your request"),
            ({"type_id": self.plan.id, "name": "  "}, "Write a subject"),
            ({"type_id": self.plan.id, "name": "x" * 201}, "Write a subject"),
            (
                {"type_id": self.plan.id, "name": "Tea", "description": "x" * 10_001},
                "longer than",
            ),
        ):
            answer = self._post(
                "/my/requests/new", **{"description": "kept as written", **values}
            )
            self.assertIn(words, answer.text)
            if "description" not in values:
                self.assertIn("kept as written", answer.text)
        self.assertEqual(self.env["crm.request"].search_count([]), before)
