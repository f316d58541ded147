from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..periods import KINDS

SCOPES = ("team_id", "user_id", "department_id")


class CrmKpiTarget(models.Model):
    """What a KPI should be in a period: of the company, a team, or a person."""

    _name = "crm.kpi.target"
    _description = "Target of a KPI"
    _inherit = ["mail.thread"]
    _order = "date_from desc, kpi_id, id"
    _check_company_auto = True

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "crm.team", "Sales Team", check_company=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
    )
    department_id = fields.Many2one(
        "hr.department", check_company=True, index="btree_not_null"
    )
    kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            ("fiscal_year", "Fiscal Year"),
        ],
        "Period",
        required=True,
        default="month",
    )
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("To", compute="_compute_period", store=True, precompute=True)
    period_key = fields.Char(
        "Name of the Period", compute="_compute_period", store=True, precompute=True
    )
    value = fields.Float(
        "Target",
        required=True,
        digits=False,
        aggregator="avg",
        tracking=True,
        help="In the unit of the KPI: 35 for 35 %.",
    )
    unit = fields.Selection(related="kpi_id.unit")
    weight = fields.Float(default=1, help="How much it counts in the score of a board.")
    parent_id = fields.Many2one(
        "crm.kpi.target",
        "Part Of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kpi_id', '=', kpi_id), ('id', '!=', id)]",
    )
    child_ids = fields.One2many("crm.kpi.target", "parent_id", "Divided Into")
    gap = fields.Float(
        compute="_compute_gap",
        digits=False,
        help="What the parts promise more (or less) than the whole.",
    )
    has_gap = fields.Boolean(compute="_compute_gap", search="_search_has_gap")
    note = fields.Text(help="Why this much.")
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        "(kpi_id, company_id, kind, date_from, (COALESCE(team_id, 0)), "
        "(COALESCE(user_id, 0)), (COALESCE(department_id, 0))) WHERE active",
        "There is a target for this KPI, period and scope already. Change that one.",
    )
    _one_scope = models.Constraint(
        "CHECK (num_nonnulls(team_id, user_id, department_id) <= 1)",
        "A target is for a team, a person or a department: choose one of them.",
    )
    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "The weight is greater than 0."
    )

    @api.depends("company_id", "kind", "date_from")
    def _compute_period(self):
        for target in self:
            period = target.date_from and target._get_period()
            target.date_to = period and period.date_to
            target.period_key = period and period.key

    def _get_period(self):
        calendar = self.company_id._get_kpi_calendar()
        return calendar.period(self.kind, self.date_from)

    @api.depends("value", "child_ids.value", "kpi_id.measure")
    def _compute_gap(self):
        """Parts of a sum add up to the whole; parts of a share do not."""
        for target in self:
            parts = target.child_ids
            is_sum = bool(parts) and target.kpi_id.measure == "sum"
            target.gap = sum(parts.mapped("value")) - target.value if is_sum else 0
            target.has_gap = is_sum and abs(target.gap) > 0.005 * abs(target.value)

    def _search_has_gap(self, operator, value):
        if operator != "in":
            return NotImplemented
        parents = self.search([("child_ids", "!=", False)])
        found = parents.filtered("has_gap")
        return Domain("id", "in" if True in value else "not in", found.ids)

    @api.depends("kpi_id", "period_key", "team_id", "user_id", "department_id")
    def _compute_display_name(self):
        for target in self:
            scope = target._get_scope()
            target.display_name = " · ".join(
                filter(
                    None,
                    (
                        target.kpi_id.name,
                        target.period_key,
                        scope and scope.display_name,
                    ),
                )
            )

    def _get_scope(self):
        """Return the team, user or department that the target is for, or None."""
        self.ensure_one()
        return next((self[name] for name in SCOPES if self[name]), None)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._begin_with_period(vals) for vals in vals_list])

    def write(self, vals):
        if not set(vals) & {"date_from", "kind", "company_id"}:
            return super().write(vals)
        for target in self:
            super(CrmKpiTarget, target).write(
                self._begin_with_period(
                    {
                        "kind": target.kind,
                        "company_id": target.company_id.id,
                        "date_from": target.date_from,
                        **vals,
                    }
                )
            )
        return True

    @api.model
    def _begin_with_period(self, vals):
        """Let a target begin with its period, whichever day in it was given."""
        vals = {**self.default_get(["kind", "company_id", "date_from"]), **vals}
        company = self.env["res.company"].browse(vals["company_id"])
        day = fields.Date.to_date(vals["date_from"])
        if day and company and vals["kind"] in KINDS:
            period = company._get_kpi_calendar().period(vals["kind"], day)
            vals["date_from"] = period.date_from
        return vals

    @api.constrains("parent_id", "kpi_id", "date_from", "date_to")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A target cannot be part of itself, not even indirectly.")
            )
        for target in self.filtered("parent_id"):
            whole = target.parent_id
            if whole.kpi_id != target.kpi_id:
                raise ValidationError(
                    self.env._("A target and its parts are of one KPI.")
                )
            if target.date_from < whole.date_from or target.date_to > whole.date_to:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” lies outside of the period of “%(whole)s”.",
                        part=target.display_name,
                        whole=whole.display_name,
                    )
                )

    @api.constrains("kpi_id")
    def _check_kpi_company(self):
        for target in self:
            company = target.kpi_id.company_id
            if company and company != target.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(kpi)s” is measured in %(company)s only.",
                        kpi=target.kpi_id.name,
                        company=company.name,
                    )
                )
