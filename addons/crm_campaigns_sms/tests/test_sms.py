from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase

from ..sms_parts import count_parts

GATEWAY = "odoo.addons.sms.tools.sms_api.SmsApi._send_sms_batch"


def accept(_api, messages, **_options):
    """A gateway that takes everything."""
    return [
        {"uuid": number["uuid"], "state": "success", "credit": 1}
        for message in messages
        for number in message["numbers"]
    ]


@tagged("post_install", "-at_install")
class TestSms(JourneyCase):
    """A journey writes to the phones of those who may be written to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for n, partner in enumerate(cls.partners):
            partner.phone = f"+98912123450{n}"
        cls.sms = cls._make_mailing(
            mailing_type="sms",
            body_plaintext="Hello {{ object.name }}",
            sms_allow_unsubscribe=False,
        )
        cls.journey = cls._make_journey(
            ("channel", {"channel": "sms", "mailing_id": cls.sms.id}), ("exit", {})
        )

    def _get_sms(self):
        return self.env["sms.sms"].search([("mailing_id", "=", self.sms.id)])

    def _get_tasks(self):
        return self.journey.participant_ids.task_ids.filtered("channel")

    def test_everybody_gets_theirs(self):
        self.journey.action_publish()
        self._run(self.journey)
        self.assertEqual(
            set(self._get_sms().mapped(lambda sms: (sms.number, sms.body))),
            {(p.phone_sanitized, f"Hello {p.name}") for p in self.partners},
        )
        tasks = self._get_tasks()
        self.assertEqual(set(tasks.mapped("state")), {"done"})
        self.assertEqual(len(tasks.trace_id), 10)
        self.assertEqual(set(tasks.trace_id.mapped("trace_type")), {"sms"})

    def test_who_has_opted_out_is_passed_over(self):
        first, second, third = self.partners[:3]
        self.env["phone.blacklist"].sudo()._add([first.phone_sanitized])
        self.env["crm.suppression"].create({"value": second.phone_sanitized})
        third.phone = False
        self.journey.action_publish()
        self._run(self.journey)
        skipped = self._get_tasks().filtered(lambda task: task.state == "skipped")
        self.assertEqual(skipped.participant_id.partner_id, self.partners[:3])
        self.assertEqual(
            set(skipped.mapped("reason")),
            {"On the blacklist", "On the suppression list", "No address"},
        )
        self.assertEqual(len(self._get_sms()), 7)

    def test_steps_tell_what_they_lack(self):
        node = self.journey.draft_version_id.node_ids[1]
        node.mailing_id = self._make_mailing()
        with self.assertRaises(UserError):
            self.journey.action_publish()
        node.write({"channel": "email", "mailing_id": self.sms.id})
        with self.assertRaises(UserError):
            self.journey.action_publish()

    def test_test_run_goes_to_whoever_tests(self):
        self.marketer.write({"phone": "+989120000001", "email": "m@example.com"})
        self.env["crm.journey.try"].with_user(self.marketer).create(
            {"journey_id": self.journey.id, "partner_id": self.partners[0].id}
        ).action_run()
        sent = self.env["sms.sms"].search([("number", "=", "+989120000001")])
        self.assertEqual(sent.body, "[Test] Hello Person 0")
        self.assertFalse(self._get_sms())

    def test_mailing_to_many_passes_the_rules(self):
        self.env["crm.suppression"].create({"value": self.partners[0].phone_sanitized})
        mailing = self._make_mailing(
            mailing_type="sms",
            body_plaintext="Sale",
            mailing_domain="[('ref', '=', 'journey')]",
        )
        mailing.action_send_sms()
        traces = mailing.mailing_trace_ids
        refused = traces.filtered(lambda trace: trace.trace_status == "cancel")
        self.assertEqual(refused.mapped("res_id"), self.partners[0].ids)
        self.assertEqual((len(traces), refused.failure_type), (10, "sms_blacklist"))
        self.assertEqual(refused.failure_reason, "On the suppression list")

    def test_what_is_said_before_the_sending_counts(self):
        self.journey.action_publish()
        self._run(self.journey)
        messages = self._get_sms()
        self.env["crm.suppression"].create({"value": messages[0].number})
        with patch(GATEWAY, autospec=True, side_effect=accept) as gateway:
            messages._send(unlink_sent=False)
        numbers = {
            number["number"]
            for call in gateway.call_args_list
            for message in call.args[1]
            for number in message["numbers"]
        }
        self.assertEqual(numbers, set(messages[1:].mapped("number")))
        self.assertEqual(messages[0].state, "canceled")
        self.assertEqual(messages[0].mailing_trace_ids.trace_status, "cancel")

    def test_words_of_the_company_and_parts(self):
        self.assertEqual(self.sms.crm_sms_parts, 1)
        self.company.crm_sms_opt_out_words = "لغو۱۱"
        self.journey.action_publish()
        self._run(self.journey)
        self.assertEqual(
            set(body.split("\n")[1] for body in self._get_sms().mapped("body")),
            {"لغو۱۱"},
        )
        # 64 letters, the line break and 5 letters are 70, one more is two parts
        self.sms.body_plaintext = "س" * 64
        self.assertEqual(self.sms.crm_sms_parts, 1)
        self.sms.body_plaintext = "س" * 65
        self.assertEqual(self.sms.crm_sms_parts, 2)

    def test_parts_by_the_standard(self):
        for text, parts in (
            ("", 0),
            ("a" * 160, 1),
            ("a" * 161, 2),
            ("a" * 306, 2),
            ("a" * 307, 3),
            ("€" * 80, 1),
            ("€" * 81, 2),
            ("س" * 70, 1),
            ("س" * 71, 2),
            ("س" * 134, 2),
            ("س" * 135, 3),
            ("😀" * 35, 1),
            ("😀" * 36, 2),
        ):
            self.assertEqual(count_parts(text), parts, (text[:1], len(text)))
