from datetime import timedelta

import numpy as np

from odoo import api, fields, models

from ..forecast import MINIMUM_POINTS, forecast, probability_of_reaching

HORIZON = 6
# Five years: more is another company
MOST_MONTHS = 60
SEASON = 12


class CrmKpi(models.Model):
    """Forecast each KPI once a month, when the month before is complete."""

    _inherit = "crm.kpi"

    @api.model
    def _cron_forecast(self):
        """Score what was forecast of months that are over, and forecast anew."""
        companies = self.env["res.company"].search([("active", "=", True)])
        cron = self.env["ir.cron"]
        if not cron._commit_progress(remaining=len(companies)):
            return
        for company in companies:
            scoped = self.with_company(company).with_context(
                allowed_company_ids=company.ids
            )
            scoped._forecast_company(company)
            if not cron._commit_progress(1):
                return

    @api.model
    def _forecast_company(self, company):
        """Score and make the forecasts of one company; done once for a month."""
        months = self._get_complete_months(company)
        kpis = self.search([("active", "=", True)])
        series = kpis._read_series(months)
        self._score_forecasts(company, months, series)
        known = self.env["crm.kpi.forecast"].search(
            [
                ("company_id", "=", company.id),
                ("known_until", "=", months[-1].date_to),
            ]
        )
        calendar = company._get_kpi_calendar()
        ahead = [calendar.after(months[-1])]
        while len(ahead) < HORIZON:
            ahead.append(calendar.after(ahead[-1]))
        todo = kpis - known.kpi_id
        targets = todo._read_targets(ahead) if todo else {}
        rows = []
        for kpi in todo:
            values = kpi._get_history(series[kpi]) if kpi in series else []
            found = forecast(values, HORIZON, SEASON) if len(values) else None
            if found is not None:
                rows += kpi._make_forecasts(company, months[-1], ahead, found, targets)
        return self.env["crm.kpi.forecast"].create(rows)

    @api.model
    def _get_complete_months(self, company):
        """Return the months that are over, ascending: the running one tells little."""
        calendar = company._get_kpi_calendar()
        running = calendar.period("month", company._get_crm_today())
        last_day = running.date_from - timedelta(days=1)
        return calendar.last("month", last_day, MOST_MONTHS)

    def _get_history(self, series):
        """Return the complete tail of a series, as an array without holes.

        A sum has nothing in a month without documents: that is 0. A quotient has no
        value then, and its history begins after the last such month.
        """
        self.ensure_one()
        values = series.values
        known = np.flatnonzero(~np.isnan(values))
        if not len(known):
            return np.array([])
        if self.measure == "sum" and self.timing == "flow" and self.kind != "formula":
            return np.nan_to_num(values[known[0] :])
        holes = np.flatnonzero(np.isnan(values))
        first = holes[-1] + 1 if len(holes) else 0
        tail = values[first:]
        return tail if len(tail) >= MINIMUM_POINTS else np.array([])

    def _make_forecasts(self, company, last, ahead, found, targets):
        """Return the values of the forecasts of one KPI, one for each month ahead."""
        rows = []
        for step, month in enumerate(ahead):
            target = targets[self][step]
            probability = np.nan
            if target is not None:
                probability = probability_of_reaching(
                    target,
                    found.point[step],
                    found.errors[:, step],
                    is_higher_better=self.direction == "higher",
                )
            low, high = found.low[step], found.high[step]
            rows.append(
                {
                    "kpi_id": self.id,
                    "company_id": company.id,
                    "made_on": company._get_crm_today(),
                    "known_until": last.date_to,
                    "date_from": month.date_from,
                    "date_to": month.date_to,
                    "period_key": month.key,
                    "step": step + 1,
                    "point": found.point[step],
                    "has_interval": not np.isnan(low),
                    "low": 0 if np.isnan(low) else low,
                    "high": 0 if np.isnan(high) else high,
                    "level": found.level,
                    "method": found.method,
                    "past_error": 0 if np.isnan(found.wape) else found.wape,
                    "target": target or 0,
                    "has_probability": not np.isnan(probability),
                    "probability": 0 if np.isnan(probability) else probability,
                    "errors": [
                        round(float(error), 6)
                        for error in found.errors[:, step]
                        if not np.isnan(error)
                    ],
                }
            )
        return rows

    @api.model
    def _score_forecasts(self, company, months, series):
        rows = self.env["crm.kpi.forecast"].search(
            [
                ("company_id", "=", company.id),
                ("is_scored", "=", False),
                (
                    "date_to",
                    "<",
                    fields.Date.to_string(months[-1].date_to + timedelta(1)),
                ),
            ]
        )
        came = {}
        for kpi, one in series.items():
            is_sum = kpi.measure == "sum" and kpi.timing == "flow"
            for month, value in zip(months, one.values, strict=True):
                if not np.isnan(value) or (is_sum and kpi.kind != "formula"):
                    came[kpi.id, month.date_from] = float(np.nan_to_num(value))
        rows._score(came)
