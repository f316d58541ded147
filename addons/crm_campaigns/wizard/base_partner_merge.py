from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_reference_fields(self, src_partners, dst_partner):
        self.env["crm.journey.participant"]._move_to(dst_partner, src_partners)
        return super()._update_reference_fields(src_partners, dst_partner)
