from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from .rules_common import MOMENT, RulesMixin


@tagged("post_install", "-at_install")
class TestConsent(RulesMixin, TransactionCase):
    """Who consented to what, and how we know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _standing(self, partner, purpose=None, channel="email"):
        address = partner.email_normalized
        return self.Consent._get_current([address], channel, purpose).get(address)

    def test_consent_by_phone(self):
        """Somebody calls, and the salesperson takes it down at the contact."""
        seller = new_test_user(
            self.env, "rules_seller", "sales_team.group_sale_salesman_all_leads"
        )
        wizard = self.env["crm.consent.record"].with_user(seller)
        form = Form(wizard.with_context(default_partner_id=self.ada.id))
        form.evidence = "Called and asked for the newsletter"
        form.purpose_ids.add(self.news)
        form.save().action_record()
        line = self.Consent.search([("partner_id", "=", self.ada.id)])
        self.assertEqual(line.email_normalized, "ada@rules.example.com")
        self.assertEqual((line.state, line.source), ("given", "phone"))
        self.assertEqual((line.purpose_id, line.user_id), (self.news, seller))
        self.assertEqual(line.legal_basis, "consent")
        with self.assertRaises(AccessError):
            self.Consent.with_user(seller).search([])
        action = self.ada.with_user(self.marketer).action_open_consents()
        found = self.Consent.with_user(self.marketer).search(action["domain"])
        self.assertEqual(found, line)
        with self.assertRaises(AccessError):
            self.ada.with_user(seller).action_open_consents()

    def test_wizard_needs_an_address(self):
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        record = self.env["crm.consent.record"].create(
            {"partner_id": nobody.id, "channel": "sms", "evidence": "Said so"}
        )
        with self.assertRaisesRegex(UserError, "no address"):
            record.action_record()

    def test_log_is_only_added_to(self):
        line = self._log(self.ada, "given", self.news)
        sly = {"crm_consent_erasing": True}
        for user in (self.marketer, self.manager):
            theirs = line.with_user(user).with_context(**sly)
            with self.assertRaises(UserError):
                theirs.write({"state": "withdrawn"})
            with self.assertRaises(UserError):
                theirs.unlink()
        with self.assertRaises(UserError):
            line.sudo().write({"state": "withdrawn"})
        with self.assertRaises(UserError):
            line.sudo().unlink()

    def test_manager_imports_but_forges_nothing(self):
        values = {"email_normalized": " Dee@Rules.Example.com", "state": "given"}
        log = self.Consent.with_user(self.manager)
        line = log.create({**values, "source": "import", "user_id": self.bob.id})
        self.assertEqual(line.email_normalized, "dee@rules.example.com")
        self.assertEqual(line.user_id, self.manager)
        for wrong in (
            {"source": "double_opt_in"},
            {"source": "import", "ip": "192.0.2.1"},
            {"source": "import", "state": "pending"},
        ):
            with self.assertRaises(AccessError):
                log.create({**values, **wrong})
        with self.assertRaises(AccessError):
            self.Consent.with_user(self.marketer).create({**values, "source": "import"})
        with self.assertRaises(ValidationError):
            log.create({**values, "source": "import", "email_normalized": "x"})
        later = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaises(ValidationError):
            log.create({**values, "source": "import", "date": later})

    def test_last_word_holds(self):
        self.assertFalse(self._standing(self.ada, self.news))
        self._log(self.ada, "given", self.news, date=MOMENT - timedelta(days=9))
        self.assertEqual(self._standing(self.ada, self.news).state, "given")
        self._log(self.ada, "withdrawn", self.news)
        self.assertEqual(self._standing(self.ada, self.news).state, "withdrawn")
        # what was said before and is entered late does not undo it
        self._log(self.ada, "given", self.news, date=MOMENT - timedelta(days=5))
        self.assertEqual(self._standing(self.ada, self.news).state, "withdrawn")
        self.assertFalse(self._standing(self.ada, self.offers))

    def test_of_the_whole_channel_and_of_one_purpose(self):
        days = [MOMENT - timedelta(days=day) for day in (9, 8, 7, 6)]
        self._log(self.ada, "given", self.news, date=days[0])
        self._log(self.ada, "withdrawn", date=days[1])
        self.assertEqual(self._standing(self.ada, self.news).state, "withdrawn")
        self._log(self.ada, "given", self.news, date=days[2])
        self.assertEqual(self._standing(self.ada, self.news).state, "given")
        self.assertEqual(self._standing(self.ada, self.offers).state, "withdrawn")
        self._log(self.bob, "withdrawn", self.news, date=days[0])
        self._log(self.bob, "given", date=days[3])
        self.assertEqual(self._standing(self.bob, self.news).state, "withdrawn")
        self.assertEqual(self._standing(self.bob, self.offers).state, "given")

    def test_channels_and_companies_are_apart(self):
        self._log(self.ada, "withdrawn", channel="sms")
        self.assertFalse(self._standing(self.ada))
        phone = self.ada.phone_sanitized
        self.assertEqual(phone, "+12025550100")
        found = self.Consent._get_current([phone], "sms")
        self.assertEqual(found[phone].state, "withdrawn")
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.Consent._get_current([phone], "sms", None, other))
        self._log(self.cy, "withdrawn", channel="post")
        found = self.Consent._get_current(self.cy.ids, "post")
        self.assertEqual(found[self.cy.id].state, "withdrawn")
        self.Consent.sudo().create(
            {
                "email_normalized": "far@rules.example.com",
                "state": "given",
                "source": "phone",
                "company_id": other.id,
            }
        )
        theirs = self.Consent.with_user(self.manager).search(
            [("company_id", "=", other.id)]
        )
        self.assertFalse(theirs)

    def test_mailing_lists_follow(self):
        purpose = self.news
        mailing_list = self.env["mailing.list"].create(
            {"name": "News", "consent_purpose_id": purpose.id}
        )
        contact = self.env["mailing.contact"].create(
            {"email": self.ada.email, "list_ids": mailing_list.ids}
        )
        self._log(self.ada, "withdrawn", purpose)
        self.assertTrue(contact.subscription_ids.opt_out)
        self.assertEqual(self._check(self.ada, purpose=purpose), ["opt_out"])
        now = fields.Datetime.now() - timedelta(hours=1)
        self._log(self.ada, "given", purpose, date=now)
        self.assertFalse(contact.subscription_ids.opt_out)
        # by the link of a mailing
        mailing_list._update_subscription_from_email(contact.email, opt_out=True)
        self.assertEqual(self._standing(self.ada, purpose).state, "withdrawn")
        line = self.Consent.search([("partner_id", "=", self.ada.id)], limit=1)
        self.assertEqual((line.source, line.purpose_id), ("mailing", purpose))

    def test_flag_of_a_list_alone_stops_its_purpose(self):
        mailing_list = self.env["mailing.list"].create(
            {"name": "News", "consent_purpose_id": self.news.id}
        )
        contact = self.env["mailing.contact"].create(
            {"email": self.ada.email, "list_ids": mailing_list.ids}
        )
        contact.subscription_ids.opt_out = True
        self.assertEqual(self._check(self.ada, purpose=self.news), ["opt_out"])
        self.assertEqual(self._check(self.ada, purpose=self.offers), [None])

    def test_to_be_forgotten(self):
        self._log(self.ada, "given", self.news)
        self._log(self.ada, "withdrawn", self.offers)
        self._log(self.bob, "given", self.news)
        with self.assertRaises(AccessError):
            self.ada.with_user(self.marketer).action_erase_consents()
        (self.ada + self.bob).with_user(self.manager).action_erase_consents()
        emails = [self.ada.email_normalized, self.bob.email_normalized]
        log = self.Consent.search([("email_normalized", "in", emails)])
        self.assertFalse(log)
        kept = self.env["crm.suppression"].search([("kind", "=", "hash")])
        self.assertTrue(kept)
        self.assertFalse(kept.filtered(lambda entry: "ada" in entry.value))
        self.assertEqual(self._check(self.ada, self.bob), ["suppressed", None])
        self.ada.with_context(active_test=False).unlink()
        again = self.env["res.partner"].create(
            {"name": "Ada", "email": "ADA@rules.example.com"}
        )
        self.assertEqual(self._check(again), ["suppressed"], "known by its hash")
