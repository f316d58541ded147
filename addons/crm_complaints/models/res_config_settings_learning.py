from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_action_check_days = fields.Integer(
        related="company_id.complaint_action_check_days", readonly=False
    )
    complaint_dispute_days = fields.Integer(
        related="company_id.complaint_dispute_days", readonly=False
    )
