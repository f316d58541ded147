from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Note merged customers: the host moves their documents by plain SQL."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        roots = partners.commercial_partner_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        survivors = (partners | roots).exists()
        self.env["crm.customer.change"]._mark(survivors)
        return result

    @api.model
    def _get_tables_with_one_row(self):
        return {
            **super()._get_tables_with_one_row(),
            "crm_customer_value": ("company_id",),
            "crm_customer_value_history": ("company_id", "month"),
            "crm_customer_reorder": ("company_id", "product_id"),
        }
