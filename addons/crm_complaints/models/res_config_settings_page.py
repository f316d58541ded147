from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_token_days = fields.Integer(
        related="company_id.complaint_token_days", readonly=False
    )
