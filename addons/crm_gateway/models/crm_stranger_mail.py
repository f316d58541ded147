from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

# to one address a day, as long as it is nobody's whom we know
MOST_ACKNOWLEDGED = 5


class CrmStrangerMail(models.AbstractModel):
    """Mail to people who have no account, and may be somebody else.

    Anybody can write in the name of an address whose owner knows nothing of it. For
    models with a number, and an ``email_normalized`` with an index.
    """

    _name = "crm.stranger.mail"
    _description = "Mail to Strangers"
    _inherit = ["mail.thread"]

    def _is_from_stranger(self):
        """Whether who wrote is none of our contacts."""
        raise NotImplementedError

    def _is_within_daily_limit(self):
        """Whether the address has not been acknowledged many times today.

        The host stops a sender of many mails much later, and tells the address.
        """
        self.ensure_one()
        records = self.sudo().with_context(active_test=False)
        address = records.email_normalized
        since = fields.Datetime.now() - timedelta(days=1)
        same = Domain("email_normalized", "=", address) & Domain(
            "create_date", ">=", since
        )
        limit = MOST_ACKNOWLEDGED + 1
        return bool(address) and records.search_count(same, limit=limit) < limit

    def _notify_by_email_get_headers(self, headers=None):
        """Let no machine answer what went out by itself."""
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self.env.context.get("crm_acknowledging"):
            headers["Auto-Submitted"] = "auto-replied"
            headers["X-Auto-Response-Suppress"] = "All"
        return headers

    def _notify_by_email_prepare_rendering_context(
        self,
        message,
        msg_vals=False,
        model_description=False,
        force_email_company=False,
        force_email_lang=False,
        force_record_name=False,
    ):
        """Send no words of a stranger in our name: above the mail is the number."""
        if len(self) == 1 and self._is_from_stranger():
            force_record_name = force_record_name or self.number
        return super()._notify_by_email_prepare_rendering_context(
            message,
            msg_vals=msg_vals,
            model_description=model_description,
            force_email_company=force_email_company,
            force_email_lang=force_email_lang,
            force_record_name=force_record_name,
        )
