from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .mailing_common import MailingCase

BODY = "<div><p>Dear <t t-out='object.name'/>,</p><p>[[block:season]]</p></div>"


@tagged("post_install", "-at_install")
class TestContentBlock(MailingCase):
    """One mail says to each what is for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.best = cls.env["crm.segment"].create({"name": "The Best"})
        cls.env["res.lang"]._activate_lang("fa_IR")
        partners = cls.env["res.partner"].create(
            [
                {"name": "Best", "email": "best@x.example", "lang": "en_US"},
                {"name": "Parisa", "email": "parisa@x.example", "lang": "fa_IR"},
                {"name": "Other", "email": "other@x.example", "lang": "en_US"},
            ]
        )
        cls.champion, cls.persian, cls.other = partners
        cls.env["crm.customer.value"].sudo().create(
            {
                "partner_id": cls.champion.id,
                "company_id": cls.company.id,
                "segment_id": cls.best.id,
            }
        )
        cls.block = cls.env["crm.content.block"].create(
            {
                "name": "Season",
                "variant_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "The best",
                            "segment_ids": [(6, 0, cls.best.ids)],
                            "body_html": "<b>For our best, "
                            "<t t-out='object.name'/></b>",
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "Persian",
                            "lang": "fa_IR",
                            "body_html": "<i>نوروز</i>",
                        },
                    ),
                    (0, 0, {"name": "All others", "body_html": "<i>Tea</i>"}),
                ],
            }
        )
        cls.to_partners = {
            "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": repr([("id", "in", partners.ids)]),
            "contact_list_ids": False,
            "body_html": BODY,
        }

    def _read_bodies(self, mailing):
        """{address: text of the mail}"""
        self.generate(mailing)
        mails = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])
        return {
            trace.email: trace.mail_mail_id.body_html
            for trace in mails.mailing_trace_ids
        }

    def test_each_their_part(self):
        mailing = self.make_mailing(**self.to_partners)
        self.assertEqual(mailing.crm_block_ids, self.block)
        self.assertEqual(self.block.mailing_count, 1)
        bodies = self._read_bodies(mailing)
        self.assertIn("For our best, Best</b>", bodies["best@x.example"])
        self.assertIn("نوروز", bodies["parisa@x.example"])
        self.assertIn("Dear Parisa,", bodies["parisa@x.example"])
        self.assertIn("<i>Tea</i>", bodies["other@x.example"])
        for body in bodies.values():
            self.assertNotIn("[[block", body)

    def test_lists_find_the_contact_by_address(self):
        self.make_contacts("BEST@x.example", "nobody@x.example")
        bodies = self._read_bodies(self.make_mailing(body_html=BODY))
        self.assertIn("For our best", bodies["best@x.example"])
        self.assertIn("<i>Tea</i>", bodies["nobody@x.example"])

    def test_days_and_contacts(self):
        first, persian, rest = self.block.variant_ids
        today = fields.Date.context_today(self.block)
        first.date_from = today + timedelta(days=1)
        persian.write({"lang": False, "domain": "[('name', '=', 'Other')]"})
        rest.date_to = today - timedelta(days=1)
        bodies = self._read_bodies(self.make_mailing(**self.to_partners))
        self.assertIn("نوروز", bodies["other@x.example"])
        for address in ("best@x.example", "parisa@x.example"):
            self.assertNotRegex(bodies[address], r"For our|نوروز|Tea<|\[\[block")

    def test_preview(self):
        mailing = self.make_mailing(**self.to_partners)
        preview = self.env["crm.mailing.preview"].create(
            {
                "mailing_id": mailing.id,
                "recipient_ref": f"res.partner,{self.champion.id}",
            }
        )
        self.assertIn("For our best, Best", preview.body)
        preview.recipient_ref = self.other
        self.assertIn("Tea", preview.body)

    def test_codes(self):
        same = self.env["crm.content.block"].create({"name": "Season"})
        self.assertEqual((self.block.code, same.code), ("season", "season-2"))
        self.assertEqual(same.placeholder, "[[block:season-2]]")
        persian = self.env["crm.content.block"].create(
            {"name": "بهار", "code": "bahar"}
        )
        for wrong in ("With Space", "x]]", ""):
            with self.assertRaises(ValidationError):
                persian.code = wrong
                self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.make_mailing(body_html="<p>[[block:no-such]]</p>")

    def test_in_use(self):
        mailing = self.make_mailing(**self.to_partners)
        with self.assertRaises(UserError):
            self.block.unlink()
        with self.assertRaises(UserError):
            self.block.code = "other"
        mailing.body_html = "<p>Plain</p>"
        self.block.code = "other"
        self.block.unlink()

    def test_wrong_variants_are_refused(self):
        variant = self.block.variant_ids[0]
        with self.assertRaises(ValidationError):
            variant.domain = "[('no_such', '=', 1)]"
        with self.assertRaises(ValidationError):
            variant.body_html = "<p>[[block:season]]</p>"
        marketer = new_test_user(
            self.env, "block_marketer", "crm_campaigns.group_campaign_user"
        )
        # in a new database every employee may edit templates
        self.env.ref("mail.group_mail_template_editor").sudo().user_ids = [
            (4, marketer.id)
        ]
        own = variant.with_user(marketer)
        own.body_html = "<p t-if=\"object.lang == 'en_US'\">Hello</p>"
        for body in (
            "<p t-out=\"object.env['ir.config_parameter'].sudo().search([])\"/>",
            "<p t-out=\"object.sudo().search([]).mapped('email')\"/>",
        ):
            with self.assertRaises(AccessError):
                own.body_html = body

    def test_others_have_no_access(self):
        other = self.env["res.company"].create({"name": "Block Other"})
        self.block.company_id = other
        marketer = new_test_user(
            self.env, "block_other", "crm_campaigns.group_campaign_user"
        )
        clerk = new_test_user(self.env, "block_clerk", "base.group_user")
        portal = new_test_user(self.env, "block_portal", "base.group_portal")
        for user in (marketer, clerk, portal):
            for record in (self.block, self.block.variant_ids[0]):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["name"])
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"name": "Mine"})
        # nor is it filled in where another company sends
        filled = self.env["crm.content.block"]._fill(
            "[[block:season]]", "res.partner", self.champion.ids
        )
        self.assertEqual(filled, {"": self.champion.ids})

    def test_queries_do_not_grow(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "email": f"p{n}@x.example"} for n in range(40)]
        )
        self.block.variant_ids[1].domain = "[('name', '!=', 'P1')]"
        counts = []
        for some in (partners[:2], partners[:2], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            filled = self.env["crm.content.block"]._fill(BODY, "res.partner", some.ids)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(filled), 1)
        self.assertEqual(counts[1], counts[2])

    def test_form(self):
        marketer = new_test_user(
            self.env, "block_writer", "crm_campaigns.group_campaign_user"
        )
        form = Form(self.env["crm.content.block"].with_user(marketer))
        form.name = "Winter"
        with form.variant_ids.new() as variant:
            variant.name = "All"
            variant.body_html = "<p>Snow</p>"
        block = form.save()
        self.assertEqual(block.placeholder, "[[block:winter]]")
