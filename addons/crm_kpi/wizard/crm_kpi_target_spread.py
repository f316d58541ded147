import numpy as np

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..status import spread


class CrmKpiTargetSpread(models.TransientModel):
    """Divide a target over the months of its period, or among the sales teams."""

    _name = "crm.kpi.target.spread"
    _description = "Divide a Target"

    target_id = fields.Many2one("crm.kpi.target", required=True)
    unit = fields.Selection(related="target_id.unit")
    over = fields.Selection(
        [("months", "Its months"), ("teams", "Sales teams")],
        "Divide Over",
        required=True,
        default="months",
    )
    by = fields.Selection(
        [("past", "Like last year"), ("even", "Evenly")],
        required=True,
        default="past",
        help="Like last year: by the shares that months or teams had a year ago.",
    )
    line_ids = fields.One2many(
        "crm.kpi.target.spread.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    total = fields.Float(compute="_compute_total", digits=False)
    has_gap = fields.Boolean(compute="_compute_total")

    @api.depends("target_id", "over", "by")
    def _compute_line_ids(self):
        for wizard in self:
            parts = wizard.target_id and wizard._find_parts()
            shares = [share for _vals, share in parts or []]
            if not shares:
                wizard.line_ids = [Command.clear()]
                continue
            if wizard.by == "even" or not sum(shares):
                shares = [1] * len(shares)
            kpi = wizard.target_id.kpi_id
            whole = wizard.target_id.value
            values = (
                spread(whole, shares, kpi.digits)
                if kpi.measure == "sum" and whole >= 0
                else [whole] * len(shares)
            )
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create({**vals, "value": value})
                    for (vals, _share), value in zip(parts, values, strict=True)
                ),
            ]

    @api.depends("line_ids.value", "target_id")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.line_ids.mapped("value"))
            wizard.has_gap = (
                wizard.target_id.kpi_id.measure == "sum"
                and abs(wizard.total - wizard.target_id.value) > 1e-6
            )

    def _find_parts(self):
        """Return [(values of a line, share of a year ago)]."""
        target = self.target_id
        company = target.company_id
        kpi = target.kpi_id.with_company(company).with_context(
            allowed_company_ids=company.ids
        )
        calendar = company._get_kpi_calendar()
        period = target._get_period()
        ago = calendar.year_ago(period)
        if self.over == "months":
            return self._find_months(kpi, calendar, calendar.months(period))
        if target.kpi_id.kind == "formula" or not ago:
            shares = {}
        else:
            rows = self.env["crm.kpi.value"]._read_group(
                [
                    ("kpi_id", "=", kpi.id),
                    ("company_id", "=", company.id),
                    ("is_current", "=", True),
                    ("date_from", ">=", ago.date_from),
                    ("date_from", "<=", ago.date_to),
                ],
                ["team_id"],
                ["numerator:sum"],
            )
            shares = {team: max(0, number or 0) for team, number in rows}
        teams = self.env["crm.team"].search(
            [("company_id", "in", [company.id, False])], order="sequence, id"
        )
        return [({"team_id": team.id}, shares.get(team, 0)) for team in teams]

    def _find_months(self, kpi, calendar, months):
        past = [calendar.year_ago(month) for month in months]
        values = np.zeros(len(months))
        if all(past):
            one = kpi._read_series(past).get(kpi)
            if one is not None:
                values = np.nan_to_num(one.values).clip(min=0)
        return [
            ({"date_from": month.date_from, "name": month.key}, float(value))
            for month, value in zip(months, values, strict=True)
        ]

    def action_apply(self):
        """Make the parts as targets of their own, or correct those that are there."""
        self.check_access("write")
        self.ensure_one()
        target = self.target_id
        target.check_access("write")
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to divide it over."))
        for line in self.line_ids:
            vals = {
                "kpi_id": target.kpi_id.id,
                "company_id": target.company_id.id,
                "kind": "month" if self.over == "months" else target.kind,
                "date_from": line.date_from or target.date_from,
                "team_id": line.team_id.id or target.team_id.id,
                "user_id": target.user_id.id,
                "department_id": target.department_id.id,
                "parent_id": target.id,
            }
            known = self.env["crm.kpi.target"].search(
                [
                    (name, "=", value)
                    for name, value in vals.items()
                    if name != "parent_id"
                ],
                limit=1,
            )
            if known:
                known.write({"value": line.value, "parent_id": target.id})
            else:
                self.env["crm.kpi.target"].create({**vals, "value": line.value})
        return {"type": "ir.actions.act_window_close"}


class CrmKpiTargetSpreadLine(models.TransientModel):
    """One part of a target that is divided."""

    _name = "crm.kpi.target.spread.line"
    _description = "Part of a Target"

    wizard_id = fields.Many2one(
        "crm.kpi.target.spread", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Month")
    date_from = fields.Date()
    team_id = fields.Many2one("crm.team", "Sales Team")
    value = fields.Float("Target", digits=False)
