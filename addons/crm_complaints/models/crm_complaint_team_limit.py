from odoo import models


class CrmComplaintTeamLimit(models.Model):
    """How much one of the team may give on one complaint."""

    _inherit = "crm.complaint.team"

    def _get_remedy_limit(self, user):
        """Return the member's own limit, or the team's."""
        self.ensure_one()
        member = self.sudo().member_ids.filtered(lambda m: m.user_id == user)
        if member.has_own_limit:
            return member.remedy_limit
        return self.remedy_limit
