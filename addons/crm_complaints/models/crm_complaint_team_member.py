from odoo import fields, models


class CrmComplaintTeamMember(models.Model):
    """A user of a team, and until when the training for complaints is valid."""

    _name = "crm.complaint.team.member"
    _description = "Member of a Complaint Team"
    _inherit = ["crm.company.bound"]
    _rec_name = "user_id"
    _order = "team_id, id"

    team_id = fields.Many2one(
        "crm.complaint.team", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    trained_date = fields.Date(
        "Trained On",
        default=fields.Date.context_today,
        help="Without a date the member reads the team's complaints and owns none.",
    )
    trained_until = fields.Date(
        "Training Valid Until", help="Empty: the training does not run out."
    )

    _once = models.UniqueIndex(
        "(team_id, user_id)", "Somebody can be in a team once only."
    )

    def _is_valid(self, day):
        """Whether the training counts on this day."""
        self.ensure_one()
        return bool(self.trained_date and self.trained_date <= day) and (
            not self.trained_until or day <= self.trained_until
        )
