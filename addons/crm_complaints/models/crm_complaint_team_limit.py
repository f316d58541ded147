from odoo import models


class CrmComplaintTeamLimit(models.Model):
    """How much one of the team may give on one complaint."""

    _inherit = "crm.complaint.team"

    def _get_remedy_limit(self, user):
        """Return the member's own limit, or the team's.

        The leader and the independent reviewer have the team's. Whoever does not
        belong to the team, managers too, gives nothing without an approval: a limit
        in one team says nothing of what another one may give.
        """
        self.ensure_one()
        team = self.sudo()
        member = team.member_ids.filtered(lambda m: m.user_id == user)
        if member.has_own_limit:
            return member.remedy_limit
        if member or user in (team.user_id | team.reviewer_id):
            return team.remedy_limit
        return 0
