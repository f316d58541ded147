from odoo import models

from ..mailing_run import get_run

# Mails made, and committed, at a time. The host's 50 pay for each batch anew.
BATCH = 500
USUAL_BATCH = 50


class MailComposeMessage(models.TransientModel):
    """Asks the database about the addresses of a batch, not about all of them."""

    _inherit = "mail.compose.message"

    @property
    def _batch_size(self):
        """How many mails to make at a time, unless a system parameter tells."""
        return USUAL_BATCH if get_run(self.env) is None else BATCH

    def _get_recipients_data(self, mail_values_dict):
        run = get_run(self.env)
        if run is None:
            return super()._get_recipients_data(mail_values_dict)
        if run.recipients is None or run.recipients[0] is not mail_values_dict:
            recipients = super()._get_recipients_data(mail_values_dict)
            run.recipients = (mail_values_dict, recipients)
            run.addresses = frozenset(
                address
                for found in recipients.values()
                for address in found["mail_to_normalized"]
            )
        return run.recipients[1]

    def _manage_mail_values(self, mail_values_all):
        """Do not keep a copy of a mail beside one that is deleted once it is sent.

        The copy would be cleaned of HTML that is not safe to show, which takes longer
        than all else, and never be seen: only mailings that are kept, or answered in
        Odoo, leave something on the recipient's page.
        """
        found = super()._manage_mail_values(mail_values_all)
        if get_run(self.env) is not None:
            for values in found.values():
                if values.get("auto_delete") and not values.get("is_notification"):
                    values["body"] = ""
        return found

    def _process_mail_values_state(self, mail_values_dict):
        """One mail to an address, also where each recipient's words differ.

        The host compares the words of a batch, yet not those of two batches: whether
        the second mail goes out would depend on where the batch ends.
        """
        found = super()._process_mail_values_state(mail_values_dict)
        if get_run(self.env) is None or not self._has_one_mail_per_address():
            return found
        recipients = self._get_recipients_data(found)
        taken = set()
        for res_id, values in found.items():
            addresses = recipients[res_id]["mail_to_normalized"]
            if values.get("state") or not addresses:
                continue
            if taken.issuperset(addresses):
                values.update(state="cancel", failure_type="mail_dup")
            taken.update(addresses)
        return found

    def _has_one_mail_per_address(self):
        """Whether the mailing is the same for all: cards differ by record."""
        mailing = self.mass_mailing_id
        return "card_campaign_id" not in mailing._fields or not mailing.card_campaign_id

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        run = get_run(self.env)
        if run is None or not self.use_exclusion_list:
            return super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        recipients = recipients_info or self._get_recipients_data(mail_values_dict)
        addresses = {
            res_id: recipients[res_id]["mail_to_normalized"]
            for res_id in mail_values_dict
        }
        if isinstance(self.env[self.model], self.pool["mail.thread.blacklist"]):
            targets = self.env[self.model].browse(mail_values_dict)
            targets.fetch(["email_normalized"])
            addresses = {target.id: [target.email_normalized] for target in targets}
        blacklisted = self.env["mail.blacklist"]._filter_blacklisted(
            {address for found in addresses.values() for address in found if address}
        )
        return {
            res_id
            for res_id, found in addresses.items()
            if not blacklisted.isdisjoint(found)
        }

    def _prepare_mail_values_mailing_traces(self, mail_values_all):
        """Remember whom this batch has reached, as the next one would read."""
        traces = super()._prepare_mail_values_mailing_traces(mail_values_all)
        run = get_run(self.env)
        if run is not None and run.reached is not None:
            run.reached.update(
                values["email"] for values in traces.values() if values["email"]
            )
        return traces
