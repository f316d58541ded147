from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env["crm.duplicate"]._follow_merge(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _action_next_screen(self):
        """Return to the list of duplicates, where the wizard was opened from."""
        action = super()._action_next_screen()
        if self.env.context.get("crm_duplicate_merge"):
            return {"type": "ir.actions.act_window_close"}
        return action
