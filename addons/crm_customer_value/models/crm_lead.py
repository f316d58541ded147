from odoo import fields, models


class CrmLead(models.Model):
    """Who is asking is shown where the salesperson decides."""

    _inherit = "crm.lead"

    partner_segment_id = fields.Many2one(
        related="partner_id.customer_segment_id",
        related_sudo=False,
        string="Customer Segment",
        groups="sales_team.group_sale_salesman",
    )
    partner_cltv = fields.Monetary(
        related="partner_id.customer_cltv",
        related_sudo=False,
        currency_field="value_currency_id",
        string="Lifetime Value",
        groups="sales_team.group_sale_salesman",
    )
    partner_churn_level = fields.Selection(
        related="partner_id.customer_churn_level",
        related_sudo=False,
        string="Churn Level",
        groups="sales_team.group_sale_salesman",
    )
    partner_next_action = fields.Char(
        related="partner_id.customer_next_action",
        related_sudo=False,
        groups="sales_team.group_sale_salesman",
    )
    value_currency_id = fields.Many2one(
        related="partner_id.value_currency_id", string="Value Currency"
    )
