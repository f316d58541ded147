from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import ALL_ROWS, FactRows, KpiRecords

# Which figure our forecasts are judged by
JUDGED = "order_revenue"


class CrmKpiSource(models.AbstractModel):
    """How far our own forecasts of booked revenue were off, one month ahead."""

    _inherit = "crm.kpi.source"

    @api.model
    def _describe_forecasts(self):
        return KpiRecords(
            model="crm.kpi.forecast",
            date="date_to",
            domain=[
                ("kpi_id.code", "=", JUDGED),
                ("step", "=", 1),
                ("is_scored", "=", True),
            ],
        )

    @api.model
    def _make_forecast_rows(self, span, numerator, denominator, condition=ALL_ROWS):
        return [
            FactRows(
                rows=SQL(
                    """crm_kpi_forecast said
                       JOIN crm_kpi kpi ON kpi.id = said.kpi_id AND kpi.code = %s
                       WHERE said.company_id = %s AND said.step = 1 AND said.is_scored
                         AND %s AND %s""",
                    JUDGED,
                    span.company.id,
                    condition,
                    span.holds_date(SQL("said.date_to")),
                ),
                day=SQL("said.date_to"),
                numerator=numerator,
                denominator=denominator,
            )
        ]

    @api.model
    def _records_forecast_mape(self):
        return self._describe_forecasts()

    @api.model
    def _facts_forecast_mape(self, span):
        """Mean of the errors of months, each by what came; empty months left out."""
        return self._make_forecast_rows(
            span,
            SQL("abs(said.point - said.actual) / abs(said.actual)"),
            SQL("1"),
            SQL("said.actual <> 0"),
        )

    @api.model
    def _records_forecast_wape(self):
        return self._describe_forecasts()

    @api.model
    def _facts_forecast_wape(self, span):
        """All errors by all that came."""
        return self._make_forecast_rows(
            span, SQL("abs(said.point - said.actual)"), SQL("abs(said.actual)")
        )

    @api.model
    def _records_forecast_bias(self):
        return self._describe_forecasts()

    @api.model
    def _facts_forecast_bias(self, span):
        """Signed errors by all that came; positive when we said too much."""
        return self._make_forecast_rows(
            span, SQL("said.point - said.actual"), SQL("abs(said.actual)")
        )
