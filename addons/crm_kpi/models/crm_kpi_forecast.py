from odoo import api, fields, models
from odoo.exceptions import UserError

WHAT_CAME = {"is_scored", "actual", "error", "held", "brier"}


class CrmKpiForecast(models.Model):
    """What a month's figure was expected to be, frozen when it was said.

    When the month is over, what came is written beside it: forecasts that are never
    scored are opinions.
    """

    _name = "crm.kpi.forecast"
    _description = "Forecast of a KPI"
    _order = "date_from desc, kpi_id, step"
    _rec_name = "period_key"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    made_on = fields.Date("Said On", required=True, readonly=True)
    known_until = fields.Date(
        required=True, readonly=True, help="Last day of the last month it is based on."
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    period_key = fields.Char("Month", required=True, readonly=True)
    step = fields.Integer(
        "Months Ahead", required=True, readonly=True, aggregator=False
    )
    unit = fields.Selection(related="kpi_id.unit")
    point = fields.Float(
        "Forecast", required=True, readonly=True, digits=False, aggregator="avg"
    )
    has_interval = fields.Boolean(readonly=True)
    low = fields.Float("At Least", readonly=True, digits=False, aggregator=None)
    high = fields.Float("At Most", readonly=True, digits=False, aggregator=None)
    level = fields.Float("Confidence", readonly=True, aggregator=False)
    method = fields.Selection(
        [("theta", "Theta"), ("damped", "Damped trend")], required=True, readonly=True
    )
    past_error = fields.Float(
        "Past Error (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="How far the method was off in the past: the sum of all errors by all "
        "that came (WAPE).",
    )
    target = fields.Float(readonly=True, digits=False, aggregator="avg")
    has_probability = fields.Boolean(readonly=True)
    probability = fields.Float(
        "Reaches the Target",
        readonly=True,
        aggregator="avg",
        help="How probable it was to reach the target.",
    )
    errors = fields.Json(
        readonly=True,
        help="Relative errors of such forecasts in the past: what the outlook of the "
        "running month is made of.",
    )
    is_scored = fields.Boolean("Month Is Over", readonly=True)
    actual = fields.Float("Came", readonly=True, digits=False, aggregator="avg")
    error = fields.Float(
        "Error (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Forecast less what came, by what came.",
    )
    held = fields.Boolean("Interval Held", readonly=True)
    brier = fields.Float(
        "Brier Score",
        readonly=True,
        aggregator="avg",
        digits=(16, 6),
        help="Squared difference of the probability and what came: 0 is certain and "
        "right, 0.25 a coin, 1 certain and wrong.",
    )

    _once = models.UniqueIndex("(kpi_id, company_id, known_until, step)")

    def write(self, vals):
        self.check_access("write")
        if not self.env.su or set(vals) - WHAT_CAME:
            raise UserError(
                self.env._("A forecast stands as it was said; only what came is added.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(
                self.env._("Forecasts stay, to be compared with what came.")
            )

    def _score(self, series):
        """Write what came beside the forecasts of months that are over.

        :param dict series: {(kpi id, first day): value}, without NaN
        """
        for row in self:
            actual = series.get((row.kpi_id.id, row.date_from))
            if actual is None:
                continue
            reached = (
                actual >= row.target
                if row.kpi_id.direction == "higher"
                else actual <= row.target
            )
            row.sudo().write(
                {
                    "is_scored": True,
                    "actual": actual,
                    "error": 100 * (row.point - actual) / abs(actual) if actual else 0,
                    "held": row.has_interval and row.low <= actual <= row.high,
                    "brier": (row.probability - reached) ** 2
                    if row.has_probability
                    else 0,
                }
            )
