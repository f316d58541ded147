from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_complaint_loyalty_program_id = fields.Many2one(
        related="company_id.crm_complaint_loyalty_program_id", readonly=False
    )
