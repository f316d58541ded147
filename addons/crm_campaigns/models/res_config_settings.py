from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_send_from = fields.Float(related="company_id.crm_send_from", readonly=False)
    crm_send_to = fields.Float(related="company_id.crm_send_to", readonly=False)
    crm_send_monday = fields.Boolean(
        related="company_id.crm_send_monday", readonly=False
    )
    crm_send_tuesday = fields.Boolean(
        related="company_id.crm_send_tuesday", readonly=False
    )
    crm_send_wednesday = fields.Boolean(
        related="company_id.crm_send_wednesday", readonly=False
    )
    crm_send_thursday = fields.Boolean(
        related="company_id.crm_send_thursday", readonly=False
    )
    crm_send_friday = fields.Boolean(
        related="company_id.crm_send_friday", readonly=False
    )
    crm_send_saturday = fields.Boolean(
        related="company_id.crm_send_saturday", readonly=False
    )
    crm_send_sunday = fields.Boolean(
        related="company_id.crm_send_sunday", readonly=False
    )
    crm_consent_email = fields.Boolean(
        related="company_id.crm_consent_email", readonly=False
    )
    crm_consent_sms = fields.Boolean(
        related="company_id.crm_consent_sms", readonly=False
    )
    crm_consent_call = fields.Boolean(
        related="company_id.crm_consent_call", readonly=False
    )
