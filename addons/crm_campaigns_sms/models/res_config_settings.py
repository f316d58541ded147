from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_sms_opt_out_words = fields.Char(
        related="company_id.crm_sms_opt_out_words", readonly=False
    )
