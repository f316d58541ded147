from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_complaints.tests.satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionSms(SatisfactionMixin, TransactionCase):
    """The question goes out by the host's SMS, to numbers that may be written to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.company.country_id = cls.env.ref("base.us")
        cls.programme = cls._make_programme(channel="sms", moment="sample")

    def _plan(self, name, **values):
        partner = self._make_partner(name, **values)
        return self._make_invitation(
            self.programme, partner, state="planned", sent_date=False
        )

    def test_by_sms_and_not_by_mail(self):
        invitation = self._plan("Ada", phone="+1 202 555 0122", email=False)
        before = self.env["mail.mail"].search_count([])
        self.env["crm.satisfaction.invitation"].sudo()._send_due(invitation)
        message = self.env["sms.sms"].search(
            [("partner_id", "=", invitation.partner_id.id)]
        )
        self.assertEqual(message.number, "+12025550122")
        self.assertIn(invitation.token, message.body)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertEqual(invitation.state, "sent")

    def test_without_number_and_blacklisted(self):
        no_number = self._plan("Bob")
        listed = self._plan("Cleo", phone="+1 202 555 0133")
        self.env["phone.blacklist"].create({"number": "+12025550133"})
        both = no_number | listed
        self.env["crm.satisfaction.invitation"].sudo()._send_due(both)
        self.assertEqual(both.mapped("reason"), ["no_address", "blacklist"])
        self.assertFalse(
            self.env["sms.sms"].search([("partner_id", "in", both.partner_id.ids)])
        )

    def test_erased_with_the_invitation(self):
        ada = self._plan("Ada", phone="+1 202 555 0122")
        bob = self._plan("Bob", phone="+1 202 555 0144")
        both = ada | bob
        self.env["crm.satisfaction.invitation"].sudo()._send_due(both)
        ada.sudo()._erase()
        left = self.env["sms.sms"].search(
            [("number", "in", ["+12025550122", "+12025550144"])]
        )
        self.assertEqual(left.partner_id, bob.partner_id)
