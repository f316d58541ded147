from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..models.crm_contact_limit import CrmContactLimit
from ..models.crm_sending_check import Recipient, Refusal
from .rules_common import MOMENT, RulesMixin


@tagged("post_install", "-at_install")
class TestSendingCheck(RulesMixin, TransactionCase):
    """What a marketing message passes right before it is sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_each_recipient_gets_an_answer(self):
        """One batch with whoever may be written to, and who may not, and why."""
        names = ["bl", "out", "sup", "dup", "none", "fine"]
        partners = self.env["res.partner"].create(
            [{"name": name, "email": f"{name}@batch.example.com"} for name in names]
        )
        bl, out, sup, dup, none, fine = partners
        self.env["mail.blacklist"].create({"email": bl.email})
        self._log(out, "withdrawn")
        self.env["crm.suppression"].create({"value": sup.email})
        dup.email = "FINE@batch.example.com"
        none.email = False
        self.assertEqual(
            self._check(*partners),
            ["blacklist", "opt_out", "suppressed", None, "no_address", "duplicate"],
        )
        self.assertEqual(
            self._check(*partners, ignore=("blacklist", "opt_out", "suppressed")),
            [None, None, None, None, "no_address", "duplicate"],
        )
        self.assertEqual(self._check(), [])

    def test_one_address_in_three_forms_is_one_recipient(self):
        recipients = [Recipient(text) for text in ("a@x.com", "a@X.com", " a@x.com ")]
        duplicate = Refusal("duplicate")
        self.assertEqual(
            self.Check._check(recipients, at=MOMENT), [None, duplicate, duplicate]
        )

    def test_consent_where_it_is_needed(self):
        self._log(self.ada, "given", self.news)
        self._log(self.bob, "denied", self.news)
        news = {"purpose": self.news}
        people = (self.ada, self.bob, self.cy)
        self.assertEqual(self._check(*people, **news), [None, "opt_out", None])
        self.company.crm_consent_email = "opt_in"
        expected = [None, "opt_out", "no_consent"]
        self.assertEqual(self._check(*people, **news), expected)
        self.assertEqual(self._check(*people), ["no_consent"] * 3, "to one purpose")
        self.assertEqual(self._check(*people, channel="sms"), [None] * 3)
        self.company.crm_consent_sms = "opt_in"
        self.assertEqual(self._check(*people, channel="sms"), ["no_consent"] * 3)
        self.assertEqual(self._check(*people, channel="post"), [None] * 3)

    def test_phone(self):
        self.env["phone.blacklist"].create({"number": self.ada.phone})
        self._log(self.bob, "withdrawn", channel="phone")
        nobody = self.env["res.partner"].create({"name": "x", "email": "x@x.com"})
        people = (self.ada, self.bob, self.cy, nobody)
        self.assertEqual(
            self._check(*people, channel="phone"),
            ["blacklist", "opt_out", None, "no_address"],
        )
        self.assertEqual(
            self._check(*people, channel="sms"), ["blacklist", None, None, "no_address"]
        )
        self.assertEqual(self._check(*people), [None] * 4)

    def test_fourth_message_in_a_week(self):
        days = [MOMENT - timedelta(days=day) for day in (6, 4, 2)]
        self._send_mails(self.ada, *days)
        self._send_mails(self.bob, *days[1:])
        self._send_mails(self.cy, MOMENT - timedelta(days=7), *days[1:])
        answers = self.Check._check(
            [self._recipient(p) for p in (self.ada, self.bob, self.cy)], at=MOMENT
        )
        free = days[0] + timedelta(days=7)
        self.assertEqual(answers, [Refusal("cap", free), None, None])
        self.assertEqual(self._check(self.ada, at=free), [None])
        self.assertEqual(self._check(self.ada, at=free - timedelta(seconds=1)), ["cap"])
        self.assertEqual(self._check(self.ada, ignore=("cap",)), [None])

    def test_only_what_was_sent_counts(self):
        days = [MOMENT - timedelta(days=day) for day in (3, 2, 1)]
        self._send_mails(self.ada, *days, trace_status="cancel")
        self._send_mails(self.bob, *days, is_test_trace=True)
        self._send_mails(self.cy, *days, trace_status="bounce")
        self.assertEqual(self._check(self.ada, self.bob, self.cy), [None, None, "cap"])

    def test_message_to_another_contact_at_the_same_address(self):
        days = [MOMENT - timedelta(days=day) for day in (3, 2, 1)]
        twin = self.ada.copy({"email": self.ada.email})
        self._send_mails(twin, *days)
        self.assertEqual(self._check(self.ada), ["cap"])
        self._send_mails(self.bob, *days, email="old@rules.example.com")
        self.assertEqual(self._check(self.bob), ["cap"], "to an address of before")

    def test_limit_of_one_channel(self):
        self.env["crm.contact.limit"].search([]).active = False
        self.env["crm.contact.limit"].create(
            {"name": "One call", "channel": "phone", "max_count": 1, "days": 30}
        )
        called = MOMENT - timedelta(days=10)
        source = SQL(
            "SELECT NULL::varchar, %s::int, 'phone', %s::timestamp, NULL::varchar",
            self.ada.id,
            called,
        )
        sources = CrmContactLimit._get_message_log_sources
        self.patch(
            type(self.env["crm.contact.limit"]),
            "_get_message_log_sources",
            lambda limits: [*sources(limits), source],
        )
        self._send_mails(self.bob, called)
        people = (self.ada, self.bob)
        self.assertEqual(self._check(*people, channel="phone"), ["cap", None])
        self.assertEqual(self._check(*people), [None, None])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["crm.contact.limit"].create({"name": "None", "max_count": 0})

    def test_who_wants_fewer_gets_fewer(self):
        preference = self.env["crm.contact.preference"]
        preference._set(self.ada.email_normalized, self.company, "weekly", None)
        self._send_mails(self.ada, MOMENT - timedelta(days=6))
        self._send_mails(self.bob, MOMENT - timedelta(days=6))
        self.assertEqual(self._check(self.ada, self.bob), ["cap", None])
        later = MOMENT + timedelta(days=2)
        self.assertEqual(self._check(self.ada, at=later), [None])
        preference._set(self.ada.email_normalized, self.company, "monthly", None)
        self.assertEqual(self._check(self.ada, at=later), ["cap"])

    def test_quiet_hours_by_the_clock_of_the_recipient(self):
        self.company.write(
            {
                "crm_sending_hours": True,
                "crm_sending_from": 9,
                "crm_sending_to": 18,
                "crm_sending_saturday": False,
                "crm_sending_sunday": False,
                "crm_timezone": "Europe/Berlin",
            }
        )
        self.ada.tz = "Asia/Tehran"
        self.bob.tz = "America/New_York"
        people = [self._recipient(p) for p in (self.ada, self.bob, self.cy)]
        friday = datetime(2026, 6, 5, 15)  # 18:30, 11:00 and 17:00 by their clocks
        answers = self.Check._check(people, at=friday)
        monday = datetime(2026, 6, 8, 5, 30)
        self.assertEqual(answers, [Refusal("quiet", monday), None, None])
        self.assertEqual(self.Check._check(people, at=friday, channel="post")[0], None)
        self.company.crm_sending_hours = False
        self.assertEqual(self.Check._check(people, at=friday), [None] * 3)

    def test_senseless_hours_are_refused(self):
        self.company.crm_sending_hours = True
        with self.assertRaises(ValidationError):
            self.company.crm_sending_to = 1
        with self.assertRaises(ValidationError):
            self.company.write(
                {
                    f"crm_sending_{day}": False
                    for day in (
                        "monday",
                        "tuesday",
                        "wednesday",
                        "thursday",
                        "friday",
                        "saturday",
                        "sunday",
                    )
                }
            )

    def test_queries_do_not_grow_with_recipients(self):
        self.company.crm_sending_hours = True
        self.env["mailing.list"].create(
            {"name": "News", "consent_purpose_id": self.news.id}
        )

        def count(number):
            recipients = [
                Recipient(f"r{index}@many.example.com", None, self.ada.id + index)
                for index in range(number)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Check._check(recipients, purpose=self.news, at=MOMENT)
            return self.cr.sql_log_count - before

        count(1)
        few, many = count(3), count(3000)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    def test_thousand_recipients(self):
        """A hundred are on the blacklist, fifty others have opted out."""
        emails = [f"p{number}@thousand.example.com" for number in range(1000)]
        self.env["mail.blacklist"].create([{"email": email} for email in emails[:100]])
        self.Consent.sudo().create(
            [
                {"email_normalized": email, "state": "withdrawn", "source": "import"}
                for email in emails[100:150]
            ]
        )
        answers = self.Check._check([Recipient(email) for email in emails])
        reasons = [answer and answer.reason for answer in answers]
        self.assertEqual(reasons.count("blacklist"), 100)
        self.assertEqual(reasons.count("opt_out"), 50)
        self.assertEqual(reasons.count(None), 850)

    def test_unconfirmed_subscription(self):
        """Nothing goes to who never confirmed, and a stranger stops nobody's mail."""
        pending = {"state": "pending", "source": "form", "purpose_id": self.news.id}
        self.Consent.sudo().create(
            [
                {**pending, "email_normalized": "typed@rules.example.com"},
                {**pending, "email_normalized": self.ada.email},
                {**pending, "email_normalized": self.bob.email},
            ]
        )
        self._log(self.bob, "withdrawn", self.news)
        recipients = [Recipient("typed@rules.example.com")]
        recipients += [self._recipient(self.ada), self._recipient(self.bob)]
        answers = self.Check._check(recipients, purpose=self.news, at=MOMENT)
        self.assertEqual(answers, [Refusal("no_consent"), None, Refusal("opt_out")])
