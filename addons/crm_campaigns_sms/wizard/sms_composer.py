from odoo import models

from odoo.addons.crm_campaigns.models.crm_sending_check import Recipient

from ..failures import FAILURES

# The host itself leaves out who has no number, or one that somebody before has; the
# hour is looked at when the SMS goes out
DECIDED = ("no_address", "duplicate", "quiet")


class SmsComposer(models.TransientModel):
    """SMS of mailings: by the rules of sending, with the words of the company."""

    _inherit = "sms.composer"

    def _prepare_mass_sms_values(self, records):
        """Cancel what the rules refuse; each trace keeps why."""
        found = super()._prepare_mass_sms_values(records)
        if not self._is_mass_sms() or self.env.context.get("of_journey"):
            return found
        left = records.filtered(lambda record: found[record.id]["state"] == "outgoing")
        mailing = self.mailing_id.sudo()
        Check = self.env["crm.sending.check"]
        answers = Check._check(
            [self._get_recipient_of(record, found[record.id]) for record in left],
            channel="sms",
            purpose=mailing._get_consent_purpose() or None,
            company=mailing._get_sending_company(),
            ignore=DECIDED,
        )
        words = Check._get_reasons()
        for record, answer in zip(left, answers, strict=True):
            if not answer:
                continue
            values = found[record.id]
            failure = FAILURES[answer.reason]
            values.update(state="canceled", failure_type=failure)
            for _create, _id, trace in values["mailing_trace_ids"]:
                trace.update(
                    trace_status="cancel",
                    failure_type=failure,
                    failure_reason=words[answer.reason],
                )
        return found

    def _get_recipient_of(self, record, values):
        partner = self.env["res.partner"].sudo().browse(values["partner_id"])
        email = partner.email_normalized
        if not email and "email_normalized" in record._fields:
            email = record.sudo().email_normalized
        return Recipient(email or None, values["number"], partner.id, partner.tz)

    def _prepare_body_values(self, records):
        bodies = super()._prepare_body_values(records)
        if not self.mailing_id:
            return bodies
        return {
            id_: self.mailing_id._add_opt_out_words(body)
            for id_, body in bodies.items()
        }
