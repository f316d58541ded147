from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """What one customer complained of counts as the other's from now on."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        before = partners.commercial_partner_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        kept = partners.exists().commercial_partner_id
        gone = before - before.exists()
        if len(kept) == 1 and gone:
            self.env["crm.complaint"]._merge_customers(gone, kept)
        return result
