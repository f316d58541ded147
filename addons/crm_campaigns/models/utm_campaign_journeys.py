from odoo import fields, models


class UtmCampaign(models.Model):
    """The journeys of the campaign, with what each of them brought."""

    _inherit = "utm.campaign"

    journey_ids = fields.One2many("crm.journey", "campaign_id", "Journeys")
