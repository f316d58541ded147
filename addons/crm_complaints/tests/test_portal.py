import uuid
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_complaints.controllers import complaint_thread
from odoo.addons.crm_complaints.models import crm_complaint_customer

from .common import MOMENT
from .page_common import PageMixin

REFUND = "The secret refund is not paid"
ACTS = ("accept", "refuse", "reopen", "status", "withdraw", "answer")


@tagged("post_install", "-at_install")
class TestComplaintPortal(PageMixin, HttpCase):
    """The complainant's pages: theirs alone, and what can be done there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.portal = cls._make_user("cmp_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.stranger = cls._make_user("cmp_stranger", "base.group_portal")
        cls.cause = cls.env["crm.complaint.cause"].create({"name": "Forgotten"})
        cls.complaint = cls._make_complaint(description="<p>The box was wet</p>")
        cls.other = cls._make_complaint(
            name="Of somebody else", partner_id=cls.stranger.partner_id.id
        )

    def _url(self, complaint=None, token=None, suffix=""):
        complaint = complaint or self.complaint
        token = complaint._portal_ensure_token() if token is None else token
        return f"/my/complaints/{complaint.id}{suffix}?access_token={token}"

    def _page(self, *args, **kwargs):
        answer = self.url_open(self._url(*args, **kwargs))
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def _act(self, what, complaint=None, token=None, files=None, **data):
        complaint = complaint or self.complaint
        token = complaint._portal_ensure_token() if token is None else token
        return self.url_open(
            f"/my/complaints/{complaint.id}/{what}",
            data={
                "csrf_token": self._seal(),
                "access_token": token,
                **data,
            },
            files=files,
        )

    def _chat(self, complaint, route, token, **params):
        return self.make_jsonrpc_request(
            route,
            {
                "thread_model": "crm.complaint",
                "thread_id": complaint.id,
                "token": token,
                **params,
            },
        )

    def _respond(self, complaint=None, moment=None):
        complaint = (complaint or self.complaint).with_user(self.agent)
        if complaint.state in ("received", "acknowledged"):
            complaint.write({"severity": "2", "impact": "2"})
            complaint.action_assess()
            complaint.action_investigate()
        complaint._respond("upheld", "<p>We forgot it.</p>", self.cause, "Answer us.")

    def _said(self, words, complaint=None):
        messages = (complaint or self.complaint).message_ids
        return messages.filtered(lambda m: words in (m.body or ""))

    # ------------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------------

    def test_customer_who_is_logged_in(self):
        self.authenticate("cmp_portal", "cmp_portal")
        text = self._page(token="")
        for words in (self.complaint.number, "The box was wet", "We have it"):
            self.assertIn(words, text)
        listed = self.url_open("/my/complaints").text
        self.assertIn(self.complaint.number, listed)
        self.assertNotIn(self.other.number, listed)
        self.assertIn("/my/complaints", self.url_open("/my").text)
        for query in (
            "?search=late&filterby=open&sortby=state",
            f"?search={self.complaint.number}",
        ):
            text = self.url_open(f"/my/complaints{query}").text
            self.assertIn(self.complaint.name, text)
        for query in ("?search=coffee", "?filterby=ended"):
            text = self.url_open(f"/my/complaints{query}").text
            self.assertNotIn(self.complaint.name, text)

    def test_strange_addresses_break_nothing(self):
        self.authenticate("cmp_portal", "cmp_portal")
        for url in (
            "/my/complaints?search=%00%E2%80%AE%27&sortby=x&filterby=y",
            "/my/complaints/page/99999999999999999999",
            f"/my/complaints/{2**70}",
            "/my/complaints/0",
            f"/my/complaints/{self.other.id}?access_token=%00",
            f"/my/complaints/{self.other.id}?access_token=%C3%BC",
        ):
            with self.subTest(url):
                answer = self.url_open(url)
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn(self.other.name, answer.text)

    def test_colleague_sees_nothing_confidential(self):
        self.complaint.is_confidential = True
        self.authenticate("cmp_portal", "cmp_portal")
        self.assertNotIn(self.complaint.number, self._page(token=""))
        self.assertNotIn(self.complaint.number, self.url_open("/my/complaints").text)

    def test_link_opens_its_complaint_alone(self):
        """Neither another one's, nor a stranger's login, nor luck opens it."""
        token = self.complaint._portal_ensure_token()
        file = self.env["ir.attachment"].create(
            {"name": "photo.txt", "raw": b"a photo", "res_model": "crm.complaint"}
        )
        file.res_id = self.other.id
        self.other._portal_ensure_token()
        for login in (None, "cmp_portal"):
            self.authenticate(login, login)
            self.assertIn(self.complaint.number, self._page())
            for wrong in (token, token[:-1], "", "x", *(uuid.uuid4() for _i in "123")):
                self.assertNotIn(self.other.name, self._page(self.other, token=wrong))
                before = self.other.message_ids, self.other.state
                for what in ACTS:
                    self._act(what, self.other, token=wrong, text="Mine")
                with mute_logger("odoo.http"):
                    with self.assertRaises(JsonRpcException):
                        data = {"body": "Mine", "subtype_xmlid": "mail.mt_comment"}
                        self._chat(
                            self.other,
                            "/mail/message/post",
                            str(wrong),
                            post_data=data,
                        )
                    for url in (
                        f"/web/content/{file.id}?access_token={wrong}",
                        f"/web/content/crm.complaint/{self.other.id}/description"
                        f"?access_token={wrong}",
                    ):
                        answer = self.url_open(url)
                        self.assertEqual(answer.status_code, 404)
                self.assertEqual((self.other.message_ids, self.other.state), before)

    def test_stranger_with_a_login(self):
        self.authenticate("cmp_stranger", "cmp_stranger")
        self.assertNotIn(self.complaint.number, self._page(token=""))
        self._respond()
        for what in ACTS:
            self._act(what, token="", text="Mine")
            self.assertEqual(self.complaint.state, "responded")
        self.assertFalse(self._said("Mine"))

    def test_customers_have_no_rights_at_all(self):
        """Nothing of a complaint by RPC, whoever complained: the pages show it."""
        for model in self.env:
            if model.startswith("crm.complaint"):
                with self.subTest(model):
                    self.assertFalse(
                        any(
                            self.env[model].with_user(self.portal).has_access(right)
                            for right in ("read", "write", "create", "unlink")
                        )
                    )
        self.authenticate("cmp_portal", "cmp_portal")
        for method, args in (
            ("read", [self.complaint.ids, ["name"]]),
            ("search_read", [[]]),
            ("write", [self.complaint.ids, {"name": "Mine"}]),
            ("action_accept", [self.complaint.ids]),
            ("_accept_by_customer", [self.complaint.ids, None]),
            ("_find_for_visitor", [self.complaint.id]),
            ("message_post", [self.complaint.ids]),
        ):
            with self.subTest(method), mute_logger("odoo.http"):
                with self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        f"/web/dataset/call_kw/crm.complaint/{method}",
                        {
                            "model": "crm.complaint",
                            "method": method,
                            "args": args,
                            "kwargs": {},
                        },
                    )
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.portal).read(["name"])

    def test_link_works_for_a_time(self):
        self.authenticate(None, None)
        self._respond()
        self.complaint._accept()
        token = self.complaint._portal_ensure_token()
        self.assertIn(self.complaint.number, self._page())
        self.company.complaint_token_days = 10
        self.complaint.closed_date -= timedelta(days=11)
        self.assertNotIn(self.complaint.number, self._page())
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._chat(self.complaint, "/mail/chatter_fetch", token)
        self.authenticate("cmp_portal", "cmp_portal")
        self.assertIn(self.complaint.number, self._page(token=""), "it is theirs")
        self._chat(self.complaint, "/mail/chatter_fetch", token)
        self.authenticate(None, None)
        self.company.complaint_token_days = 0
        self.assertIn(self.complaint.number, self._page())

    def test_erased_has_no_link(self):
        self.authenticate(None, None)
        self._respond()
        self.complaint._accept()
        token = self.complaint._portal_ensure_token()
        secret = self.complaint._issue_secret()
        self.complaint._erase()
        self.assertFalse(self.complaint.access_token)
        self.assertFalse(self.complaint.secret_hash)
        for wrong in (token, "", "False", "None"):
            text = self._page(token=wrong)
            self.assertNotIn(self.complaint.number, text)
        Complaint = self.env["crm.complaint"]
        found = Complaint._find_by_secret(self.complaint.number, secret, self.company)
        self.assertFalse(found)
        self.assertFalse(self.complaint.access_token, "nor does a look make one")

    def test_accused_gets_in_by_no_link(self):
        accused = self._make_user("cmp_accused", "base.group_user")
        employee = self._make_employee("Accused", accused)
        self.complaint.accused_employee_ids = employee
        token = self.complaint._portal_ensure_token()
        self.authenticate("cmp_accused", "cmp_accused")
        self.assertNotIn(self.complaint.number, self._page())
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._chat(self.complaint, "/mail/chatter_fetch", token)

    def test_one_of_us_looks_and_does_nothing(self):
        self._respond()
        other = self._make_user("cmp_employee", "base.group_user")
        for user, sees in ((self.agent, True), (other, False)):
            self.authenticate(user.login, user.login)
            text = self._page(token="")
            self.assertEqual(self.complaint.number in text, sees)
            self.assertNotIn("o_complaint_accept", text)
            self._act("accept", token="")
            self.assertEqual(self.complaint.state, "responded")
        log = self.env["crm.complaint.access.log"].search(
            [("complaint_id", "=", self.complaint.id)]
        )
        self.assertEqual(log.user_id, self.agent, "who looks is noted")
        action = self.complaint.with_user(self.agent).action_preview_portal()
        self.assertEqual(action["url"], f"/my/complaints/{self.complaint.id}")
        with self.assertRaises(AccessError):
            self.complaint.with_user(other).action_preview_portal()

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def test_nothing_internal_is_shown(self):
        accused = self._make_employee("Adam Accused")
        self.complaint.write(
            {
                "accused_employee_ids": [(4, accused.id)],
                "accused_statement": "I was ill",
                "severity": "4",
                "impact": "4",
                "complexity": "complex",
                "immediate_action": "Called the depot",
            }
        )
        self.complaint.message_post(
            body="A note of ours",
            attachments=[("our_file.txt", b"x")],
        )
        self._respond()
        self.complaint.message_post(
            body="For everybody",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.authenticate(None, None)
        token = self.complaint._portal_ensure_token()
        shown = self._page() + str(
            self._chat(self.complaint, "/mail/chatter_fetch", token)
        )
        for words in ("For everybody", "We forgot it.", "Answer us.", "Upheld"):
            self.assertIn(words, shown)
        for words in (
            "Adam Accused",
            "I was ill",
            "Very High",
            "Complex",
            "Called the depot",
            "A note of ours",
            "our_file",
            "Forgotten",
            self.team.name,
        ):
            self.assertNotIn(words, shown)

    def test_page_tells_until_when(self):
        with patch.object(fields.Datetime, "now", lambda: MOMENT):
            complaint = self._make_complaint(received_date=MOMENT)
        self.authenticate(None, None)
        text = self._page(complaint)
        self.assertIn("o_complaint_due", text)
        clock = complaint.clock_ids.filtered(lambda c: c.kind == "final")
        self.assertIn(f"{clock.due_date:%m/%d/%Y}", text)
        self.assertNotIn("we are late", text)
        clock._run_out()
        self.assertIn("we are late", self._page(complaint))

    def test_external_body_is_named(self):
        provider = self.env["crm.complaint.provider"].create(
            {"name": "The Ombudsman", "contact": "1 Main Street"}
        )
        self._respond()
        self.complaint._refuse_response()
        reviewer = self.complaint.with_user(self.manager)
        deadline = fields.Date.add(fields.Date.today(), months=6)
        reviewer._name_external_body(provider, deadline)
        reviewer._respond("partly", "<p>Half of it.</p>", self.cause, "Turn to them.")
        self.authenticate(None, None)
        text = self._page()
        for words in ("The Ombudsman", "1 Main Street", "Turn to them."):
            self.assertIn(words, text)
        self.assertIn(f"{deadline:%m/%d/%Y}", text)

    def test_merged_leads_to_the_one_that_goes_on(self):
        second = self._make_complaint(name="Again late")
        second.with_user(self.manager)._merge_into(self.complaint)
        self.authenticate(None, None)
        self.assertIn("The box was wet", self._page(second))
        # the first turns out to be somebody else's
        self.complaint.partner_id = self.stranger.partner_id
        text = self._page(second)
        self.assertNotIn("The box was wet", text)
        self.assertIn("together with another", text)

    # ------------------------------------------------------------------
    # What is done
    # ------------------------------------------------------------------

    def test_accept(self):
        self.authenticate("cmp_portal", "cmp_portal")
        self._act("accept")
        self.assertIn("has moved on", self._act("accept").text, "nothing to accept")
        self._respond()
        self.assertIn("o_complaint_accept", self._page())
        self._act("accept")
        self.assertEqual(
            [self.complaint.state, self.complaint.closing], ["closed", "accepted"]
        )
        said = self._said("I am content")
        self.assertEqual(said.author_id, self.portal.partner_id)

    def test_not_content(self):
        self.authenticate(None, None)
        self._respond()
        answer = self._act("refuse", text="  ")
        self.assertIn("Tell us why", answer.text)
        self.assertEqual(self.complaint.state, "responded")
        answer = self._act("refuse", text="x" * 10_001)
        self.assertIn("longer than 10000", answer.text)
        self.assertIn("xxxxxxxx", answer.text)
        self._act("refuse", text="Still <b>wet</b>\0")
        self.assertEqual(self.complaint.state, "escalated")
        self.assertNotEqual(self.complaint.user_id, self.agent)
        said = self._said("Still")
        self.assertEqual(said.author_id, self.customer)
        self.assertNotIn("<b>", said.body)
        self.assertIn("has moved on", self._act("refuse", text="Again").text)

    def test_reopen(self):
        self.authenticate(None, None)
        self._respond()
        with patch.object(crm_complaint_customer, "MOST_REOPENED", 2):
            for turn in (1, 2):
                self.complaint._accept()
                self.assertIn("Tell us why", self._act("reopen").text)
                self._act("reopen", text="It came back")
                self.assertEqual(self.complaint.state, "investigating")
                self.assertEqual(self.complaint.reopen_count, turn)
            self.complaint._accept()
            answer = self._act("reopen", text="What I wrote")
            self.assertIn("taken up again 2 times today", answer.text)
            self.assertIn("What I wrote", answer.text)
            self.assertEqual(self.complaint.state, "closed")
        self.env["crm.complaint.attempt"].search([]).unlink()
        self.complaint.closed_date -= timedelta(
            days=self.company.complaint_reopen_days + 1
        )
        text = self._page()
        self.assertNotIn("o_complaint_reopen", text)
        self.assertIn(f"reference={self.complaint.number}", text)
        self.assertIn("too long ago", self._act("reopen", text="Late").text)
        self.assertEqual(self.complaint.state, "closed")

    def test_status_once_a_day(self):
        self.authenticate(None, None)
        before = self.complaint.message_ids
        self.assertIn("sent you a mail", self._act("status").text)
        self.assertIn("today already", self._act("status").text)
        new = self.complaint.message_ids - before
        self.assertEqual(len(new), 1)
        self.assertIn("where your complaint stands", new.subject)

    def test_withdraw(self):
        self.authenticate(None, None)
        self._act("withdraw")
        self.assertEqual(
            [self.complaint.state, self.complaint.closing], ["closed", "withdrawn"]
        )
        self.assertFalse(self.complaint.clock_ids.filtered("is_running"))
        self.assertEqual(self._said("withdraw").author_id, self.customer)

    def test_danger_is_not_withdrawn(self):
        self.authenticate(None, None)
        self.complaint.is_safety = True
        self._act("withdraw")
        self.assertNotEqual(self.complaint.state, "closed")
        summaries = self.complaint.activity_ids.mapped("summary")
        self.assertIn("The complainant wrote", summaries)
        self.assertTrue(self._said("withdraw"))

    def test_what_is_accepted_and_cannot_close_yet(self):
        self._respond()
        self.complaint._check_may_close()
        self.authenticate(None, None)
        Complaint = self.registry["crm.complaint"]

        def keep(_self):
            raise crm_complaint_customer.UserError(REFUND)

        with patch.object(Complaint, "_check_may_close", keep):
            text = self._act("accept").text
        self.assertNotIn("secret refund", text)
        self.assertEqual(self.complaint.state, "responded")
        self.assertTrue(self.complaint.accepted_date)
        self.assertTrue(self._said("I am content"))

    def test_other_words_and_no_seal(self):
        self.authenticate(None, None)
        self._respond()
        for what in ("unlink", "_close", "close"):
            self.assertEqual(self._act(what).status_code, 404)
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"/my/complaints/{self.complaint.id}/accept",
                data={"access_token": self.complaint._portal_ensure_token()},
            )
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.complaint.state, "responded")

    def test_conversation_has_limits(self):
        self.authenticate(None, None)
        token = self.complaint._portal_ensure_token()

        def upload(name, content):
            return self.url_open(
                "/mail/attachment/upload",
                data={
                    "csrf_token": self._seal(),
                    "thread_model": "crm.complaint",
                    "thread_id": self.complaint.id,
                    "token": token,
                    "is_pending": "true",
                },
                files={"ufile": (name, content, "text/html")},
            ).json()

        with patch.object(complaint_thread, "MAX_TOTAL_SIZE", 2**20):
            self.assertIn("larger than 1 MB", upload("a", b"x" * (2**20 + 1))["error"])
        ids = [
            upload(f"../{i}.html", b"<script>1</script>")["data"]["attachment_id"]
            for i in range(11)
        ]
        files = self.env["ir.attachment"].browse(ids)
        tokens = [file._get_ownership_token() for file in files]
        self.assertEqual(files[0].name, "0.html")
        for count, refused in ((11, True), (1, False)):
            data = {
                "body": "With files",
                "subtype_xmlid": "mail.mt_comment",
                "attachment_ids": ids[:count],
                "attachment_tokens": tokens[:count],
            }
            try:
                with mute_logger("odoo.http"):
                    self._chat(
                        self.complaint, "/mail/message/post", token, post_data=data
                    )
                    self.assertFalse(refused)
            except JsonRpcException:
                self.assertTrue(refused)
        said = self._said("With files")
        self.assertEqual(said.author_id, self.customer)
        self.assertEqual(said.attachment_ids.mimetype, "application/octet-stream")

    def test_who_is_no_contact_answers(self):
        """In the name of the address, and without a contact of that address."""
        complaint = self._make_complaint(
            partner_id=False, email_from="Omid <omid@example.org>"
        )
        contacts = self.env["res.partner"].search_count([])
        self.authenticate(None, None)
        self.assertIn("o_complaint_answer", self._page(complaint))
        self._act("answer", complaint, text="It was Tuesday")
        said = self._said("Tuesday", complaint)
        self.assertFalse(said.author_id)
        self.assertIn("omid@example.org", said.email_from)
        self.assertIn("Write something", self._act("answer", complaint).text)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
        self.assertFalse(complaint.partner_id)
        self.assertFalse(complaint.first_response_date, "no answer of ours")
