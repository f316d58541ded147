from odoo import models


class MailingMailingPurpose(models.Model):
    """What a mailing is for, by its lists."""

    _inherit = "mailing.mailing"

    def _get_sending_company(self):
        self.ensure_one()
        return self.campaign_id.company_id or self.env.company

    def _get_consent_purpose(self):
        """Return the purpose that all lists of the mailing share, if they do.

        A mailing to lists of several purposes, or to one without, is for none: only
        what was said of the whole channel counts.
        """
        self.ensure_one()
        mailing = self.sudo()
        none = mailing.env["crm.consent.purpose"]
        if not mailing.mailing_on_mailing_list:
            return none
        lists = mailing.contact_list_ids
        purpose = lists.consent_purpose_id
        is_shared = len(purpose) == 1 and all(one.consent_purpose_id for one in lists)
        return purpose if is_shared else none
