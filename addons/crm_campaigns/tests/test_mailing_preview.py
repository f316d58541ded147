from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CampaignCase


@tagged("post_install", "-at_install")
class TestMailingPreview(CampaignCase):
    """A mailing as one of its recipients would get it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create(
            [
                {"name": name, "email": f"{name}@preview.example.com", "ref": "preview"}
                for name in ("Ann", "Ben")
            ]
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "For {{ object.name }}",
                "body_html": '<p>Dear <t t-out="object.name"/>, <a href='
                '"https://shop.example.com/tea">tea</a></p>',
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('ref', '=', 'preview')]",
            }
        )

    def _preview(self, user=None):
        return (
            self.env["crm.mailing.preview"]
            .with_user(user or self.marketer)
            .create({"mailing_id": self.mailing.id})
        )

    def test_forward_and_back(self):
        preview = self._preview()
        self.assertEqual(preview.recipient_ref, self.people[0].with_user(self.marketer))
        self.assertEqual(preview.subject, "For Ann")
        self.assertIn("Dear Ann", preview.body)
        preview.action_next()
        self.assertEqual(preview.subject, "For Ben")
        preview.action_next()
        self.assertEqual(preview.subject, "For Ann")
        preview.action_previous()
        self.assertEqual(preview.subject, "For Ben")

    def test_leaves_no_trace(self):
        tables = ("mail.mail", "mailing.trace", "link.tracker")
        before = [self.env[name].search_count([]) for name in tables]
        preview = self._preview()
        self.assertIn('"https://shop.example.com/tea"', preview.body)
        self.assertEqual(before, [self.env[name].search_count([]) for name in tables])

    def test_says_who_would_be_refused(self):
        self.company.crm_sending_hours = False
        preview = self._preview()
        self.assertFalse(preview.refusal)
        self.env["mail.blacklist"]._add("ann@preview.example.com")
        self.assertEqual(self._preview().refusal, "On the blacklist")

    def test_rights_of_whoever_looks(self):
        employee = new_test_user(self.env, "preview_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self._preview(employee)
