from ast import literal_eval

from odoo import api, fields, models
from odoo.fields import Domain


class CrmComplaintTeam(models.Model):
    """Whoever handles complaints together: who may open them, and who owns them."""

    _name = "crm.complaint.team"
    _description = "Complaint Team"
    _inherit = ["crm.company.bound", "mail.alias.mixin.optional"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", "Team Leader", domain="[('share', '=', False)]"
    )
    reviewer_id = fields.Many2one(
        "res.users",
        "Independent Reviewer",
        domain="[('share', '=', False)]",
        help="Owns what nobody of the team may handle, because the complaint is "
        "about them or whoever they report to.",
    )
    member_ids = fields.One2many("crm.complaint.team.member", "team_id", "Members")
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        check_company=True,
        help="In which the clocks of this team's complaints run. Empty: the working "
        "hours of the company.",
    )
    remedy_limit = fields.Monetary(
        "Limit of Remedies",
        help="What members may give on one complaint without anybody's approval.",
    )
    complaint_ids = fields.One2many("crm.complaint", "team_id")
    open_complaint_count = fields.Integer(compute="_compute_open_complaint_count")

    def _compute_open_complaint_count(self):
        counts = dict(
            self.env["crm.complaint"]._read_group(
                [("team_id", "in", self.ids), ("is_open", "=", True)],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.open_complaint_count = counts.get(team, 0)

    @api.model
    def _get_default(self, company):
        """Return the team that gets what no category gives to another.

        No complaint is lost for want of a team: a company without one gets one.
        """
        return self.search([("company_id", "=", company.id)], limit=1) or self.create(
            {"name": self.env._("Customer Care"), "company_id": company.id}
        )

    def _get_trained_users(self):
        """Return the members whose training is valid today: others own nothing new.

        Empty for a team without members, whose complaints its leader owns.
        """
        today = fields.Date.context_today(self)
        members = self.member_ids.filtered(lambda member: member._is_valid(today))
        return members.user_id.filtered("active")

    def _get_calendar(self):
        """Return the resource.calendar of the team's clocks; it may be empty."""
        self.ensure_one()
        return self.calendar_id or self.company_id.resource_calendar_id

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("crm.complaint")
        values["alias_defaults"] = defaults = literal_eval(self.alias_defaults or "{}")
        if self.id:
            defaults["team_id"] = self.id
            defaults["company_id"] = self.company_id.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        # the mixin makes the alias before the team has an id
        teams._set_alias_defaults()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "alias_name" in vals or "company_id" in vals:
            self._set_alias_defaults()
        return result

    def _set_alias_defaults(self):
        for team in self.filtered("alias_id"):
            defaults = team._alias_get_creation_values()["alias_defaults"]
            team.sudo().alias_id.alias_defaults = defaults

    def action_open_complaints(self):
        """Open the complaints of this team."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_complaints.crm_complaint_action"
        )
        action["domain"] = Domain("team_id", "=", self.id)
        action["context"] = {"default_team_id": self.id}
        return action
