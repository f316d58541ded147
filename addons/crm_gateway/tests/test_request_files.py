from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestFiles(RequestMixin, HttpCase):
    """The customer's files reach whoever does a step; documents reach the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare(cls.env.company)
        cls.plan = cls._make_type(
            {"name": "Draw it", "kind": "document", "department_id": cls.sales.id},
            {
                "name": "Work out the price",
                "kind": "document",
                "department_id": cls.finance.id,
                "customer_visible": False,
            },
        )
        cls.request = cls._make_request(cls.plan)
        cls.draw, cls.price = cls.request.step_ids.sorted("sequence")
        cls.drawing = cls._attach(cls.request, "drawing.pdf")
        cls.portal = cls._make_user("req_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.stranger = cls._make_user("req_stranger", "base.group_portal")

    @classmethod
    def _attach(cls, record, name):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": f"what is in {name}".encode(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _note(self, record, name):
        """Attach a file to an internal note, as the log button does."""
        file = self._attach(record, name)
        record.message_post(
            body="For us", subtype_xmlid="mail.mt_note", attachment_ids=file.ids
        )
        return file

    def _download(self, file, login=None):
        self.authenticate(login, login)
        answer = self.url_open(f"/web/content/{file.id}?download=true")
        return answer.content == file.raw

    # Whoever does a step

    def test_doer_reads_the_customer_s_file(self):
        user = self.sam.user_id
        self.assertFalse(self.request.with_user(user).has_access("read"))
        step = self.draw.with_user(user)
        self.assertEqual(step.request_attachment_ids, self.drawing)
        shown = step.web_read({"request_attachment_ids": {"fields": {"name": {}}}})
        self.assertEqual(
            shown[0]["request_attachment_ids"],
            [{"id": self.drawing.id, "name": "drawing.pdf"}],
        )
        self.assertTrue(self._download(self.drawing, user.login))

    def test_manager_reads_and_others_do_not(self):
        self.assertTrue(self._download(self.drawing, self.boss.user_id.login))
        self.assertFalse(self._download(self.drawing, self.will.user_id.login))
        self.assertFalse(self._download(self.drawing))
        with self.assertRaises(AccessError):
            self.drawing.with_user(self.will.user_id).read(["name"])

    def test_nothing_of_other_requests_nor_of_internal_notes(self):
        other = self._attach(
            self._make_request(self._make_type({"department_id": self.stock.id})),
            "other.pdf",
        )
        note = self._note(self.request, "margin.ods")
        user = self.sam.user_id
        self.assertEqual(self.draw.request_attachment_ids, self.drawing)
        for file in other, note:
            with self.assertRaises(AccessError):
                file.with_user(user).read(["name"])
            self.assertFalse(self._download(file, user.login))
        self.assertTrue(self._download(note, self.clerk.login))
        mixed = (self.drawing | other | note).with_user(user)
        self.assertEqual(mixed._filtered_access("read"), self.drawing)

    def test_reading_is_all(self):
        file = self.drawing.with_user(self.sam.user_id)
        with self.assertRaises(AccessError):
            file.write({"name": "mine.pdf"})
        with self.assertRaises(AccessError):
            file.unlink()

    def test_files_of_many_steps_cost_the_same(self):
        requests = self.request
        for _number in range(4):
            requests |= self._make_request(self.plan)
            self._attach(requests[-1], "more.pdf")

        def count(steps):
            steps = steps.browse(steps.ids)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(step.request_attachment_ids for step in steps))
            return self.env.cr.sql_log_count - before

        count(self.draw)
        one = count(self.draw)
        self.assertEqual(count(requests.step_ids), one)

    # The customer

    def _page(self, login=None, token=""):
        self.authenticate(login, login)
        url = f"/my/requests/{self.request.id}?access_token={token}"
        return self.url_open(url).text

    def _fetch(self, file, login=None, token=""):
        """Whether the page's link to a file gives it."""
        self.authenticate(login, login)
        answer = self.url_open(
            f"/my/requests/{self.request.id}/files/{file.id}?access_token={token}"
        )
        return answer.content == file.raw

    def test_customer_gets_documents_when_they_are_done(self):
        token = self.request._portal_ensure_token()
        plan = self._attach(self.draw, "plan.pdf")
        self.assertNotIn("plan.pdf", self._page(token=token))
        self.assertFalse(self._fetch(plan, token=token))
        self.draw.action_done()
        self.assertIn("plan.pdf", self._page(token=token))
        self.assertTrue(self._fetch(plan, token=token))
        self.assertIn("plan.pdf", self._page(self.portal.login))
        self.assertTrue(self._fetch(plan, self.portal.login))
        self.draw.customer_visible = False
        self.assertFalse(self._fetch(plan, token=token), "no link outlives it")

    def test_customer_gets_nothing_of_hidden_steps_nor_notes(self):
        token = self.request._portal_ensure_token()
        self._attach(self.draw, "plan.pdf")
        note = self._note(self.draw, "doubts.txt")
        self.draw.action_done()
        hidden = self._attach(self.price, "price.ods")
        self.price.action_done()
        page = self._page(token=token)
        self.assertIn("plan.pdf", page)
        for file in hidden, note, self._note(self.request, "margin.ods"):
            self.assertNotIn(file.name, page)
            self.assertFalse(self._fetch(file, token=token))
            self.assertFalse(self._fetch(file, self.portal.login))

    def test_stranger_gets_nothing(self):
        plan = self._attach(self.draw, "plan.pdf")
        self.draw.action_done()
        other = self._make_request(self.plan)._portal_ensure_token()
        for login in self.stranger.login, None:
            for token in ("", "x", other):
                self.assertFalse(self._fetch(plan, login, token))
                self.assertNotIn("plan.pdf", self._page(login, token))
            self.assertFalse(self._download(plan, login))
            self.assertFalse(self._download(self.drawing, login))
