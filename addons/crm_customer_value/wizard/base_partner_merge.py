from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Note merged customers: the host moves their documents by plain SQL."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        roots = partners.commercial_partner_id | dst_partner if dst_partner else (
            partners.commercial_partner_id
        )
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env["crm.customer.change"]._mark(
            (roots | partners).exists()
        )
        return result
