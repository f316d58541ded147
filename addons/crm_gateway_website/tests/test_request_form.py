import json
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_gateway.controllers import files
from odoo.addons.crm_gateway.tests.common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestForm(RequestMixin, HttpCase):
    """Anybody on the website files a request, and decides nothing about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.ref("website.default_website").company_id)
        cls.env["crm.request.type"].search([]).portal_published = False
        step = {"name": "Quote", "kind": "quotation", "department_id": cls.sales.id}
        cls.plan = cls._make_type(
            step, name="Prices", portal_published=True, user_id=cls.clerk.id
        )
        cls.other_plan = cls._make_type(step, name="Repairs", portal_published=True)
        cls.secret = cls._make_type(step, name="Secret")
        other = cls.env["res.company"].create({"name": "Other"})
        cls.foreign = cls.env["crm.request.type"].create(
            {"name": "Foreign", "company_id": other.id, "portal_published": True}
        )
        cls.portal = cls._make_user("req_portal", "base.group_portal")

    def _send(self, **values):
        """Send the form, and return what it answers and the new request."""
        Request_ = self.env["crm.request"]
        before = Request_.search([])
        answer = self.url_open(
            "/website/form/crm.request",
            data={
                "name": "Two hundred boxes",
                "partner_name": "Omid",
                "email_from": "omid@example.com",
                "description": "Please.",
                **values,
            },
        )
        return json.loads(answer.text), Request_.search([]) - before

    def test_stranger_files_a_request(self):
        page = self.url_open("/request").text
        self.assertIn('data-model_name="crm.request"', page)
        answer, new = self._send(phone="+98 21 1234567")
        self.assertEqual(answer, {"id": new.id})
        self.assertEqual(
            [new.name, new.partner_name, new.email_from, new.channel],
            ["Two hundred boxes", "Omid", "omid@example.com", "website"],
        )
        self.assertEqual(
            [new.type_id, new.company_id, new.user_id, new.partner_id.ids],
            [self.plan, self.company, self.clerk, []],
        )
        self.assertIn(new.number, self.url_open("/request-received").text)

    def test_nothing_is_done_before_somebody_has_read_it(self):
        contacts = self.env["res.partner"].search_count([])
        mails = self.env["mail.mail"].search_count([("email_to", "ilike", "omid")])
        _answer, new = self._send()
        self.assertEqual(new.state, "new")
        self.assertFalse(new.order_ids)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
        self.assertEqual(
            self.env["mail.mail"].search_count([("email_to", "ilike", "omid")]), mails
        )
        new.with_user(self.clerk).action_start()
        self.assertEqual(new.order_ids.partner_id.name, "Omid")

    def test_hostile_fields(self):
        """What the form does not offer is text at most."""
        _answer, new = self._send(
            user_id=self.env.ref("base.user_admin").id,
            state="done",
            priority="3",
            company_id=self.foreign.company_id.id,
            partner_id=self.customer.id,
            channel="phone",
            number="REQ1",
            promised_date="2001-01-01 00:00:00",
            active="",
            message_follower_ids="1,2",
            access_token="mine",
            lead_id="1",
        )
        self.assertEqual(
            [new.user_id, new.state, new.priority, new.company_id, new.channel],
            [self.clerk, "new", "0", self.company, "website"],
        )
        self.assertFalse(new.partner_id | new.message_partner_ids & self.customer)
        self.assertNotEqual(new.number, "REQ1")
        self.assertNotEqual(new.access_token, "mine")
        self.assertFalse(new.promised_date or new.lead_id)
        self.assertTrue(new.active)
        self.assertIn("REQ1", new.description, "nothing that was written is lost")

    def test_designer_cannot_open_more_than_the_form(self):
        """A field that the page builder lets through does not reach the request."""
        self.env["ir.model.fields"].formbuilder_whitelist(
            "crm.request", ["user_id", "priority", "state"]
        )
        admin = self.env.ref("base.user_admin")
        _answer, new = self._send(user_id=admin.id, priority="3", state="done")
        self.assertEqual(
            [new.user_id, new.priority, new.state], [self.clerk, "0", "new"]
        )

    def test_type(self):
        _answer, new = self._send(type_id=self.other_plan.id)
        self.assertEqual(new.type_id, self.other_plan)
        for type_id in (self.secret.id, self.foreign.id, -1, 0x7FFFFFFF):
            answer, new = self._send(type_id=type_id)
            self.assertFalse(new)
            self.assertIn("not taken here", answer["error"])
        answer, new = self._send(type_id="1 OR 1=1")
        self.assertFalse(new)
        self.assertEqual(answer, {"error_fields": ["type_id"]})
        (self.plan | self.other_plan).portal_published = False
        answer, new = self._send()
        self.assertFalse(new)

    def test_bad_text(self):
        for values, words in (
            ({"name": " "}, "Write a subject"),
            ({"name": "x" * 201}, "Write a subject"),
            ({"description": "x" * 20_000}, "longer than"),
            ({"Other": "x" * 10_001}, "longer than"),
            ({f"Other {number}": "x" * 100 for number in range(100)}, "longer than"),
            ({"email_from": "", "phone": ""}, "How do we reach you"),
        ):
            answer, new = self._send(**values)
            self.assertIn(words, answer["error"])
            self.assertFalse(new)

    def test_code_is_shown_and_not_run(self):
        _answer, new = self._send(
            description="<script>alert(1)</script> {{7*7}}", Other="<img onerror=x>"
        )
        self.assertNotIn("<script>", new.description)
        self.assertNotIn("<img", new.description)
        self.assertIn("{{7*7}}", new.description)
        self.assertIn("&lt;img onerror=x&gt;", new.description)

    def test_file(self):
        self.url_open(
            "/website/form/crm.request",
            data={"name": "With a plan", "email_from": "omid@example.com"},
            files={"Plan[0][0]": ("plan.txt", b"10 x 10", "text/plain")},
        )
        new = self.env["crm.request"].search([("name", "=", "With a plan")])
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.request"), ("res_id", "=", new.id)]
        )
        self.assertEqual(
            [attachment.name, attachment.raw, attachment.public],
            ["plan.txt", b"10 x 10", False],
        )

    def _send_files(self, *sizes):
        answer = self.url_open(
            "/website/form/crm.request",
            data={"name": "With plans", "email_from": "omid@example.com"},
            files={
                f"Plan[0][{number}]": (f"{number}.txt", b"x" * size, "text/plain")
                for number, size in enumerate(sizes)
            },
        ).json()
        requests = self.env["crm.request"].search([("name", "=", "With plans")])
        return answer, requests

    def test_files_have_limits(self):
        with (
            patch.object(files, "MAX_FILE_SIZE", 2**20),
            patch.object(files, "MAX_FILES", 2),
        ):
            for sizes, words in (
                ((1, 1, 1), "at most 2 files"),
                ((1, 2**20 + 1), "“1.txt” is larger than 1 MB"),
            ):
                answer, found = self._send_files(*sizes)
                self.assertIn(words, answer["error"])
                self.assertFalse(found)
            answer, found = self._send_files(2**20, 1)
        self.assertEqual(answer, {"id": found.id})
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.request"), ("res_id", "=", found.id)]
        )
        self.assertEqual(sorted(attachments.mapped("file_size")), [1, 2**20])

    def test_who_is_logged_in_is_known(self):
        """As in the portal: the plan starts, and a number comes by mail."""
        self.authenticate("req_portal", "req_portal")
        answer = self.url_open(
            "/website/form/crm.request", data={"name": "Without a seal"}
        )
        self.assertEqual(answer.status_code, 400)
        _answer, new = self._send(
            csrf_token=Request.csrf_token(self), partner_id=self.customer.id
        )
        self.assertEqual(new.partner_id, self.portal.partner_id)
        self.assertEqual([new.state, len(new.order_ids)], ["open", 1])
        self.assertIn(new.number, new.message_ids.mapped("subject")[0] or "")

    def test_other_models_stay_closed(self):
        for model in ("crm.request.type", "crm.request.step", "res.users"):
            answer = self.url_open(f"/website/form/{model}", data={"name": "Mine"})
            self.assertIn("does not exist", answer.json()["error"])
