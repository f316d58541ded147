from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.loyalty_card import SAMPLE
from .common import CouponCase


@tagged("post_install", "-at_install")
class TestCouponMailing(CouponCase):
    """Each customer finds a code in the mail that is theirs, and only one."""

    def test_each_has_their_own(self):
        self.program.date_to = "2099-12-31"
        mails = self._send()
        cards = self._cards()
        self.assertEqual(set(cards), set(self.partners.ids))
        self.assertEqual(len({card.code for card in cards.values()}), 10)
        for mail in mails:
            card = cards[mail.res_id]
            self.assertIn(card.code, mail.body_html)
            self.assertNotIn("COUPON_CODE", mail.body_html)
            self.assertEqual(card.partner_id.id, mail.res_id)
            self.assertEqual(card.points, 1)
            self.assertEqual(str(card.expiration_date), "2099-12-31")
            self.assertEqual(card.crm_campaign_id, self.campaign)
            self.assertEqual(card.history_ids.mapped("issued"), [1])
            self.assertRegex(card.code, r"^044[2-9A-Z](-[2-9A-Z]{4}){3}$")
        # the program's own mail on new coupons is not sent besides
        self.assertEqual(len(mails), 10)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", "loyalty.card")]))

    def test_marketer_sends(self):
        """Who may not create coupons by hand gives them by the mailing."""
        self._send(self.mailing.with_user(self.marketer))
        self.assertEqual(len(self._cards()), 10)

    def test_sent_again_the_same_code(self):
        self._send(self.mailing)
        first = {id_: card.code for id_, card in self._cards().items()}
        self.env["mail.mail"].search([("mailing_id", "=", self.mailing.id)]).unlink()
        self.mailing.mailing_trace_ids.unlink()
        more = self._make_partners(2, ref="late")
        self.mailing.mailing_domain = [("id", "in", (self.partners + more).ids)]
        mails = self._send(self.mailing)
        second = {id_: card.code for id_, card in self._cards().items()}
        self.assertEqual(len(second), 12)
        self.assertEqual({id_: second[id_] for id_ in first}, first)
        for mail in mails:
            self.assertIn(second[mail.res_id], mail.body_html)

    def test_database_refuses_a_second(self):
        self._send()
        card = next(iter(self._cards().values()))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["loyalty.card"].create(
                {
                    "program_id": self.program.id,
                    "crm_mailing_id": self.mailing.id,
                    "crm_recipient_model": card.crm_recipient_model,
                    "crm_recipient_id": card.crm_recipient_id,
                }
            )

    def test_who_gets_no_mail_gets_no_coupon(self):
        self.partners[0].email = False
        self.partners[1].email = "no address"
        self.env["mail.blacklist"]._add(self.partners[2].email)
        self.partners[4].email = self.partners[3].email
        self._send()
        missing = set(self.partners.ids) - set(self._cards())
        self.assertEqual(missing, set((self.partners[:3] + self.partners[4]).ids))

    def test_subject_and_link(self):
        """A link with the code is the recipient's own, others are tracked."""
        mailing = self._make_coupon_mailing(
            subject="COUPON_CODE for you",
            body_html='<p><a href="https://shop.example.com/?c=COUPON_CODE">Shop</a> '
            '<a href="https://shop.example.com/tea">Tea</a></p>',
        )
        mails = self._send(mailing)
        cards = self._cards(mailing)
        self.assertEqual(len(mails), 10)
        for mail in mails:
            code = cards[mail.res_id].code
            self.assertEqual(mail.subject, f"{code} for you")
            self.assertIn(f'href="https://shop.example.com/?c={code}"', mail.body_html)
            self.assertNotIn("shop.example.com/tea", mail.body_html)
            self.assertIn("/r/", mail.body_html)

    def test_contacts_of_a_list(self):
        contacts = self.env["mailing.contact"].create(
            [{"name": f"C{n}", "email": f"c{n}@list.example"} for n in range(3)]
        )
        mailing = self._make_coupon_mailing(
            mailing_model_id=self.env["ir.model"]._get_id("mailing.contact"),
            mailing_domain=[("id", "in", contacts.ids)],
        )
        self._send(mailing)
        cards = self._cards(mailing)
        self.assertEqual(set(cards), set(contacts.ids))
        self.assertFalse(any(card.partner_id for card in cards.values()))

    def test_queries_do_not_grow(self):
        """Ninety recipients cost as many queries as ten."""
        partners = self._make_partners(90, ref="many")

        def count(some):
            mailing = self._make_coupon_mailing()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            codes = mailing._give_coupons("res.partner", some.ids)
            self.env.flush_all()
            self.assertEqual(len(codes), len(some))
            return self.cr.sql_log_count - before

        count(partners[:10])
        few = count(partners[:10])
        self.assertEqual(count(partners), few)
        self.assertLess(few, 20)

    def test_preview_and_test_show_a_sample(self):
        preview = (
            self.env["crm.mailing.preview"]
            .with_user(self.marketer)
            .create(
                {
                    "mailing_id": self.mailing.id,
                    "recipient_ref": f"res.partner,{self.partners[0].id}",
                }
            )
        )
        self.assertIn(SAMPLE, preview.body)
        self.assertFalse(self._cards())
        self._send()
        preview.invalidate_recordset()
        code = self._cards()[self.partners[0].id].code
        self.assertIn(code, preview.body)
        # who may read no coupon does not read them here
        mailer = new_test_user(
            self.env,
            "coupon_mailer",
            "base.group_user,mass_mailing.group_mass_mailing_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        html = self.mailing.with_user(mailer)._render_field(
            "body_html", self.partners[0].ids
        )[self.partners[0].id]
        self.assertIn(SAMPLE, html)
        self.assertNotIn(code, html)

    def test_promise_without_coupon_is_refused(self):
        for values, words in (
            ({"body_html": "<p>Hello</p>"}, "write COUPON_CODE"),
            ({"crm_coupon_program_id": False}, "choose the coupon"),
        ):
            mailing = self._make_coupon_mailing(**values)
            for send in (mailing.action_put_in_queue, mailing._action_send_mail):
                with self.assertRaisesRegex(UserError, words):
                    send()
        self.program.write({"date_from": "2020-01-01", "date_to": "2020-01-31"})
        with self.assertRaisesRegex(UserError, "has ended"):
            self.mailing.action_put_in_queue()
        self.assertFalse(self._cards())

    def test_only_programs_of_the_campaign(self):
        other = self._make_program(name="Other")
        with self.assertRaises(ValidationError):
            self.mailing.crm_coupon_program_id = other
        with self.assertRaises(ValidationError):
            self.mailing.campaign_id = self._make_campaign("Autumn")

    def test_programs_of_others_and_shared_codes_are_refused(self):
        stranger = self.env["res.company"].create({"name": "Stranger"})
        for values in (
            {"company_id": stranger.id, "currency_id": stranger.currency_id.id},
            {"program_type": "promotion", "trigger": "auto"},
        ):
            program = self._make_program(name="No", **values)
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.campaign.coupon_program_ids |= program

    def test_who_may_not_read_programs_gives_none(self):
        mailer = new_test_user(
            self.env,
            "coupon_mailer2",
            "base.group_user,mass_mailing.group_mass_mailing_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        mailing = self._make_coupon_mailing(
            crm_coupon_program_id=False, user_id=mailer.id
        )
        with self.assertRaises(AccessError):
            mailing.with_user(mailer).crm_coupon_program_id = self.program.id
