from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_kpi_calendar = fields.Selection(
        related="company_id.crm_kpi_calendar", readonly=False
    )
