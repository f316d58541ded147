from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    """Of two customers' offers of one product, one is left."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_tables_with_one_row(self):
        return {
            **super()._get_tables_with_one_row(),
            "crm_next_offer": ("company_id", "product_id"),
            "crm_next_offer_refusal": ("company_id", "product_id"),
        }
