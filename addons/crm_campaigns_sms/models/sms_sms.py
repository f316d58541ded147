from odoo import api, fields, models

from odoo.addons.crm_campaigns.models.crm_sending_check import Recipient

from ..failures import ADDED, FAILURES

# Decided when the SMS was made
DECIDED = ("no_address", "duplicate")
# A journey has counted what its people get; the SMS has its place since
DECIDED_BY_JOURNEY = (*DECIDED, "cap")


class SmsSms(models.Model):
    """What was said between the making of an SMS and its sending counts.

    A telephone rings at night: whatever the hour at which an SMS was made, it goes
    out in the hours of its recipient, and waits for them as ``held``.
    """

    _inherit = "sms.sms"

    state = fields.Selection(
        selection_add=[("held", "Waiting for the Hours")],
        ondelete={"held": "set default"},
    )
    failure_type = fields.Selection(selection_add=ADDED)
    crm_send_after = fields.Datetime(
        "Not Before",
        readonly=True,
        copy=False,
        help="When the hours begin at which the recipient may be written to.",
    )

    _crm_held = models.Index("(crm_send_after) WHERE state = 'held'")

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        result = None
        for messages in self._split_by_recipient():
            allowed = messages - messages._hold_back()
            if allowed:
                result = super(SmsSms, allowed)._send(
                    unlink_failed=unlink_failed,
                    unlink_sent=unlink_sent,
                    raise_exception=raise_exception,
                )
        return result

    @api.model
    def _process_queue(self):
        self._release_held()
        return super()._process_queue()

    @api.model
    def _release_held(self):
        """Put those into the queue again whose hours have begun."""
        due = self.search(
            [("state", "=", "held"), ("crm_send_after", "<=", fields.Datetime.now())]
        ).try_lock_for_update()
        due.write({"state": "outgoing", "crm_send_after": False})

    def _split_by_recipient(self):
        """Yield SMS such that none has two of mailings to the same number.

        The first counts when the second is asked about.
        """
        seen, later = set(), self.browse()
        for sms in self:
            if sms.mailing_id and sms.number in seen:
                later += sms
            elif sms.mailing_id:
                seen.add(sms.number)
        yield self - later
        if later:
            yield from later._split_by_recipient()

    def _hold_back(self):
        """Cancel SMS of mailings that the rules refuse, or put them off; return them.

        Takes as many queries for a batch as for one.
        """
        alike = self.filtered("mailing_id").grouped(
            lambda sms: sms.mailing_id.sudo()._get_rules_of_sms()
        )
        held_back = self.browse()
        for (company, purpose, is_of_journey), messages in alike.items():
            answers = self.env["crm.sending.check"]._check(
                [sms._get_recipient() for sms in messages],
                channel="sms",
                purpose=purpose or None,
                company=company,
                # what goes out in this transaction has its time stamp
                at=max(fields.Datetime.now(), self.env.cr.now()),
                ignore=DECIDED_BY_JOURNEY if is_of_journey else DECIDED,
            )
            by_answer = {}
            for sms, answer in zip(messages, answers, strict=True):
                if answer:
                    until = answer.until if answer.reason == "quiet" else None
                    by_answer.setdefault((answer.reason, until), []).append(sms.id)
            for (reason, until), ids in by_answer.items():
                found = self.browse(ids)
                if reason == "quiet":
                    found._hold(until)
                else:
                    found._cancel_for(reason)
                held_back += found
        return held_back

    def _get_recipient(self):
        self.ensure_one()
        partner = self.partner_id.sudo()
        return Recipient(partner.email_normalized, self.number, partner.id, partner.tz)

    def _hold(self, until):
        self.write({"state": "held", "crm_send_after": until})
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger(at=until)

    def _cancel_for(self, reason):
        """Cancel SMS and their traces; the trace keeps why, in words as well."""
        failure = FAILURES[reason]
        self.sms_tracker_id._action_update_from_sms_state(
            "canceled",
            failure_type=failure,
            failure_reason=self.env["crm.sending.check"]._get_reasons()[reason],
        )
        self.write({"state": "canceled", "failure_type": failure})
