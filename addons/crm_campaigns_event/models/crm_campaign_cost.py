from odoo import fields, models


class CrmCampaignCost(models.Model):
    _inherit = "crm.campaign.cost"

    event_id = fields.Many2one(
        "event.event",
        index="btree_not_null",
        ondelete="set null",
        domain="[('campaign_id', '=', campaign_id)]",
        help="The exhibition, conference or seminar that it was for.",
    )
