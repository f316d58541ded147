from odoo import models

from odoo.addons.crm_campaigns.models.crm_sending_check import Recipient

# The hour is the one the mailing was scheduled for; the host itself leaves out
# who has no number, or one that somebody before has
DECIDED = ("no_address", "duplicate", "quiet")


class SmsComposer(models.TransientModel):
    """SMS of mailings: by the rules of sending, with the words of the company."""

    _inherit = "sms.composer"

    def _get_optout_record_ids(self, records, recipients_info):
        refused = super()._get_optout_record_ids(records, recipients_info)
        if not self.mailing_id or self.env.context.get("of_journey"):
            return refused
        answers = self.env["crm.sending.check"]._check(
            [
                Recipient(
                    None,
                    recipients_info[record.id]["sanitized"],
                    recipients_info[record.id]["partner"].id,
                )
                for record in records
            ],
            channel="sms",
            company=self.mailing_id._get_sending_company(),
            ignore=DECIDED,
        )
        return [
            *refused,
            *(
                record.id
                for record, answer in zip(records, answers, strict=True)
                if answer
            ),
        ]

    def _prepare_body_values(self, records):
        bodies = super()._prepare_body_values(records)
        if not self.mailing_id:
            return bodies
        return {
            id_: self.mailing_id._add_opt_out_words(body)
            for id_, body in bodies.items()
        }
