from odoo import fields, models


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    event_ids = fields.One2many(
        "event.event",
        "campaign_id",
        "Events",
        groups="crm_campaigns.group_campaign_user",
    )
