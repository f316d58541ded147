from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_complaints.tests.common import ComplaintMixin
from odoo.addons.crm_complaints_sms.models.crm_complaint import MOST_SENT


@tagged("post_install", "-at_install")
class TestComplaintSms(ComplaintMixin, TransactionCase):
    """Who left a phone number alone hears by SMS; nobody is flooded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.company.country_id = cls.env.ref("base.ir")

    def _file(self, **values):
        return self.env["crm.complaint"]._file_by_visitor(
            {
                "name": "Cold tea",
                "company_id": self.company.id,
                "category_id": self.category.id,
                "channel": "website",
                "phone": "0912 345 6789",
                **values,
            }
        )

    def _find_sent(self):
        return self.env["sms.sms"].search([("number", "=", "+989123456789")])

    def test_phone_alone(self):
        complaint = self._file()
        sent = self._find_sent()
        self.assertIn(complaint.number, sent.body)
        self.assertIn(complaint.access_token, sent.body)
        self.assertEqual(complaint.state, "acknowledged")
        complaint._tell_status()
        self.assertEqual(len(self._find_sent()), 2)
        token = complaint.access_token
        shown = complaint.website_message_ids.filtered(lambda m: not m.is_internal)
        self.assertNotIn(token, " ".join(shown.mapped("body")))

    def test_erased_with_the_complaint(self):
        complaint = self._file()
        self.assertTrue(self._find_sent())
        complaint.sudo().state = "closed"
        complaint._erase()
        self.assertFalse(self._find_sent())
        self.assertFalse(
            self.env["mail.notification"].search([("sms_number", "=", "+989123456789")])
        )

    def test_who_has_mail_gets_no_sms(self):
        self._file(email_from="omid@example.org")
        self.assertFalse(self._find_sent())

    def test_no_number_and_no_flood(self):
        self._file(phone="12")
        self.assertFalse(self.env["sms.sms"].search([("number", "=", "12")]))
        for _turn in range(MOST_SENT + 2):
            self._file()
        self.assertEqual(len(self._find_sent()), MOST_SENT)
