from datetime import datetime
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from odoo.addons.crm_campaigns.models.crm_sending_check import Recipient
from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase

from .test_sms import GATEWAY, accept

# A Wednesday, years after all other data
NOON = "2027-03-10 12:00:00"


@tagged("post_install", "-at_install")
class TestSmsMailing(JourneyCase):
    """An SMS to many: no more than people want, and at hours of theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = [f"+98912123451{n}" for n in range(10)]
        for partner, number in zip(cls.partners, cls.numbers, strict=True):
            partner.write({"phone": number, "tz": "UTC"})
        cls.company.crm_timezone = "UTC"

    def _make_sms(self, **values):
        """A mailing by SMS, in a campaign of its own, whose SMS are made."""
        mailing = self._make_mailing(
            mailing_type="sms",
            body_plaintext="Sale",
            mailing_domain="[('ref', '=', 'journey')]",
            campaign_id=self._make_campaign("By SMS").id,
            **values,
        )
        mailing.action_send_sms()
        return mailing

    def _get_sms(self, mailing):
        domain = [("mailing_id", "=", mailing.id)]
        return self.env["sms.sms"].search(domain, order="id")

    def _get_trace(self, mailing, partner):
        return mailing.mailing_trace_ids.filtered(
            lambda trace: trace.res_id == partner.id
        )

    def _hand_over(self, messages):
        """Send; return the numbers that the gateway got, in its order."""
        with patch(GATEWAY, autospec=True, side_effect=accept) as gateway:
            messages._send(unlink_sent=False)
        return [
            number["number"]
            for call in gateway.call_args_list
            for message in call.args[1]
            for number in message["numbers"]
        ]

    def _limit(self, count, **values):
        self.env["crm.contact.limit"].create(
            {"name": "Week", "max_count": count, "days": 7, **values}
        )

    def _note_sent(self, partner, **values):
        """A message of another campaign that somebody got an hour ago."""
        self.env["mailing.trace"].create(
            {
                "mass_mailing_id": self._make_mailing().id,
                "model": "res.partner",
                "res_id": partner.id,
                "email": partner.email_normalized,
                "trace_status": "sent",
                "sent_datetime": self._in(hours=-1),
                **values,
            }
        )

    # ------------------------------------------------------------------
    # How many
    # ------------------------------------------------------------------

    def test_mails_and_sms_of_all_campaigns_count(self):
        """Of two in a week, one had a mail and an SMS, another a mail alone."""
        self._limit(2)
        full, half = self.partners[:2]
        self._note_sent(full)
        self._note_sent(half)
        self._note_sent(full, trace_type="sms", email=False, sms_number=self.numbers[0])
        mailing = self._make_sms()
        refused = mailing.mailing_trace_ids.filtered(
            lambda trace: trace.trace_status == "cancel"
        )
        self.assertEqual(refused.mapped("res_id"), full.ids)
        self.assertEqual(refused.failure_type, "sms_cap")
        self.assertEqual(refused.failure_reason, "Had enough messages")
        self.assertEqual(
            self._hand_over(self._get_sms(mailing)), self.numbers[1:], "the others"
        )
        # what they got now counts for mails
        recipients = [
            Recipient(partner.email_normalized, None, partner.id)
            for partner in self.partners[:3]
        ]
        answers = self.env["crm.sending.check"]._check(recipients, at=self._in(hours=1))
        self.assertEqual(
            [answer and answer.reason for answer in answers], ["cap", "cap", None]
        )

    def test_limit_of_sms_alone(self):
        self._limit(1, channel="sms")
        self._note_sent(self.partners[0])
        self._note_sent(
            self.partners[1], trace_type="sms", email=False, sms_number=self.numbers[1]
        )
        mailing = self._make_sms()
        self.assertEqual(
            self._hand_over(self._get_sms(mailing)),
            [number for number in self.numbers if number != self.numbers[1]],
        )

    def test_two_mailings_in_the_queue(self):
        """When the second is made nobody has the first; at the gateway they have."""
        self._limit(1)
        first, second = self._make_sms(), self._make_sms()
        messages = self._get_sms(first) + self._get_sms(second)
        self.assertEqual(len(messages), 20)
        self.assertEqual(self._hand_over(messages), self.numbers)
        self.assertEqual(
            set(first.mailing_trace_ids.mapped("trace_status")), {"pending"}
        )
        traces = second.mailing_trace_ids
        self.assertEqual(set(traces.mapped("trace_status")), {"cancel"})
        self.assertEqual(set(traces.mapped("failure_type")), {"sms_cap"})
        self.assertEqual(set(traces.mapped("failure_reason")), {"Had enough messages"})
        self.assertEqual(set(self._get_sms(second).mapped("state")), {"canceled"})

    def test_number_without_a_contact_counts(self):
        """Two leads of one visitor: known by the number alone."""
        self._limit(1)
        leads = self.env["crm.lead"].create(
            [{"name": f"Web {n}", "phone": "+989121234599"} for n in range(2)]
        )
        mailings = [
            self._make_mailing(
                mailing_type="sms",
                body_plaintext="Sale",
                mailing_model_id=self.env["ir.model"]._get_id("crm.lead"),
                mailing_domain=f"[('id', '=', {lead.id})]",
            )
            for lead in leads
        ]
        for mailing, numbers in zip(mailings, (["+989121234599"], []), strict=True):
            mailing.action_send_sms()
            self.assertEqual(self._hand_over(self._get_sms(mailing)), numbers)
        self.assertEqual(mailings[1].mailing_trace_ids.failure_type, "sms_cap")

    def test_journey_has_counted_before(self):
        """What a step has made goes out, as a mail of a step does."""
        self._limit(1)
        sms = self._make_mailing(mailing_type="sms", body_plaintext="Hello")
        journey = self._make_journey(
            ("channel", {"channel": "sms", "mailing_id": sms.id}), ("exit", {})
        )
        journey.action_publish()
        self._run(journey)
        self._note_sent(self.partners[0])
        self.assertEqual(len(self._hand_over(self._get_sms(sms))), 10)

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    @freeze_time(NOON)
    def test_hours_by_the_clock_of_the_recipient(self):
        """Wednesday noon in UTC: 01:00 on Thursday in Auckland, UTC+13 in March.

        From eight there: 19:00 UTC. In Tehran it is 15:30.
        """
        self.company.crm_sending_hours = True
        self.partners[0].tz = "Pacific/Auckland"
        self.partners[1].tz = "Asia/Tehran"
        mailing = self._make_sms()
        self.assertEqual(
            self._hand_over(self._get_sms(mailing)), self.numbers[1:], "all but one"
        )
        held = self._get_sms(mailing)[0]
        self.assertEqual(held.state, "held")
        self.assertEqual(held.crm_send_after, datetime(2027, 3, 10, 19))
        trace = self._get_trace(mailing, self.partners[0])
        self.assertEqual(trace.trace_status, "outgoing")
        trigger = self.env["ir.cron.trigger"].search(
            [("call_at", "=", datetime(2027, 3, 10, 19))]
        )
        self.assertEqual(
            trigger.cron_id, self.env.ref("sms.ir_cron_sms_scheduler_action")
        )
        self.env["sms.sms"]._release_held()
        self.assertEqual(held.state, "held", "not before")
        with freeze_time("2027-03-10 19:00:00"):
            self.env["sms.sms"]._release_held()
            self.assertEqual(held.state, "outgoing")
            self.assertEqual(self._hand_over(held), self.numbers[:1])
        self.assertEqual(trace.trace_status, "pending")

    @freeze_time(NOON)
    def test_no_working_day(self):
        """Not on a Wednesday: from eight on Thursday, 04:30 UTC in Tehran."""
        self.company.write({"crm_sending_hours": True, "crm_sending_wednesday": False})
        self.partners.tz = "Asia/Tehran"
        mailing = self._make_sms()
        self.assertEqual(self._hand_over(self._get_sms(mailing)), [])
        self.assertEqual(
            set(self._get_sms(mailing).mapped("crm_send_after")),
            {datetime(2027, 3, 11, 4, 30)},
        )

    @freeze_time(NOON)
    def test_left_while_it_waited(self):
        self.company.write({"crm_sending_hours": True, "crm_sending_wednesday": False})
        mailing = self._make_sms()
        messages = self._get_sms(mailing)
        self._hand_over(messages)
        self.env["crm.suppression"].create({"value": self.numbers[0]})
        with freeze_time("2027-03-11 09:00:00"):
            self.env["sms.sms"]._release_held()
            self.assertEqual(self._hand_over(messages), self.numbers[1:])
        trace = self._get_trace(mailing, self.partners[0])
        self.assertEqual(
            (trace.trace_status, trace.failure_type, trace.failure_reason),
            ("cancel", "sms_blacklist", "On the suppression list"),
        )

    @freeze_time(NOON)
    def test_other_sms_go_at_any_hour(self):
        """A code to log in with is no marketing."""
        self.company.write({"crm_sending_hours": True, "crm_sending_wednesday": False})
        sms = self.env["sms.sms"].create({"number": "+989121234500", "body": "1234"})
        self.assertEqual(self._hand_over(sms), ["+989121234500"])

    def test_queries_do_not_grow(self):
        self.company.crm_sending_hours = True
        self._limit(1)
        counts = []
        for number in (10, 100):
            people = self._make_partners(number, f"sms{number}")
            for n, partner in enumerate(people):
                partner.phone = f"+9891212{number:03}{n:02}"
            mailing = self._make_mailing(
                mailing_type="sms",
                body_plaintext="Sale",
                mailing_domain=f"[('ref', '=', 'sms{number}')]",
            )
            mailing.action_send_sms()
            messages = self._get_sms(mailing)
            self.env.flush_all()
            self.env.invalidate_all()
            messages.mapped("number")
            start = self.env.cr.sql_log_count
            messages._hold_back()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)
        self.assertLess(counts[0], 40)
