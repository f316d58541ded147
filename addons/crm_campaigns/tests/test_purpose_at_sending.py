from odoo.tests import tagged

from .mailing_common import MailingCase


@tagged("post_install", "-at_install")
class TestPurposeAtSending(MailingCase):
    """What was said of the purpose of a list holds, whatever became of the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purpose = cls.env.ref("crm_campaigns.crm_consent_purpose_newsletter")
        cls.list.consent_purpose_id = cls.purpose
        cls.ann, cls.ben = cls.make_contacts("ann@p.example", "ben@p.example")

    def _log(self, contact, state):
        self.env["crm.consent"].sudo().create(
            {
                "email_normalized": contact.email,
                "state": state,
                "legal_basis": "consent" if state == "given" else False,
                "purpose_id": self.purpose.id,
                "source": "phone",
            }
        )

    def test_stranger_subscribes_who_has_left(self):
        """A form of the website takes anybody's address, and joins the list anew."""
        self._log(self.ann, "withdrawn")
        subscription = self.ann.subscription_ids
        self.assertTrue(subscription.opt_out)
        subscription.opt_out = False
        mailing = self.make_mailing()
        self.assertEqual(self.send(self.generate(mailing)), ["ben@p.example"])
        self.assertEqual(
            self.read_traces(mailing)["ann@p.example"], [("cancel", "mail_optout")]
        )

    def test_consent_to_the_purpose_is_enough(self):
        self.env.company.crm_consent_email = "opt_in"
        self._log(self.ann, "given")
        mailing = self.make_mailing()
        self.assertEqual(self.send(self.generate(mailing)), ["ann@p.example"])

    def test_lists_of_several_purposes_have_none(self):
        other = self.env["mailing.list"].create({"name": "Without"})
        mailing = self.make_mailing()
        self.assertEqual(mailing._get_consent_purpose(), self.purpose)
        mailing.contact_list_ids += other
        self.assertFalse(mailing._get_consent_purpose())
        other.consent_purpose_id = self.env.ref(
            "crm_campaigns.crm_consent_purpose_offers"
        )
        self.assertFalse(mailing._get_consent_purpose())
