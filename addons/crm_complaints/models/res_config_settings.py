from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_silence_days = fields.Integer(
        related="company_id.complaint_silence_days", readonly=False
    )
    complaint_reopen_days = fields.Integer(
        related="company_id.complaint_reopen_days", readonly=False
    )
    complaint_retention_months = fields.Integer(
        related="company_id.complaint_retention_months", readonly=False
    )
    complaint_form_published = fields.Boolean(
        related="company_id.complaint_form_published", readonly=False
    )
    complaint_policy = fields.Html(
        related="company_id.complaint_policy", readonly=False
    )
