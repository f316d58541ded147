from odoo import fields, models

from .crm_campaign_budget import COST_KINDS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    crm_campaign_id = fields.Many2one(
        "utm.campaign",
        "Campaign",
        index="btree_not_null",
        help="On a vendor bill: the campaign that this line is a cost of. On a "
        "customer invoice: the campaign that brought it, where the order does not "
        "say so.",
    )
    crm_campaign_cost_kind = fields.Selection(COST_KINDS, "Kind of Campaign Cost")
