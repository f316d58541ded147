from odoo import fields, models


class UtmCampaignVariants(models.Model):
    _inherit = "utm.campaign"

    ab_testing_winner_selection = fields.Selection(
        selection_add=[
            ("crm_order_count", "Orders"),
            ("crm_net_invoiced", "Net Invoiced"),
        ],
        ondelete={
            "crm_order_count": "set default",
            "crm_net_invoiced": "set default",
        },
    )
    crm_ab_decision = fields.Text(
        "A/B Decision", readonly=True, copy=False, help="Why that version was sent."
    )
