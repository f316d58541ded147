from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .crm_complaint import ENDED_STATES


class CrmComplaintOwner(models.Model):
    """Whom a complaint is about, who may not know of it, and who owns it instead."""

    _inherit = "crm.complaint"

    accused_employee_ids = fields.Many2many(
        "hr.employee",
        "crm_complaint_accused_employee_rel",
        "complaint_id",
        "employee_id",
        "About Whom",
        check_company=True,
        # who has left in between is complained of as before
        context={"active_test": False},
        help="Employees whose conduct is complained of. They see nothing of it, and "
        "neither they nor those above and below them handle it.",
    )
    accused_user_ids = fields.Many2many(
        "res.users",
        "crm_complaint_accused_user_rel",
        "complaint_id",
        "user_id",
        compute="_compute_accused_user_ids",
        store=True,
        help="Kept out by a rule that holds for everybody.",
    )
    accused_statement = fields.Html(
        "Their Side", help="What whoever the complaint is about says."
    )

    @api.depends("accused_employee_ids.user_id")
    def _compute_accused_user_ids(self):
        """Add whose login it is; a login taken from an employee stays kept out."""
        for complaint in self:
            complaint.accused_user_ids |= complaint.accused_employee_ids.user_id

    def write(self, vals):
        if "accused_employee_ids" not in vals:
            return super().write(vals)
        before = {c: c.accused_employee_ids for c in self.sudo()}
        result = super().write(vals)
        for complaint, accused in before.items():
            complaint._let_in(accused - complaint.accused_employee_ids)
        return result

    def _let_in(self, cleared):
        """Let in again whom a complaint is not about any more: hr.employee."""
        self.ensure_one()
        if cleared:
            accused = self.accused_employee_ids
            users = cleared.user_id if accused else self.accused_user_ids
            self.accused_user_ids -= users - accused.user_id

    def _get_involved_users(self):
        """Return who cannot judge: the accused, and whoever is above or below them.

        The accused with all logins that they have had.
        """
        self.ensure_one()
        kept_out = self.sudo().accused_user_ids._origin
        accused = self.sudo().accused_employee_ids
        if not accused:
            return kept_out
        Employee = self.env["hr.employee"].sudo().with_context(active_test=False)
        line = Employee.search(
            Domain("id", "parent_of", accused.ids)
            | Domain("id", "child_of", accused.ids)
        )
        return line.user_id | kept_out

    def _choose_owner(self):
        """Return who owns the complaint: fewest open ones first, nobody involved.

        The person who records it, when able to; else of the team's trained members
        the one with the fewest open complaints, the leader, the independent reviewer,
        a manager of complaints.
        """
        self.ensure_one()
        team = self.team_id.sudo()
        involved = self._get_involved_users()
        able = team._get_trained_users() - involved
        if self.env.user in able:
            return self.env.user
        if able:
            return able._get_least_loaded_complaint_owner()
        company = self.company_id
        for user in (team.user_id, team.reviewer_id):
            if user.active and user not in involved and company in user.company_ids:
                return user
        managers = self.env.ref("crm_complaints.group_complaint_manager").sudo()
        free = managers.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and user not in involved
                and company in user.company_ids
            )
        )
        return free._get_least_loaded_complaint_owner()

    @api.constrains("user_id", "state")
    def _check_owner(self):
        """Every open complaint has one owner, who is not involved."""
        for complaint in self:
            owner = complaint.user_id
            if not owner:
                if complaint.state in ENDED_STATES:
                    continue
                raise ValidationError(
                    self.env._(
                        "Nobody who is not involved can own this complaint. Name an "
                        "independent reviewer of the team “%s”.",
                        complaint.team_id.name,
                    )
                )
            if owner in complaint._get_involved_users():
                raise ValidationError(
                    self.env._(
                        "%s is involved in what is complained of, or above or below "
                        "somebody who is. Choose an owner who is not.",
                        owner.name,
                    )
                )
