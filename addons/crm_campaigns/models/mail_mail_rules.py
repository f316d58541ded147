from odoo import fields, models
from odoo.tools import SQL

from .crm_sending_check import Recipient
from .mailing_trace import HELD_BACK

# What trace and mail say of the reasons of the rules
FAILURES = {
    "suppressed": "mail_bl",
    "opt_out": "mail_optout",
    "no_consent": "mail_optout",
    "complaint": "mail_held",
    "cap": "mail_cap",
}
# Decided when the mail was made; it has its place in the queue since
DECIDED = ("no_address", "duplicate", "blacklist", "cap", "quiet")


class MailMailRules(models.Model):
    """What was said between queue and SMTP counts: consent, suppression, complaint.

    So do the messages of another mailing that went out meanwhile.
    """

    _inherit = "mail.mail"

    failure_type = fields.Selection(selection_add=HELD_BACK)

    def _get_send_refusals(self):
        refused = super()._get_send_refusals()
        self.env["mailing.trace"].flush_model(["mail_mail_id", "email", "res_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT trace.mail_mail_id, trace.email,
                       CASE trace.model WHEN 'res.partner' THEN trace.res_id
                                        WHEN 'crm.lead' THEN lead.partner_id END,
                       COALESCE(campaign.company_id, %s), mailing.id
                  FROM mailing_trace trace
                  JOIN mailing_mailing mailing ON mailing.id = trace.mass_mailing_id
                  LEFT JOIN utm_campaign campaign ON campaign.id = mailing.campaign_id
                  LEFT JOIN crm_lead lead ON trace.model = 'crm.lead'
                                         AND lead.id = trace.res_id
                 WHERE trace.mail_mail_id = ANY(%s)
                   AND trace.is_test_trace IS NOT TRUE
                """,
                self.env.company.id,
                self.ids,
            )
        )
        mailings = self.env["mailing.mailing"].browse({row[4] for row in rows})
        purposes = {one.id: one._get_consent_purpose() for one in mailings}
        decided = set(DECIDED)
        if self._is_another_mailing_out(mailings):
            decided.discard("cap")
        alike = {}
        for mail, email, partner, company, mailing in rows:
            if mail not in refused:
                key = company, purposes[mailing]
                alike.setdefault(key, []).append((mail, email, partner))
        for (company, purpose), found in alike.items():
            answers = self.env["crm.sending.check"]._check(
                [Recipient(email, None, partner) for _mail, email, partner in found],
                purpose=purpose or None,
                company=self.env["res.company"].browse(company),
                ignore=decided,
            )
            for (mail, _email, _partner), answer in zip(found, answers, strict=True):
                if answer:
                    refused[mail] = FAILURES[answer.reason]
        return refused

    def _is_another_mailing_out(self, mailings):
        """Whether another mailing has sent since these mails were made.

        Their limit was looked at then, and what the other one had in its queue was
        no message yet. The log is read again for these mails only: for a mailing
        that goes out alone, it would be read once a batch for nothing.
        """
        since = min(self.mapped("create_date"), default=fields.Datetime.now())
        return bool(
            self.env["mailing.mailing"]
            .sudo()
            .search_count(
                [
                    ("id", "not in", mailings.ids),
                    ("state", "in", ("sending", "done")),
                    "|",
                    ("sent_date", "=", False),
                    ("sent_date", ">=", since),
                ],
                limit=1,
            )
        )
