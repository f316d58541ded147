from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_value_basis = fields.Selection(
        related="company_id.crm_value_basis", readonly=False, required=True
    )
    crm_value_margin_rate = fields.Float(
        related="company_id.crm_value_margin_rate", readonly=False
    )
    crm_value_horizon = fields.Integer(
        related="company_id.crm_value_horizon", readonly=False
    )
    crm_value_discount_rate = fields.Float(
        related="company_id.crm_value_discount_rate", readonly=False
    )
    crm_value_model_kind = fields.Selection(
        related="company_id.crm_value_model_kind", readonly=False, required=True
    )
    crm_value_period = fields.Integer(
        related="company_id.crm_value_period", readonly=False
    )
    crm_value_as_of_date = fields.Date(
        related="company_id.crm_value_as_of_date", readonly=False
    )
    crm_value_min_buyers = fields.Integer(
        related="company_id.crm_value_min_buyers", readonly=False
    )
    crm_value_min_repeaters = fields.Integer(
        related="company_id.crm_value_min_repeaters", readonly=False
    )
    crm_value_max_bias = fields.Float(
        related="company_id.crm_value_max_bias", readonly=False
    )
    crm_value_loss_given_default = fields.Float(
        related="company_id.crm_value_loss_given_default", readonly=False
    )
    crm_value_cost_to_serve = fields.Monetary(
        related="company_id.crm_value_cost_to_serve",
        readonly=False,
        currency_field="crm_value_currency_id",
    )
    crm_value_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Value Currency"
    )
    crm_value_excluded_category_ids = fields.Many2many(
        related="company_id.crm_value_excluded_category_ids", readonly=False
    )
