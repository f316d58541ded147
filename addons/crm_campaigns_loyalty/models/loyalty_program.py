from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    crm_campaign_ids = fields.Many2many(
        "utm.campaign",
        "crm_campaign_loyalty_program_rel",
        "program_id",
        "campaign_id",
        "Campaigns",
        copy=False,
    )
