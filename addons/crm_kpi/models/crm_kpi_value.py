from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_kpi import measure_of


class CrmKpiValue(models.Model):
    """A KPI's figure of one month: what boards, targets and forecasts read.

    Values of a closed month never change. When documents are posted late, somebody
    restates the month with a reason: a further revision then holds, and the one
    before it stays readable.
    """

    _name = "crm.kpi.value"
    _description = "Figure of a Month"
    _inherit = "crm.kpi.slice"
    _order = "date_from desc, kpi_id, id"

    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    period_key = fields.Char("Month", required=True, readonly=True)
    revision = fields.Integer(default=1, required=True, readonly=True)
    is_current = fields.Boolean("Holds", default=True, required=True, readonly=True)
    is_closed = fields.Boolean("Closed", readonly=True)
    version = fields.Integer(
        "Version of the KPI", readonly=True, help="The definition it was computed by."
    )
    restatement_id = fields.Many2one(
        "crm.kpi.restatement",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    unit = fields.Selection(related="kpi_id.unit")
    value = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=False,
        help="Numerator by denominator, the numerator of a sum, or the median.",
    )

    is_backfilled = fields.Boolean(
        "Counted Afterwards",
        compute="_compute_is_backfilled",
        help="The month was over before the KPI was first counted: documents that were "
        "deleted or changed in between are not in it.",
    )

    _board = models.Index(
        "(company_id, kpi_id, date_from) INCLUDE (team_id, user_id, numerator, "
        "denominator, record_count) WHERE is_current"
    )
    _month = models.Index("(kpi_id, company_id, date_from, revision)")

    def init(self):
        self.env.cr.execute(
            "ALTER TABLE crm_kpi_value ADD COLUMN IF NOT EXISTS sample float8[]"
        )
        return super().init()

    @api.depends("kpi_id", "company_id", "date_to")
    def _compute_is_backfilled(self):
        states = (
            self.env["crm.kpi.state"]
            .sudo()
            .search(
                [
                    ("kpi_id", "in", self.kpi_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        )
        begun = {
            (state.kpi_id.id, state.company_id.id): state.create_date.date()
            for state in states
        }
        for row in self:
            since = begun.get((row.kpi_id.id, row.company_id.id))
            row.is_backfilled = bool(since and row.date_to and row.date_to < since)

    def write(self, vals):
        self.check_access("write")
        if vals:
            raise UserError(
                self.env._(
                    "Figures are computed and cannot be typed over. Correct the "
                    "documents, or restate the month."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if any(row.is_closed for row in self):
            raise UserError(self.env._("Figures of closed months stay."))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Put quotients together by their parts: never a mean of means."""
        if aggregate_spec != "value:avg":
            return super()._read_group_select(aggregate_spec, query)
        # An alias of its own: record rules join the KPI in their own way
        kpi = query.make_alias(self._table, "measured")
        own, measured = SQL.identifier(self._table), SQL.identifier(kpi)
        query.add_join("JOIN", kpi, "crm_kpi", SQL("%s.kpi_id = %s.id", own, measured))
        return measure_of(own, measured)
