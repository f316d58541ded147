from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CrmPromiseMeasure(models.Model):
    """How often a version of a promise was kept in one month.

    A case counts in the month in which it began, as soon as it is done or overdue.
    The scheduler restates all months; of promises that people record it takes over
    how many cases they typed in.
    """

    _name = "crm.promise.measure"
    _description = "Performance of a Promise"
    _inherit = ["crm.company.bound"]
    _order = "month desc, promise_id, id"
    _rec_name = "version_id"

    version_id = fields.Many2one(
        "crm.promise.version", required=True, index=True, ondelete="cascade"
    )
    promise_id = fields.Many2one(
        related="version_id.promise_id", store=True, index=True
    )
    code_id = fields.Many2one(related="promise_id.code_id", store=True, index=True)
    company_id = fields.Many2one(related="code_id.company_id", store=True, index=True)
    kind = fields.Selection(related="promise_id.kind")
    month = fields.Date(required=True, index=True)
    measured_count = fields.Integer("Cases")
    breach_count = fields.Integer("Breaches", readonly=True)
    kept_share = fields.Float(
        "Kept",
        compute="_compute_kept_share",
        store=True,
        aggregator="avg",
        help="Of all cases, together where several are shown as one.",
    )
    target_share = fields.Float(
        "Target", related="version_id.target_share", store=True, aggregator="max"
    )
    is_met = fields.Boolean("Target Reached", compute="_compute_is_met")

    _once = models.UniqueIndex(
        "(version_id, month)", "This month is there already: change its cases."
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "Choose the first day of a month."
    )
    _counts_fit = models.Constraint(
        "CHECK (measured_count >= breach_count AND breach_count >= 0)",
        "There were at least as many cases as breaches.",
    )

    @api.depends("measured_count", "breach_count")
    def _compute_kept_share(self):
        for measure in self:
            cases = measure.measured_count
            measure.kept_share = 1 - measure.breach_count / cases if cases else 0

    @api.depends("kept_share", "target_share")
    def _compute_is_met(self):
        for measure in self:
            measure.is_met = measure.kept_share >= measure.target_share

    def _read_group_select(self, aggregate_spec, query):
        """The share of several months is of all their cases, no mean of shares."""
        if aggregate_spec != "kept_share:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "1 - SUM(%s)::float8 / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "breach_count", query),
            self._field_to_sql(self._table, "measured_count", query),
        )

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._check_typed(set().union(*vals_list))
        return measures

    def write(self, vals):
        self._check_typed(vals)
        result = super().write(vals)
        self._check_typed(vals)
        return result

    def _check_typed(self, names):
        """What documents and breaches tell is not typed in."""
        if self.env.su:
            return
        if "breach_count" in names or set(self.mapped("kind")) - {"manual"}:
            raise AccessError(
                self.env._(
                    "The cases of this promise are counted by the scheduler. Only "
                    "those of promises that people record are typed in."
                )
            )
