from odoo import models
from odoo.fields import Domain


class CrmTeam(models.Model):
    """The host's assignment gives to salespeople what marketing lets go."""

    _inherit = "crm.team"

    def _get_lead_to_assign_domain(self):
        """Those alone that were chosen; else none that marketing holds back."""
        domain = Domain(super()._get_lead_to_assign_domain())
        chosen = self.env.context.get("crm_hand_over_ids")
        if chosen is None:
            domain &= self._get_released_domain()
        else:
            domain &= Domain("id", "in", chosen)
        return list(domain)

    def _get_released_domain(self):
        """Return the leads that are ready, in companies that hold the others back."""
        holding = (
            self.env["res.company"].sudo().search([("crm_lead_hold_back", "=", True)])
        )
        if not holding:
            return Domain.TRUE
        held = Domain("company_id", "in", holding.ids)
        if self.env["crm.lead"]._get_judging_company() in holding:
            held |= Domain("company_id", "=", False)
        return ~held | Domain("handover_state", "=", "ready")
