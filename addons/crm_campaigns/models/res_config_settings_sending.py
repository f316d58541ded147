from odoo import fields, models


class ResConfigSettingsSending(models.TransientModel):
    _inherit = "res.config.settings"

    crm_consent_email = fields.Selection(
        related="company_id.crm_consent_email", readonly=False
    )
    crm_consent_sms = fields.Selection(
        related="company_id.crm_consent_sms", readonly=False
    )
    crm_consent_phone = fields.Selection(
        related="company_id.crm_consent_phone", readonly=False
    )
    crm_sending_hours = fields.Boolean(
        related="company_id.crm_sending_hours", readonly=False
    )
    crm_sending_from = fields.Float(
        related="company_id.crm_sending_from", readonly=False
    )
    crm_sending_to = fields.Float(related="company_id.crm_sending_to", readonly=False)
    crm_sending_monday = fields.Boolean(
        related="company_id.crm_sending_monday", readonly=False
    )
    crm_sending_tuesday = fields.Boolean(
        related="company_id.crm_sending_tuesday", readonly=False
    )
    crm_sending_wednesday = fields.Boolean(
        related="company_id.crm_sending_wednesday", readonly=False
    )
    crm_sending_thursday = fields.Boolean(
        related="company_id.crm_sending_thursday", readonly=False
    )
    crm_sending_friday = fields.Boolean(
        related="company_id.crm_sending_friday", readonly=False
    )
    crm_sending_saturday = fields.Boolean(
        related="company_id.crm_sending_saturday", readonly=False
    )
    crm_sending_sunday = fields.Boolean(
        related="company_id.crm_sending_sunday", readonly=False
    )
