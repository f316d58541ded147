from odoo import fields, models


class ResConfigSettingsLead(models.TransientModel):
    _inherit = "res.config.settings"

    crm_lead_grade_a = fields.Float(
        related="company_id.crm_lead_grade_a", readonly=False
    )
    crm_lead_grade_b = fields.Float(
        related="company_id.crm_lead_grade_b", readonly=False
    )
    crm_lead_grade_c = fields.Float(
        related="company_id.crm_lead_grade_c", readonly=False
    )
    crm_lead_currency_id = fields.Many2one(related="company_id.currency_id")
    crm_lead_golden_revenue = fields.Monetary(
        related="company_id.crm_lead_golden_revenue",
        readonly=False,
        currency_field="crm_lead_currency_id",
    )
    crm_lead_golden_segment_id = fields.Many2one(
        related="company_id.crm_lead_golden_segment_id", readonly=False
    )
    crm_lead_handover_score = fields.Float(
        related="company_id.crm_lead_handover_score", readonly=False
    )
    crm_lead_hold_back = fields.Boolean(
        related="company_id.crm_lead_hold_back", readonly=False
    )
    crm_lead_response_hours = fields.Float(
        related="company_id.crm_lead_response_hours", readonly=False
    )
