import numpy as np

from odoo import api, fields, models

from odoo.addons.crm_campaigns.incrementality import wilson

from ..forecast import probability_of_reaching
from ..status import attainment, light
from .crm_kpi_series import SHARES
from .crm_kpi_target import SCOPES

# The source of the KPI that open opportunities turn into
PIPELINE_FILLS = "order_revenue"


class CrmKpiBoardTile(models.AbstractModel):
    """One KPI as a board shows it, with everything that it takes to judge it."""

    _name = "crm.kpi.board.tile"
    _description = "Tile of a Board"

    @api.model
    def _make_tiles(self, kpis, periods, calendar, today, domain, chosen):
        """Return the tiles of KPIs: a fixed number of queries, however many."""
        series = kpis._read_series(periods, domain)
        ago = calendar.year_ago(periods[-1])
        year_ago = self._read_year_ago(kpis, ago, periods, series, domain)
        found = self._find_targets(kpis, periods, chosen)
        targets = {
            kpi: [pair and pair[0] for pair in pairs] for kpi, pairs in found.items()
        }
        forecasts = {} if chosen else self._read_forecasts(kpis, periods[-1], today)
        states = {
            state.kpi_id.id: state
            for state in self.env["crm.kpi.state"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("kpi_id", "in", kpis.ids),
                ]
            )
        }
        share = self._get_elapsed_share(periods[-1], today)
        tiles = []
        for kpi in kpis:
            if kpi not in series:
                continue
            tile = self._describe(kpi)
            tile.update(self._measure(kpi, series[kpi], targets[kpi], share))
            tile["weight"] = found[kpi][-1][1] if found[kpi][-1] else None
            tile["last_year"] = _plain(year_ago.get(kpi, np.nan))
            tile["forecast"] = self._get_outlook(
                kpi, forecasts.get(kpi.id), tile, 1 - share
            )
            tile["pipeline"] = self._read_pipeline(kpi, periods[-1], tile, chosen)
            state = states.get(kpi.id)
            tile["state"] = state.state if state else "waiting"
            tile["message"] = (state.message or "") if state else ""
            tiles.append(tile)
        return tiles

    @api.model
    def _read_year_ago(self, kpis, ago, periods, series, domain):
        """Return {kpi: value of a year ago}; of a period that is shown, as it is."""
        place = 0
        if ago in periods:
            place = periods.index(ago)
        elif ago:
            series = kpis._read_series([ago], domain)
        else:
            series = {}
        return {kpi: one.values[place] for kpi, one in series.items()}

    @api.model
    def _get_outlook(self, kpi, forecast, tile, left):
        """Return what the running month comes to, by the forecast made before it.

        Of what adds up, the days that are left bring their share of the forecast on
        top of what is there already; a quotient or a stock is as it was forecast.

        :param forecast: crm.kpi.forecast of the running month, or None
        :param float left: which part of the month is still to come
        """
        if not forecast:
            return None
        done, part = 0.0, 1.0
        if kpi.measure == "sum" and kpi.timing == "flow" and kpi.kind != "formula":
            done, part = tile["value"] or 0.0, left
        probability = np.nan
        if tile["target"] is not None:
            probability = probability_of_reaching(
                tile["target"],
                part * forecast.point,
                forecast.errors or [],
                done,
                kpi.direction == "higher",
            )
            if done >= tile["target"] and kpi.direction == "higher":
                probability = 1.0  # it is reached
        return {
            "point": done + part * forecast.point,
            "low": done + part * forecast.low if forecast.has_interval else None,
            "high": done + part * forecast.high if forecast.has_interval else None,
            "level": forecast.level,
            "probability": _plain(probability),
            "past_error": forecast.past_error,
        }

    @api.model
    def _read_pipeline(self, kpi, period, tile, chosen):
        """Return what open opportunities add to booked revenue, or None.

        Who does not see all figures is told of their own opportunities.
        """
        company = self.env.company
        if (
            kpi.source != PIPELINE_FILLS
            or not period.holds(company._get_crm_today())
            or period.kind in ("day", "week")
            or chosen.keys() - {"team_id", "user_id"}
        ):
            return None
        team = self.env["crm.team"].browse(chosen.get("team_id"))
        user = self.env["res.users"].browse(chosen.get("user_id"))
        if not self.env.user.has_group("crm_kpi.group_kpi_user"):
            user = self.env.user
        return kpi.sudo()._forecast_running(
            company, period, tile["value"] or 0.0, tile["target"], team, user
        )

    @api.model
    def _get_elapsed_share(self, period, today):
        """Return which part of a period is over, the running day included."""
        if not period.holds(today):
            return 1.0
        return ((today - period.date_from).days + 1) / period.days

    @api.model
    def _describe(self, kpi):
        return {
            "id": kpi.id,
            "code": kpi.code,
            "name": kpi.name,
            "unit": kpi.unit,
            "digits": kpi.digits,
            "direction": kpi.direction,
            "measure": kpi.measure,
            "kind": kpi.kind,
            "yellow_from": kpi.yellow_from,
            "description": kpi.description or "",
            "calculation": kpi.calculation or "",
            "caveat": kpi.caveat or "",
            "reference": kpi.reference or "",
            "owner_id": kpi.owner_id.id,
            "owner": kpi.owner_id.name or "",
        }

    @api.model
    def _measure(self, kpi, series, targets, share):
        """Return value, target, light, change and series of one KPI."""
        value = series.values[-1]
        target = targets[-1]
        asked = target
        if target is not None and kpi.measure == "sum" and kpi.timing == "flow":
            asked = target * share  # nobody is behind on the third day
        attained = attainment(
            value, np.nan if asked is None else asked, kpi.direction == "higher"
        )
        previous = series.values[-2]
        cases = int(series.cases[-1])
        low, high = self._get_interval(kpi, series)
        return {
            "value": _plain(value),
            "target": target,
            "asked": asked,
            "attained": _plain(attained),
            "attained_before": _plain(
                attainment(
                    series.values[-2],
                    np.nan if targets[-2] is None else targets[-2],
                    kpi.direction == "higher",
                )
            ),
            "light": str(light(attained, kpi.yellow_from)),
            "previous": _plain(previous),
            "change": _plain(value - previous),
            "series": [_plain(one) for one in series.values],
            "targets": targets,
            "breaks": [
                place
                for place in range(1, len(series.versions))
                if series.versions[place - 1]
                and series.versions[place]
                and series.versions[place] != series.versions[place - 1]
            ],
            "cases": cases,
            "is_low_confidence": not np.isnan(value)
            and 0 < cases < kpi.few_cases
            and kpi.measure != "sum",
            "low": low,
            "high": high,
            "by_zero": bool(series.by_zero[-1]),
        }

    @api.model
    def _get_interval(self, kpi, series):
        """Return the 95 % interval of a share of cases (Wilson), or nothing."""
        above, below = series.numerators[-1], series.denominators[-1]
        if (
            kpi.unit not in SHARES[:2]
            or kpi.measure != "ratio"
            or kpi.is_money_below
            or not below > 0
            or not 0 <= above <= below
            or not float(above).is_integer()  # hours by hours are no cases
            or not float(below).is_integer()
        ):
            return None, None
        factor = 100 if kpi.unit == "percent" else 1000
        low, high = wilson(above, below)
        return factor * float(low), factor * float(high)

    @api.model
    def _find_targets(self, kpis, periods, chosen):
        """Return targets and weights of what the board is filtered by, if any."""
        scope = None
        for name, value in chosen.items():
            if name not in SCOPES or scope is not None:
                return {kpi: [None] * len(periods) for kpi in kpis}
            scope = self.env[kpis._get_scope_model(name)].browse(value)
        if periods[0].kind in ("day", "week"):
            return {kpi: [None] * len(periods) for kpi in kpis}
        return kpis._find_targets(periods, scope)

    @api.model
    def _read_forecasts(self, kpis, period, today):
        """Return {KPI id: the last forecast of the running month, as it was made}."""
        Forecast = self.env["crm.kpi.forecast"]
        if not period.holds(today) or period.kind != "month":
            return {}
        if not Forecast.has_access("read"):
            return {}
        rows = Forecast.search(
            [
                ("kpi_id", "in", kpis.ids),
                ("company_id", "=", self.env.company.id),
                ("date_from", "=", fields.Date.to_string(period.date_from)),
            ],
            order="known_until",
        )
        return {row.kpi_id.id: row for row in rows}


def _plain(value):
    """A number that JSON knows: nothing instead of NaN."""
    return None if np.isnan(value) else float(value)
