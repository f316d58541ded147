from odoo import api, fields, models
from odoo.tools import SQL


class CrmCampaignTouch(models.Model):
    """Whoever redeems a coupon has met the campaign that gave it."""

    _inherit = "crm.campaign.touch"

    kind = fields.Selection(
        selection_add=[("coupon", "Coupon redeemed")],
        ondelete={"coupon": "cascade"},
    )

    @api.model
    def _get_sources(self):
        return {
            **super()._get_sources(),
            "coupon": ("coupon", "sale.order", self._select_coupons()),
        }

    @api.model
    def _select_coupons(self):
        """Confirmed orders that redeemed coupons, once for each campaign."""
        return SQL(
            """
            SELECT so.id AS ref_id, card.crm_campaign_id AS campaign_id,
                   MIN(mailing.medium_id) AS medium_id, so.partner_id,
                   NULL AS email, so.company_id, so.date_order AS date
              FROM loyalty_card card
              JOIN sale_order_line sol ON sol.coupon_id = card.id
              JOIN sale_order so ON so.id = sol.order_id
              LEFT JOIN mailing_mailing mailing ON mailing.id = card.crm_mailing_id
             WHERE so.state = 'sale' AND card.crm_campaign_id IS NOT NULL
             GROUP BY so.id, card.crm_campaign_id
            """
        )
