from odoo import models

from ..mailing_run import get_run

# Recipients that the log of messages is read for at a time: it is read as a whole,
# so that a mailing to a million reads it some fifty times.
AHEAD = 20_000
# What is asked here; the rest is asked right before SMTP
RULES = ("cap", "quiet")


class MailComposeMessage(models.TransientModel):
    """Limits and hours hold for mailings to many as well."""

    _inherit = "mail.compose.message"

    def _process_mail_values_state(self, mail_values_dict):
        """Leave out who has had enough; let mails wait where it is night."""
        found = super()._process_mail_values_state(mail_values_dict)
        run = get_run(self.env)
        if run is None or not self.mass_mailing_id:
            return found
        self._ask_ahead(run, list(found))
        for res_id, values in found.items():
            refusal = run.refusals.get(res_id)
            if values.get("state") or not refusal:
                continue
            if refusal.reason == "cap":
                values.update(state="cancel", failure_type="mail_cap")
            else:
                values["scheduled_date"] = max(
                    filter(None, (refusal.until, values.get("scheduled_date")))
                )
        return found

    def _ask_ahead(self, run, res_ids):
        """Note in the run who is refused of these recipients, and of those to come."""
        missing = [res_id for res_id in res_ids if res_id not in run.asked]
        if not missing:
            return
        ids = self.env.context.get("active_ids") or missing
        start = ids.index(missing[0]) if missing[0] in ids else len(ids)
        ids = list(dict.fromkeys([*missing, *ids[start : start + AHEAD]]))
        mailing = self.mass_mailing_id
        check = self.env["crm.sending.check"]
        answers = check._check(
            check._get_recipients(self.model, ids),
            purpose=mailing._get_consent_purpose() or None,
            company=mailing.campaign_id.company_id or self.env.company,
            ignore=set(check._get_reasons()) - set(RULES),
        )
        run.asked = set(ids)
        run.refusals = {
            res_id: answer
            for res_id, answer in zip(ids, answers, strict=True)
            if answer
        }
