from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..scheduling import Hours

NEEDS = [
    ("opt_out", "Unless they object"),
    ("opt_in", "Only with consent"),
]
WEEKDAYS = (
    "crm_sending_monday",
    "crm_sending_tuesday",
    "crm_sending_wednesday",
    "crm_sending_thursday",
    "crm_sending_friday",
    "crm_sending_saturday",
    "crm_sending_sunday",
)


class ResCompanySending(models.Model):
    """To whom, and when, this company sends marketing messages."""

    _inherit = "res.company"

    crm_consent_email = fields.Selection(
        NEEDS, "Marketing by E-mail", required=True, default="opt_out"
    )
    crm_consent_sms = fields.Selection(
        NEEDS, "Marketing by SMS", required=True, default="opt_out"
    )
    crm_consent_phone = fields.Selection(
        NEEDS, "Marketing by Phone", required=True, default="opt_out"
    )
    crm_sending_hours = fields.Boolean("Quiet Hours")
    crm_sending_from = fields.Float("Messages From", default=8.0)
    crm_sending_to = fields.Float("Messages To", default=20.0)
    crm_sending_monday = fields.Boolean("Monday", default=True)
    crm_sending_tuesday = fields.Boolean("Tuesday", default=True)
    crm_sending_wednesday = fields.Boolean("Wednesday", default=True)
    crm_sending_thursday = fields.Boolean("Thursday", default=True)
    crm_sending_friday = fields.Boolean("Friday", default=True)
    crm_sending_saturday = fields.Boolean("Saturday", default=True)
    crm_sending_sunday = fields.Boolean("Sunday", default=True)

    @api.constrains(
        "crm_sending_hours", "crm_sending_from", "crm_sending_to", *WEEKDAYS
    )
    def _check_sending_hours(self):
        for company in self:
            try:
                company._get_sending_hours()
            except ValueError as wrong:
                raise ValidationError(
                    self.env._(
                        "Allow messages on at least one day of the week, from an hour "
                        "to a later one of the same day."
                    )
                ) from wrong

    def _get_sending_hours(self):
        """Return the hours at which messages may arrive, None for any."""
        self.ensure_one()
        if not self.crm_sending_hours:
            return None
        days = frozenset(day for day, name in enumerate(WEEKDAYS) if self[name])
        return Hours(self.crm_sending_from, self.crm_sending_to, days)

    def _is_consent_needed(self, channel):
        """Return whether nothing is sent on a channel without consent."""
        self.ensure_one()
        return channel != "post" and self[f"crm_consent_{channel}"] == "opt_in"
