from odoo import fields, models


class ResConfigSettingsRemedy(models.TransientModel):
    _inherit = "res.config.settings"

    crm_complaint_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Complaints"
    )
    crm_complaint_hour_rate = fields.Monetary(
        related="company_id.crm_complaint_hour_rate",
        readonly=False,
        currency_field="crm_complaint_currency_id",
    )
    crm_complaint_approver_limit = fields.Monetary(
        related="company_id.crm_complaint_approver_limit",
        readonly=False,
        currency_field="crm_complaint_currency_id",
    )
    crm_complaint_finance_user_id = fields.Many2one(
        related="company_id.crm_complaint_finance_user_id", readonly=False
    )
    crm_complaint_compensation_product_id = fields.Many2one(
        related="company_id.crm_complaint_compensation_product_id", readonly=False
    )
