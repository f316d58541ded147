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
    complaint_token_days = fields.Integer(
        related="company_id.complaint_token_days", readonly=False
    )
    complaint_action_check_days = fields.Integer(
        related="company_id.complaint_action_check_days", readonly=False
    )
    complaint_dispute_days = fields.Integer(
        related="company_id.complaint_dispute_days", readonly=False
    )
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
