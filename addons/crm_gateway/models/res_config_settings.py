from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_timezone = fields.Selection(
        related="company_id.crm_timezone", readonly=False, required=True
    )
    crm_group_currency_id = fields.Many2one(
        related="company_id.crm_group_currency_id", readonly=False
    )
    crm_forecast_quotation_rate = fields.Float(
        related="company_id.crm_forecast_quotation_rate", readonly=False, required=True
    )
    crm_contact_daily_limit = fields.Integer(
        related="company_id.crm_contact_daily_limit", readonly=False, required=True
    )
