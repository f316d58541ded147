from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_review_months = fields.Integer(
        related="company_id.complaint_review_months", readonly=False
    )
