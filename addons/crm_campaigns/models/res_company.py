from odoo import fields, models
from odoo.exceptions import ValidationError

from ..scheduling import SendingHours

WEEKDAYS = (
    "crm_send_monday",
    "crm_send_tuesday",
    "crm_send_wednesday",
    "crm_send_thursday",
    "crm_send_friday",
    "crm_send_saturday",
    "crm_send_sunday",
)


class ResCompany(models.Model):
    """When and on what basis the company writes to customers."""

    _inherit = "res.company"

    crm_send_from = fields.Float("Messages From", default=9.0)
    crm_send_to = fields.Float("Messages To", default=20.0)
    crm_send_monday = fields.Boolean("Monday", default=True)
    crm_send_tuesday = fields.Boolean("Tuesday", default=True)
    crm_send_wednesday = fields.Boolean("Wednesday", default=True)
    crm_send_thursday = fields.Boolean("Thursday", default=True)
    crm_send_friday = fields.Boolean("Friday", default=True)
    crm_send_saturday = fields.Boolean("Saturday", default=True)
    crm_send_sunday = fields.Boolean("Sunday", default=True)
    crm_consent_email = fields.Boolean("E-mail Needs Consent")
    crm_consent_sms = fields.Boolean("SMS Needs Consent")
    crm_consent_call = fields.Boolean("Calls Need Consent")

    def _get_consent_channels(self):
        """Channels on which only those who agreed are reached."""
        self.ensure_one()
        return {
            channel
            for channel in ("email", "sms", "call")
            if self[f"crm_consent_{channel}"]
        }

    def _get_sending_hours(self):
        """Return the company's :class:`SendingHours`, by the recipients' clocks."""
        self.ensure_one()
        days = {day for day, name in enumerate(WEEKDAYS) if self[name]}
        return SendingHours(
            round(self.crm_send_from * 60) % (24 * 60),
            round(self.crm_send_to * 60),
            frozenset(days),
        )

    def _check_sending_hours(self):
        for company in self:
            if not any(company[name] for name in WEEKDAYS):
                raise ValidationError(
                    self.env._("Messages need a day of the week to be sent on.")
                )
            if not (0 <= company.crm_send_from < 24 and 0 <= company.crm_send_to <= 24):
                raise ValidationError(self.env._("A day has 24 hours."))

    def write(self, vals):
        result = super().write(vals)
        if {"crm_send_from", "crm_send_to", *WEEKDAYS} & set(vals):
            self._check_sending_hours()
        return result
