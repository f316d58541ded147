from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase, JourneyMixin

SECRET = "object.env['ir.config_parameter'].sudo().get_param('database.secret')"
TRICKS = (
    SECRET,
    "object.sudo().user_ids.password",
    "object.search([]).mapped('email')",
    "object['env']",
    "object._cr",
)


@tagged("post_install", "-at_install")
class TestSmsTemplates(JourneyCase):
    """Marketers who ask for more than their recipients, and names that are code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as every employee in a new database of the host
        cls.marketer.group_ids |= cls.env.ref("mail.group_mail_template_editor")
        cls.partners[0].phone = "+989121234500"

    def _make(self, **values):
        return (
            self.env["mailing.mailing"]
            .with_user(self.marketer)
            .create(
                {
                    "subject": "SMS",
                    "mailing_type": "sms",
                    "body_plaintext": "Hello",
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": f"[('id', '=', {self.partners[0].id})]",
                    **values,
                }
            )
        )

    def test_body_that_reaches_beyond(self):
        """Jobs render with all rights: what is not let in is not sent to anybody."""
        mailing = self._make()
        for trick in TRICKS:
            body = "Your code: {{ " + trick + " }}"
            with self.subTest(trick=trick):
                with self.assertRaises(AccessError):
                    mailing.body_plaintext = body
                with self.assertRaises(AccessError):
                    self._make(body_plaintext=body)

    def test_template_that_reaches_beyond(self):
        template = self.env["sms.template"].create(
            {
                "name": "Left by an administrator",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "{{ " + SECRET + " }}",
            }
        )
        with self.assertRaises(AccessError):
            self._make(sms_template_id=template.id, body_plaintext=template.body)
        mailing = self._make()
        with self.assertRaises(AccessError):
            mailing.write(
                {"sms_template_id": template.id, "body_plaintext": template.body}
            )

    def test_name_that_is_a_template(self):
        self.partners[0].name = "{{ 7*7 }} ${7*7}"
        mailing = self._make(body_plaintext="Dear {{ object.name }}")
        mailing.sudo().action_send_sms()
        sms = self.env["sms.sms"].search([("mailing_id", "=", mailing.id)])
        self.assertEqual(sms.body, "Dear {{ 7*7 }} ${7*7}")


@tagged("post_install", "-at_install")
class TestSmsPages(JourneyMixin, HttpCase):
    """The links of an SMS, and people who play with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        for n, partner in enumerate(cls.partners[:2]):
            partner.phone = f"+98912123450{n}"
        cls.mailing, cls.other = [
            cls._make_mailing(
                mailing_type="sms",
                body_plaintext=f"See https://shop.example.com/{name}",
                mailing_domain=f"[('id', 'in', {cls.partners[:2].ids})]",
                sms_allow_unsubscribe=True,
            )
            for name in ("tea", "cup")
        ]
        (cls.mailing + cls.other).action_send_sms()
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _traces(self, mailing):
        return mailing.mailing_trace_ids.sorted("res_id")

    def _code(self, mailing):
        domain = [("source_id", "=", mailing.source_id.id)]
        return self.env["link.tracker"].search(domain, limit=1).code

    def _blacklisted(self):
        return self.env["phone.blacklist"].search_count([])

    def test_number_of_another_mailing(self):
        """The number at the end of a link can be counted up; it tells nothing then."""
        own, foreign = self._traces(self.mailing)[0], self._traces(self.other)[0]
        code = self._code(self.mailing)
        for trace in (own, foreign):
            answer = self.url_open(
                f"/r/{code}/s/{trace.sms_id_int}?url=//evil.example",
                allow_redirects=False,
            )
            place = answer.headers["Location"]
            self.assertTrue(place.startswith("https://shop.example.com/tea"), place)
        self.env.invalidate_all()
        self.assertTrue(own.links_click_datetime)
        self.assertFalse(foreign.links_click_datetime)
        clicks = self.env["link.tracker.click"].search(
            [("mailing_trace_id", "in", (own + foreign).ids)]
        )
        self.assertEqual(clicks.mailing_trace_id, own)

    def test_opening_the_link_changes_nothing(self):
        trace = self._traces(self.mailing)[0]
        before = self._blacklisted()
        url = f"/sms/{self.mailing.id}/{trace.sms_code}"
        for method in ("GET", "HEAD"):
            answer = self.url_open(url, method=method)
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn(trace.sms_number, answer.text)
            self.assertNotIn(trace.sms_number[-6:], answer.text)
        leave = f"/sms/{self.mailing.id}/unsubscribe/{trace.sms_code}"
        for query in ("", f"?sms_number=%2B{trace.sms_number[1:]}"):
            for method in ("GET", "HEAD"):
                self.url_open(leave + query, method=method)
        self.assertEqual(self._blacklisted(), before, "GET alone never opts out")

    def test_leaving_takes_the_button(self):
        trace = self._traces(self.mailing)[0]
        before = self._blacklisted()
        url = f"/sms/{self.mailing.id}/{trace.sms_code}"
        answer = self.url_open(url, data={"sms_number": trace.sms_number})
        self.assertEqual(answer.status_code, 400, "without the seal of the page")
        self.assertEqual(self._blacklisted(), before)
        answer = self.url_open(
            url,
            data={
                "sms_number": trace.sms_number,
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._blacklisted(), before + 1)
        self.assertTrue(
            self.env["phone.blacklist"].search([("number", "=", trace.sms_number)])
        )

    def test_forged_codes(self):
        first, second = self._traces(self.mailing)
        foreign = self._traces(self.other)[0]
        before = self._blacklisted()
        seal = {"csrf_token": Request.csrf_token(self)}
        for code, number in (
            ("xxx", first.sms_number),
            ("%25", first.sms_number),
            (first.sms_code.swapcase() + "x", first.sms_number),
            (foreign.sms_code + "x", foreign.sms_number),
            (first.sms_code, second.sms_number),
            (first.sms_code, "<script>alert(7)</script>"),
        ):
            for path in (code, f"unsubscribe/{code}"):
                answer = self.url_open(
                    f"/sms/{self.mailing.id}/{path}",
                    data={"sms_number": number, **seal},
                    allow_redirects=False,
                )
                self.assertNotIn("<script>alert(7)", answer.text)
        self.assertEqual(self._blacklisted(), before)
