from odoo import fields, models

from .res_partner import SALES_GROUP


class CrmValueShownMixin(models.AbstractModel):
    """A document that shows what its customer is worth, where people decide."""

    _name = "crm.value.shown.mixin"
    _description = "Customer Value Shown"

    partner_id = fields.Many2one("res.partner")
    partner_segment_id = fields.Many2one(
        related="partner_id.customer_segment_id",
        related_sudo=False,
        string="Customer Segment",
        groups=SALES_GROUP,
    )
    partner_cltv = fields.Monetary(
        related="partner_id.customer_value_id.cltv",
        related_sudo=False,
        currency_field="value_currency_id",
        string="Lifetime Value",
        groups=SALES_GROUP,
    )
    partner_churn_level = fields.Selection(
        related="partner_id.customer_churn_level",
        related_sudo=False,
        string="Churn Level",
        groups=SALES_GROUP,
    )
    partner_next_action = fields.Char(
        related="partner_segment_id.next_action",
        related_sudo=False,
        groups=SALES_GROUP,
    )
    value_currency_id = fields.Many2one(
        related="partner_id.value_currency_id", string="Value Currency"
    )
