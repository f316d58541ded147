from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_gateway.controllers import files

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestPortal(RequestMixin, HttpCase):
    """The customer's side, and what strangers try."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls._prepare_portal()
        cls.secret_type = cls._make_type(name="Secret")
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

    def test_customer_asks_about_an_order_of_theirs(self):
        # a firm within theirs is a customer of its own
        firm = self.env["res.partner"].create(
            {"name": "Cyrus Tea", "is_company": True, "parent_id": self.customer.id}
        )
        orders = self.env["sale.order"].create(
            [
                {"partner_id": partner.id, "company_id": self.company.id}
                for partner in (self.customer, self.stranger.partner_id, firm)
            ]
        )
        for order in orders:
            self._add_line(order)
        orders.action_confirm()
        mine = orders[0]
        self.authenticate("req_portal", "req_portal")
        page = self.url_open(mine.get_portal_url()).text
        self.assertIn(f"/my/requests/new?order_id={mine.id}", page)
        form = self.url_open(f"/my/requests/new?order_id={mine.id}").text
        self.assertRegex(form, rf'value="{mine.id}"\s+selected')
        for order in orders:
            expected = order & mine
            self.assertEqual(order.name in form, bool(expected))
            answer = self._post(
                "/my/requests/new",
                name=f"About {order.name}",
                type_id=self.plan.id,
                order_id=order.id,
            )
            filed = self.env["crm.request"].search(
                [("name", "=", f"About {order.name}")]
            )
            self.assertEqual(filed.origin_order_id, expected)
            self.assertEqual("About order" in answer.text, bool(expected))

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

    def test_customer_acts_through_the_page_only(self):
        """By RPC, a portal user reads the request and does nothing with it."""
        mine = self.request.with_user(self.portal)
        self.assertTrue(mine.has_access("read"))
        for state in ("new", "open", "waiting", "done", "cancelled"):
            self.request.state = state
            for act in ("start", "wait", "resume", "done", "cancel", "reopen"):
                with self.subTest(state=state, act=act):
                    with self.assertRaises(AccessError):
                        getattr(mine, f"action_{act}")()
                    self.assertEqual(self.request.state, state)

    def test_link_needs_no_account(self):
        self.authenticate(None, None)
        token = self.request._portal_ensure_token()
        self.assertIn(self.request.number, self._page(token=token).text)
        other = self._make_request(self.plan, name="Another")
        self.assertNotIn("Another", self._page(other, token=token).text)

    def _chat(self, request, route="/mail/message/post", token=None, **params):
        """Call a route of the page's conversation, as its link does."""
        return self.make_jsonrpc_request(
            route,
            {
                "thread_model": request._name,
                "thread_id": request.id,
                "token": token or request._portal_ensure_token(),
                **params,
            },
        )

    def _say(self, request, body="By Nowruz", **params):
        data = {"body": body, "subtype_xmlid": "mail.mt_comment"}
        answer = self._chat(request, post_data=data, **params)
        return self.env["mail.message"].browse(answer["message_id"])

    def test_who_has_no_contact_answers_by_the_link(self):
        self.authenticate(None, None)
        contacts = self.env["res.partner"].search([])
        for values, name in (
            ({"email_from": "Omid <Omid@Example.org>"}, "Omid"),
            ({"email_from": "bahar@example.org"}, "bahar@example.org"),
            ({"partner_name": "Dara", "phone": "021 555 44 33"}, "Dara"),
            ({"phone": "021 555 44 22"}, "021 555 44 22"),
        ):
            with self.subTest(name):
                request = self._make_request(self.plan, partner_id=False, **values)
                request.state = "waiting"
                self._page(request, token=request._portal_ensure_token())
                self.assertFalse(request.partner_id, "nobody has read it yet")
                shown = self._chat(request, "/portal/chatter_init")
                self.assertIn(name, [p["name"] for p in shown["res.partner"]])
                message = self._say(request)
                self.assertEqual(message.author_id.name, name)
                self.assertEqual(message.author_id, request.partner_id)
                self.assertIn(message.author_id, request.message_partner_ids)
                self.assertEqual(request.state, "open")
                self.assertEqual(self._say(request).author_id, message.author_id)
        new = self.env["res.partner"].search([]) - contacts
        self.assertEqual(len(new), 4)
        self.assertIn("omid@example.org", new.mapped("email"))

    def test_stranger_becomes_no_contact(self):
        self.authenticate(None, None)
        request = self._make_request(
            self.plan, partner_id=False, email_from="omid@example.org"
        )
        right = request._portal_ensure_token()
        for token in "x", right[:-1], self.request._portal_ensure_token():
            self._chat(request, "/portal/chatter_init", token=token)
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._say(request, token=token)
        self.assertFalse(request.partner_id)
        self._chat(request, "/portal/chatter_init")
        self.assertEqual(request.partner_id.email, "omid@example.org")

    def test_nobody_knows_who_closes(self):
        self.authenticate(None, None)
        request = self._make_request(self.plan, partner_id=False)
        token = request._portal_ensure_token()
        self._post(f"/my/requests/{request.id}/close", access_token=token)
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(request.partner_id)

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

    def _reopened(self, request):
        """Close and reopen once, as the customer; return the page's answer."""
        token = request._portal_ensure_token()
        for what in "close", "reopen":
            answer = self._post(f"/my/requests/{request.id}/{what}", access_token=token)
        return answer

    def test_reopening_has_an_end(self):
        self.authenticate(None, None)
        words = "opened again 5 times today"
        for _turn in range(5):
            self.assertNotIn(words, self._reopened(self.request).text)
            self.assertEqual(self.request.state, "open")
        activities = self.request.activity_ids
        answer = self._reopened(self.request)
        self.assertIn(words, answer.text)
        self.assertIn(self.request.number, answer.text)
        self.assertEqual(self.request.state, "cancelled")
        said = self.request.message_ids.filtered(
            lambda m: "Reopened by" in (m.body or "")
        )
        self.assertEqual(len(said), 5)
        self.assertEqual(self.request.activity_ids, activities)
        self.request.customer_reopen_date -= timedelta(hours=25)
        self.assertNotIn(words, self._reopened(self.request).text)
        self.assertEqual(self.request.state, "open")

    def test_stranger_with_a_login_closes_and_reopens_nothing(self):
        self.authenticate("req_stranger", "req_stranger")
        url = f"/my/requests/{self.request.id}"
        for token in "", "wrong":
            self._post(f"{url}/close", access_token=token)
            self.assertEqual(self.request.state, "open")
        self.request.action_cancel()
        for token in "", "wrong":
            self._post(f"{url}/reopen", access_token=token)
            self.assertEqual(self.request.state, "cancelled")
        self.authenticate("req_portal", "req_portal")
        self._post(f"{url}/reopen")
        self.assertEqual(self.request.state, "open", "of the same firm")

    def test_confirmed_order_is_not_closed_by_a_button(self):
        self.authenticate(None, None)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "request_id": self.request.id,
            }
        )
        self._add_line(order)
        order.action_confirm()
        token = self.request._portal_ensure_token()
        for _turn in range(2):
            answer = self._post(
                f"/my/requests/{self.request.id}/close", access_token=token
            )
            self.assertIn("confirmed already", answer.text)
        self.assertEqual(self.request.state, "open")
        self.assertEqual(self.request.step_ids.mapped("is_open"), [True, True])
        told = self.request.activity_ids.filtered(
            lambda activity: activity.user_id == self.clerk
        )
        self.assertEqual(len(told), 1)
        self.assertIn("does not need it", told.summary)
        self.assertIn(order.name, told.note)
        said = self.request.message_ids.filtered(
            lambda m: "do not need it" in (m.body or "")
        )
        self.assertEqual(said.author_id, self.customer)
        order._action_cancel()
        self._post(f"/my/requests/{self.request.id}/close", access_token=token)
        self.assertEqual(self.request.state, "cancelled")

    def _attach(self, *sizes):
        return self.url_open(
            "/my/requests/new",
            data={
                "csrf_token": Request.csrf_token(self),
                "type_id": self.plan.id,
                "name": "With files",
            },
            files=[
                ("attachments", (f"{number}.txt", b"x" * size, "text/plain"))
                for number, size in enumerate(sizes)
            ],
        ).text

    def test_files_have_limits(self):
        self.authenticate("req_portal", "req_portal")
        with (
            patch.object(files, "MAX_FILE_SIZE", 2**20),
            patch.object(files, "MAX_FILES", 2),
        ):
            self.assertIn("at most 2 files", self._attach(1, 1, 1))
            self.assertIn("1.txt", text := self._attach(1, 2**20 + 1))
            self.assertIn("larger than 1 MB", text)
            found = self.env["crm.request"].search([("name", "=", "With files")])
            self.assertFalse(found)
            self._attach(2**20, 1)
        found = self.env["crm.request"].search([("name", "=", "With files")])
        self.assertEqual(
            sorted(found.message_ids.attachment_ids.mapped("file_size")), [1, 2**20]
        )

    def test_files_in_the_conversation_have_limits(self):
        self.authenticate(None, None)

        def upload(size):
            return self.url_open(
                "/mail/attachment/upload",
                data={
                    "csrf_token": Request.csrf_token(self),
                    "thread_model": "crm.request",
                    "thread_id": self.request.id,
                    "token": self.request._portal_ensure_token(),
                    "is_pending": "true",
                },
                files={"ufile": ("plan.txt", b"x" * size, "text/plain")},
            ).json()

        with patch.object(files, "MAX_FILE_SIZE", 2**20):
            self.assertIn("larger than 1 MB", upload(2**20 + 1)["error"])
            self.assertIn("attachment_id", upload(2**20)["data"])

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
