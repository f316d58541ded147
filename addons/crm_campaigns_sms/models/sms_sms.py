from odoo import models

from odoo.addons.crm_campaigns.models.crm_sending_check import Recipient

# Decided when the SMS was made
DECIDED = ("no_address", "duplicate", "cap", "quiet")


class SmsSms(models.Model):
    """What was said between the making of an SMS and its sending counts."""

    _inherit = "sms.sms"

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        allowed = self - self._cancel_refused()
        if not allowed:
            return None
        return super(SmsSms, allowed)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _cancel_refused(self):
        """Cancel SMS of mailings that the rules refuse now; return them."""
        refused = self.browse()
        of_mailings = self.filtered("mailing_id")
        by_company = of_mailings.grouped(
            lambda sms: sms.mailing_id.sudo()._get_sending_company()
        )
        for company, messages in by_company.items():
            answers = self.env["crm.sending.check"]._check(
                [Recipient(None, sms.number, sms.partner_id.id) for sms in messages],
                channel="sms",
                company=company,
                ignore=DECIDED,
            )
            for sms, answer in zip(messages, answers, strict=True):
                if answer:
                    refused |= sms
        if refused:
            refused.sms_tracker_id._action_update_from_sms_state(
                "canceled", failure_type="sms_optout"
            )
            refused.write({"state": "canceled", "failure_type": "sms_optout"})
        return refused
