from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_complaints.controllers import complaint_form

from .page_common import PageMixin

# errors of others
ROBOT = "Are you a robot?"
INNER = "Team “Inner Circle” has nobody"


@tagged("post_install", "-at_install")
class TestComplaintForm(PageMixin, HttpCase):
    """Anybody complains on the public pages, and nothing breaks them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.hidden = cls.category.copy({"name": "Inner", "is_published": False})

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _send(self, files=None, url="/complaints/new", **data):
        values = {
            "csrf_token": self._seal(),
            "category_id": self.category.id,
            "name": "Wet tea",
            "description": "The box was wet.",
            "email_from": "omid@example.org",
            **data,
        }
        return self.url_open(url, data=values, files=files)

    def _find(self, name="Wet tea"):
        return self.env["crm.complaint"].search([("name", "=", name)])

    def test_page_tells_how_to_complain(self):
        self.company.complaint_policy = "<p>We listen to everybody.</p>"
        self.env["crm.complaint.provider"].create(
            [
                {
                    "name": "The Ombudsman",
                    "company_id": self.company.id,
                    "website": "https://ombudsman.example.org",
                },
                {
                    "name": "Our Lawyer",
                    "company_id": self.company.id,
                    "is_published": False,
                },
            ]
        )
        page = self.url_open("/complaints").text
        for words in (
            "We listen to everybody",
            "The Ombudsman",
            "https://ombudsman.example.org",
            "/complaints/new",
            "/complaints/track",
            "costs you nothing",
            "We confirm that we have it",
            "You get our decision",
        ):
            self.assertIn(words, page)
        self.assertRegex(page, r"20\s*<span>Working Days</span>")
        self.assertNotRegex(page, r"2\s*<span>Working Days", "a matter of ours")
        self.assertNotIn("Our Lawyer", page)

    def test_pages_are_there_only_if_wanted(self):
        self.company.complaint_form_published = False
        for url in ("/complaints", "/complaints/new"):
            self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self._send().status_code, 404)
        self.assertFalse(self._find())

    def test_visitor_complains(self):
        contacts = self.env["res.partner"].search_count([])
        page = self.url_open("/complaints/new?reference=S00042").text
        self.assertIn('value="S00042"', page)
        self.assertIn("Late", page)
        for name in (*complaint_form.LENGTHS, "category_id", "attachments"):
            self.assertIn(f'name="{name}"', page)
        self.assertNotIn("Inner", page)
        answer = self._send(
            partner_name="Omid",
            customer_reference="S00042",
            occurred_date="2026-01-05",
            remedy_wanted="A dry one",
        )
        new = self._find()
        self.assertIn(new.number, answer.text)
        self.assertNotIn("o_complaint_secret", answer.text)
        self.assertNotIn(new.access_token or "-", answer.text, "it goes by mail alone")
        self.assertEqual(
            [new.channel, new.state, new.email_from, new.partner_name],
            ["website", "acknowledged", "omid@example.org", "Omid"],
        )
        self.assertEqual(
            [new.customer_reference, str(new.occurred_date), new.remedy_wanted],
            ["S00042", "2026-01-05", "A dry one"],
        )
        self.assertEqual(new.company_id, self.company)
        self.assertFalse(new.partner_id)
        self.assertFalse(new.link_ids)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
        letters = new.message_ids.filtered(lambda m: m.subject)
        self.assertIn(new.access_token, letters.body)
        again = self.url_open("/complaints/thanks").text
        self.assertNotIn(new.number, again, "told once")

    def test_nobody_becomes_a_customer_by_an_address(self):
        self._send(email_from=self.customer.email, customer_reference="S00001")
        self.assertFalse(self._find().partner_id)
        self.assertFalse(self._find().commercial_partner_id)

    def test_auditors_read_no_number_that_tells_who(self):
        auditor = self._make_user("cmp_aud", "crm_complaints.group_complaint_auditor")
        complaint = self._make_complaint(customer_reference="S00042").with_user(auditor)
        self.assertTrue(complaint.read(["name"]))
        for name in ("customer_reference", "secret_hash", "email_from"):
            with self.subTest(name), self.assertRaises(AccessError):
                complaint.read([name])

    def test_anonymous(self):
        answer = self._send(
            is_anonymous="1", partner_name="Omid", phone="021 555", email_from="o@x.org"
        )
        new = self._find()
        self.assertTrue(new.is_anonymous)
        self.assertFalse(any(new[name] for name in ("partner_name", "phone")))
        self.assertFalse(new.email_from)
        secret = answer.text.split("o_complaint_secret")[1].split(">")[1].split("<")[0]
        self.assertRegex(secret, r"^([A-Z0-9]{5}-){3}[A-Z0-9]{5}$")
        columns = self.env.execute_query_dict(
            SQL("SELECT * FROM crm_complaint WHERE id = %s", new.id)
        )[0]
        self.assertTrue(columns["secret_hash"])
        for kept in (secret, secret.replace("-", "")):
            self.assertNotIn(kept, str(columns))
        self.assertNotIn(secret, self.url_open("/complaints/thanks").text)
        page = self._track(new.number, secret)
        self.assertIn("The box was wet", page.text)
        # as people type it
        folded = (
            secret.lower()
            .replace("-", " ")
            .translate(dict(zip(b"23456789", "۲۳۴۵۶۷۸۹", strict=True)))
        )
        self.assertIn("The box was wet", self._track(new.number.lower(), folded).text)
        url = page.url.split("?")[0]
        answer = self.url_open(
            f"{url}/answer",
            data={
                "csrf_token": self._seal(),
                "access_token": new.access_token,
                "text": "It was <b>Tuesday</b>",
            },
            files=[("attachments", ("../../a.html", b"<script>1</script>", None))],
        )
        self.assertEqual(answer.status_code, 200)
        said = new.message_ids.filtered(lambda m: "Tuesday" in (m.body or ""))
        self.assertFalse(said.author_id)
        self.assertNotIn("<b>", said.body)
        self.assertEqual(said.attachment_ids.name, "a.html")
        self.assertEqual(said.attachment_ids.mimetype, "application/octet-stream")
        self.assertIn("The complainant wrote", new.activity_ids.mapped("summary"))

    def test_anonymous_though_logged_in(self):
        portal = self._make_user("cmp_whistle", "base.group_portal")
        self.authenticate("cmp_whistle", "cmp_whistle")
        self._send(is_anonymous="1")
        new = self._find()
        self.assertFalse(new.partner_id)
        self.assertNotEqual(new.create_uid, portal)
        self.assertNotIn(portal.partner_id, new.message_ids.author_id)
        self.assertNotIn(portal.partner_id, new.message_partner_ids)

    def _track(self, number, secret):
        return self._send(url="/complaints/track", number=number, secret=secret)

    def test_tracking_tells_nothing(self):
        self._send(is_anonymous="1")
        new = self._find()
        with patch.object(complaint_form, "MOST_TRIED", 9):
            answers = [
                self._track(*typed).text.replace(typed[0].strip("\0"), "")
                for typed in (
                    (new.number, "AAAAA-AAAAA-AAAAA-AAAAA"),
                    ("CMP99999", "AAAAA-AAAAA-AAAAA-AAAAA"),
                    (new.number, ""),
                    (new.number, "ü\0" * 500),
                    ("\0", "\0"),
                )
            ]
        for text in answers:
            self.assertIn("There is no complaint with this number", text)
            self.assertNotIn("The box was wet", text)

        def without_seal(text):
            return text.split("o_complaint_track")[0].split("<main>")[-1]

        self.assertEqual(without_seal(answers[0]), without_seal(answers[1]))

    def test_guessing_has_an_end(self):
        self._send(is_anonymous="1")
        new = self._find()
        secret = new._issue_secret()
        with patch.object(complaint_form, "MOST_TRIED", 3):
            for _turn in range(3):
                self.assertIn("no complaint with", self._track(new.number, "x").text)
            refused = self._track(new.number, secret).text
            self.assertIn("tried too often", refused)
            attempts = self.env["crm.complaint.attempt"].search([])
            self.assertNotIn("127.0.0.1", str(attempts.mapped("key_hash")))
            attempts.date = fields.Datetime.now() - timedelta(hours=2)
            self.assertIn("box was wet", self._track(new.number, secret).text)

    def test_phone_alone_gets_a_secret(self):
        answer = self._send(email_from="", phone="021 555 44 33")
        self.assertIn("o_complaint_secret", answer.text)
        self.assertEqual(self._find().state, "acknowledged")

    def test_who_is_logged_in_is_known(self):
        portal = self._make_user("cmp_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        other = order.copy({"partner_id": self.manager.partner_id.id})
        self.authenticate("cmp_portal", "cmp_portal")
        for document in order, other:
            name = f"About {document.name}"
            self._send(
                name=name, email_from="x@y.org", customer_reference=document.name
            )
            new = self._find(name)
            self.assertEqual(
                [new.partner_id, new.channel], [portal.partner_id, "portal"]
            )
            self.assertEqual(new.link_ids.order_id, document & order)

    # ------------------------------------------------------------------
    # What should not come in
    # ------------------------------------------------------------------

    def test_bad_input_is_told_and_the_text_kept(self):
        before = self.env["crm.complaint"].search_count([])
        for values, words in (
            ({"name": " "}, "Write a subject"),
            ({"name": "x" * 5_000}, "more than 200 characters"),
            ({"description": " "}, "Tell us what happened"),
            ({"description": "kept " + "x" * 10_001}, "longer than 10000"),
            ({"remedy_wanted": "x" * 2_001}, "more than 2000 characters"),
            ({"category_id": self.hidden.id}, "Choose what your complaint"),
            ({"category_id": "1 OR 1=1"}, "Choose what your complaint"),
            ({"category_id": ""}, "Choose what your complaint"),
            ({"email_from": "", "phone": ""}, "or complain anonymously"),
            ({"email_from": "nobody"}, "is no e-mail address"),
            ({"email_from": "a@b.org, c@d.org"}, "is no e-mail address"),
            ({"occurred_date": "9999-12-31"}, "Choose the day"),
            ({"occurred_date": "yesterday"}, "Choose the day"),
        ):
            with self.subTest(words=words, values=str(values)[:60]):
                answer = self._send(**{"description": "kept as written", **values})
                self.assertEqual(answer.status_code, 200)
                self.assertIn(words, answer.text)
                if "description" not in values:
                    self.assertIn("kept as written", answer.text)
        self.assertEqual(self.env["crm.complaint"].search_count([]), before)

    def test_hostile_text_is_taken_as_text(self):
        name = "<script>alert(1)</script> \u202egpj.exe\0 {{7*7}}"
        answer = self._send(
            name=name,
            description="<script>alert(2)</script>\0\u202e\r\nline two ${7*7}",
            partner_name="\u202eevil\0",
            customer_reference="' OR 1=1 --",
        )
        self.assertEqual(answer.status_code, 200)
        new = self.env["crm.complaint"].search([("partner_name", "=", "evil")])
        self.assertEqual(new.name, "<script>alert(1)</script> gpj.exe {{7*7}}")
        self.assertNotIn("<script", new.description)
        self.assertIn("line two ${7*7}", new.description)
        page = self.url_open(new.get_portal_url()).text
        self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;alert(1)", page)

    def test_fields_that_are_files_and_files_that_are_fields(self):
        before = self.env["crm.complaint"].search_count([])
        files = [("name", ("x.txt", b"x", None)), ("is_anonymous", ("y", b"y", None))]
        values = {"csrf_token": self._seal(), "description": "x"}
        answer = self.url_open("/complaints/new", data=values, files=files)
        self.assertIn("Write a subject", answer.text)
        answer = self._send(attachments="x")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.env["crm.complaint"].search_count([]), before + 1)

    def test_files_have_limits(self):
        def upload(*files):
            return self._send(files=[("attachments", file) for file in files])

        with patch.object(complaint_form, "MAX_TOTAL_SIZE", 2**20):
            half = b"x" * (2**19 + 1)
            answer = upload(("a.txt", half, None), ("b.txt", half, None))
        self.assertIn("larger than 1 MB together", answer.text)
        self.assertIn("The box was wet.", answer.text)
        answer = upload(*((f"{i}.txt", b"x", None) for i in range(11)))
        self.assertIn("at most 10 files", answer.text)
        self.assertFalse(self._find())
        upload(
            ("x.html", b"<script>alert(1)</script>", "text/html"),
            ("../../a", b"x", None),
            ("\u202egpj.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        )
        found = self._find().message_ids.attachment_ids.sorted("name")
        self.assertEqual(found.mapped("name"), ["a", "gpj.svg", "x.html"])
        for file in found[1:]:
            self.assertEqual(file.mimetype, "application/octet-stream")

    def test_twenty_six_megabytes(self):
        large = ("attachments", ("large.bin", b"x" * (26 * 2**20), None))
        answer = self._send(files=[large])
        self.assertEqual(answer.status_code, 200)
        self.assertIn("larger than 25 MB", answer.text)
        self.assertIn("The box was wet.", answer.text)
        self.assertFalse(self._find())

    def test_seal_and_trap(self):
        with mute_logger("odoo.http"):
            for url in ("/complaints/new", "/complaints/track"):
                answer = self.url_open(url, data={"name": "x", "number": "1"})
                self.assertEqual(answer.status_code, 400, "a form without its seal")
        answer = self._send(**{complaint_form.TRAP: "https://example.org"})
        self.assertIn("Thank you", answer.text)
        self.assertFalse(self._find())

    def test_captcha_is_asked_for(self):
        IrHttp = self.registry["ir.http"]

        def refuse(_self, action):
            self.assertEqual(action, complaint_form.CAPTCHA)
            raise UserError(ROBOT)

        with patch.object(IrHttp, "_verify_request_recaptcha_token", refuse):
            answer = self._send()
        self.assertIn(ROBOT, answer.text)
        self.assertIn("The box was wet.", answer.text)
        self.assertFalse(self._find())

    def test_flood_has_an_end(self):
        with (
            patch.object(complaint_form, "MOST_FROM_PLACE", 3),
            patch.object(complaint_form, "MOST_FOR_ADDRESS", 2),
        ):
            for expected in (1, 2, 2, 2):
                answer = self._send()
                self.assertEqual(len(self._find()), expected)
            self.assertIn("try again later", answer.text)
            self.assertIn("The box was wet.", answer.text)
            self._send(email_from="bahar@example.org")
            self.assertEqual(len(self._find()), 2, "the place is full as well")

    def test_nothing_half_made(self):
        Complaint = self.registry["crm.complaint"]

        def fail(_self):
            raise UserError(INNER)

        attachments = self.env["ir.attachment"].search_count([])
        with (
            patch.object(Complaint, "_acknowledge", fail),
            mute_logger("odoo.addons.crm_complaints.controllers.complaint_form"),
        ):
            answer = self._send(files=[("attachments", ("a.txt", b"x", None))])
        self.assertIn("could not record", answer.text)
        self.assertNotIn("Inner Circle", answer.text)
        self.assertIn("The box was wet.", answer.text)
        self.assertFalse(self._find())
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)
