from odoo import api, fields, models
from odoo.exceptions import AccessError

from .crm_complaint_guard import MANAGER


class CrmComplaintTeamLock(models.Model):
    """Nobody gets a higher limit of remedies by giving the complaint to another team.

    Until its assessment a complaint looks for its team. Then, or once somebody has
    asked for a remedy, only managers of complaints move it, and so does what works
    with all rights.
    """

    _inherit = "crm.complaint"

    is_team_fixed = fields.Boolean(
        compute="_compute_is_team_fixed",
        help="Only managers of complaints give it to another team.",
    )

    @api.depends("state", "remedy_ids")
    @api.depends_context("uid")
    def _compute_is_team_fixed(self):
        fixed = self._get_locked_teams()
        for complaint in self:
            complaint.is_team_fixed = complaint in fixed

    def write(self, vals):
        locked = (
            self._get_locked_teams() if vals.keys() & self._get_team_fields() else {}
        )
        result = super().write(vals)
        for complaint, team in locked.items():
            if complaint.team_id != team:
                raise AccessError(
                    self.env._(
                        "%(complaint)s stays with the team “%(team)s”, which also "
                        "sets how much may be given. Ask a manager of complaints to "
                        "move it.",
                        complaint=complaint.display_name,
                        team=team.sudo().name,
                    )
                )
        return result

    def _get_team_fields(self):
        """Return the fields by which the team changes: the category brings its own."""
        return {"team_id", "category_id", "company_id"}

    def _get_locked_teams(self):
        """Return the team of each complaint that the user may not give to another."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return {}
        return {
            complaint: complaint.team_id
            for complaint in self
            if complaint.state not in ("received", "acknowledged")
            or complaint.sudo().remedy_ids
        }
