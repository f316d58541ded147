from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CampaignCase

SECRET = "object.env['ir.config_parameter'].sudo().get_param('database.secret')"
BODIES = (
    f'<p><t t-out="{SECRET}"/></p>',
    '<p><t t-call="web.login"/></p>',
    '<p t-attf-title="{{ object.sudo().user_ids.password }}">x</p>',
    '<p><t t-set="o" t-value="object"/><t t-if="o.env.user.id">x</t></p>',
    '<p><t t-foreach="object.search([])" t-as="other">x</t></p>',
)


@tagged("post_install", "-at_install")
class TestHostileTemplates(CampaignCase):
    """Marketers who ask for more than their recipients, and names that are code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as every employee in a new database of the host
        cls.marketer.group_ids |= cls.env.ref("mail.group_mail_template_editor")

    def _make(self, **values):
        return (
            self.env["mailing.mailing"]
            .with_user(self.marketer)
            .create(
                {
                    "subject": "Hello",
                    "body_html": "<p>Hello</p>",
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": f"[('id', '=', {self.customer.id})]",
                    **values,
                }
            )
        )

    def test_body_that_reaches_beyond(self):
        for body in BODIES:
            with self.subTest(body=body), self.assertRaises(AccessError):
                self._make(body_html=body)

    def test_subject_that_reaches_beyond(self):
        mailing = self._make()
        for name in ("subject", "preview"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                mailing[name] = "{{ " + SECRET + " }}"

    def test_fields_of_the_recipient_are_fine(self):
        body = (
            "<p><t t-if=\"object.lang == 'en_US'\">Hi</t>"
            '<t t-out="object.country_id.name or \'\'"/> <t t-out="object.name"/></p>'
        )
        mailing = self._make(body_html=body, subject="For {{ object.name }}")
        html = mailing._render_field("body_html", self.customer.ids)
        self.assertIn("Cyrus Trading", html[self.customer.id])

    def test_name_that_is_a_template(self):
        """What a customer calls himself is text, wherever it stands."""
        self.customer.name = '<t t-out="7*7"/> {{ 7*7 }} <script>x</script>'
        mailing = self._make(
            subject="For {{ object.name }}",
            body_html='<p>Dear <t t-out="object.name"/>,</p>',
        )
        mailing._action_send_mail()
        trace = mailing.sudo().mailing_trace_ids
        self.assertEqual(len(trace), 1)
        mail = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])
        for text in (mail.subject or "", mail.body_html or ""):
            self.assertIn("{{ 7*7 }}", text)
            self.assertNotIn("49", text.replace("&#49", ""))
        self.assertNotIn("<script>x", mail.body_html)
        self.assertIn("&lt;script&gt;", mail.body_html)
