from odoo.tests import TransactionCase, tagged

from ..incoming_files import choose_files, clean_name
from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestHostile(ComplaintMixin, TransactionCase):
    """What nobody sends by mistake."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_names_of_files(self):
        for name, clean in (
            ("../../a", "a"),
            ("C:\\Windows\\a.txt", "a.txt"),
            ("inv\u202etxt.exe", "invtxt.exe"),
            ("a\0b.txt", "ab.txt"),
            ("..", "file"),
            ("", "file"),
            (None, "file"),
            ("پیش\u200cفاکتور.pdf", "پیش\u200cفاکتور.pdf"),
        ):
            self.assertEqual(clean_name(name), clean)
        self.assertLessEqual(len(clean_name("a" * 5000 + ".txt")), 120)

    def test_too_many_and_too_large(self):
        kept, left = choose_files([(f"{i}.txt", b"a") for i in range(11)])
        self.assertEqual((len(kept), left), (10, ["10.txt"]))
        kept, left = choose_files([("big.bin", b"a" * (26 * 2**20)), ("b.txt", b"b")])
        self.assertEqual((kept, left), ([("b.txt", b"b")], ["big.bin"]))

    def _receive(self, subject="Late", body="<p>Tea</p>", attachments=()):
        message = {
            "subject": subject,
            "from": "ada@example.org",
            "email_from": "ada@example.org",
            "body": body,
            "message_id": "<1@example.org>",
            "attachments": list(attachments),
        }
        complaint = self.env["crm.complaint"].message_new(
            message, {"team_id": self.team.id, "company_id": self.company.id}
        )
        if attachments:
            complaint.message_post(body=body, attachments=list(attachments))
        return complaint

    def test_what_would_run_is_downloaded_only(self):
        complaint = self._receive(
            attachments=[
                ("x.html", b"<script>alert(1)</script>"),
                ("x.svg", b"<svg onload='alert(1)'/>"),
                ("x.txt", b"harmless"),
            ]
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.complaint"), ("res_id", "=", complaint.id)]
        )
        types = {file.name: file.mimetype for file in files}
        self.assertEqual(types["x.html"], "application/octet-stream")
        self.assertEqual(types["x.svg"], "application/octet-stream")
        self.assertEqual(types["x.txt"], "text/plain")

    def test_text_is_text(self):
        complaint = self._receive(
            subject="<script>alert(1)</script>\u202e" + "a" * 5000 + "\0",
            body="<p onclick='x()'>Tea</p><script>alert(1)</script>{{1234*1000}}",
        )
        self.assertEqual(len(complaint.name), 200)
        self.assertNotIn("\u202e", complaint.name)
        self.assertNotIn("script", complaint.description)
        self.assertNotIn("onclick", complaint.description)
        self.assertIn("{{1234*1000}}", complaint.description)
        letter = complaint.message_ids.filtered("subject")[:1]
        self.assertNotIn("1234000", letter.body or "")

    def test_nothing_but_hidden_letters(self):
        self.assertEqual(self._receive(subject="\u202e\0").name, "?")
