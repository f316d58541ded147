import math

import numpy as np

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import local_day

from ..satisfaction import (
    csat,
    customer_effort,
    nps_of_tally,
    quadrants,
    satisfaction_index,
    weigh_importance,
)
from ..scales import GRADE_SCALE, SCALES


class CrmSatisfactionFigures(models.AbstractModel):
    """Figures of the answers that the user may read; without answers they are blank.

    Of one customer about one thing the latest answer counts. What the figures mean,
    and their intervals, is in the package ``satisfaction``.
    """

    _name = "crm.satisfaction.figures"
    _description = "Figures of Satisfaction"

    @api.model
    def _select_latest(self, domain):
        """Return SQL of the answers that count among those of the domain."""
        Response = self.env["crm.satisfaction.response"]
        Response.flush_model()
        found = Response._search(domain)
        found.order = None
        return SQL(
            """SELECT DISTINCT ON (answer.programme_id, answer.round_number,
                                   who, about, which)
                      answer.*
                 FROM crm_satisfaction_response answer
                CROSS JOIN LATERAL (
                      SELECT COALESCE(answer.partner_id, -answer.id) AS who,
                             COALESCE(answer.res_model, '') AS about,
                             COALESCE(answer.res_id, -answer.id) AS which) subject
                WHERE answer.id IN %s
                ORDER BY answer.programme_id, answer.round_number, who, about, which,
                         answer.answered_date DESC, answer.id DESC""",
            found.subselect(),
        )

    @api.model
    def _tally(self, domain, timezone="UTC"):
        """Count the answers.

        :return: {(kind, whether 7 is easy): {first day of the month: counts of the
            answers, lowest first}}
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT latest.kind,
                          latest.kind <> 'ces' OR programme.ces_high_is_easy,
                          date_trunc('month', %s)::date, latest.score, COUNT(*)
                     FROM (%s) latest
                     JOIN crm_satisfaction_programme programme
                       ON programme.id = latest.programme_id
                    GROUP BY 1, 2, 3, 4""",
                local_day(SQL("latest.answered_date"), timezone),
                self._select_latest(domain),
            )
        )
        tallies = {}
        for kind, is_easy, month, score, count in rows:
            lowest, highest = SCALES[kind]
            months = tallies.setdefault((kind, bool(is_easy)), {})
            counts = months.setdefault(month, np.zeros(highest - lowest + 1, int))
            counts[score - lowest] += count
        return tallies

    @api.model
    def _measure(self, kind, is_easy, tallied):
        """Return the figure of a tally: dict value, low, high, n, unit.

        CSAT and process in percent, NPS in points, CES as the mean answer, with the
        ``share`` on the easy side beside it. None where nothing was answered.
        """
        if kind == "nps":
            return {**self._show(nps_of_tally(tallied)), "unit": "points"}
        if kind == "ces":
            effort = customer_effort(tallied, is_easy)
            return {
                **self._show(effort.mean),
                "unit": "mean",
                "high_is_easy": is_easy,
                "share": self._show(effort.easy_share, 100),
            }
        return {**self._show(csat(tallied), 100), "unit": "percent"}

    @api.model
    def _show(self, estimate, factor=1):
        return {
            "value": _or_none(estimate.value, factor),
            "low": _or_none(estimate.low, factor),
            "high": _or_none(estimate.high, factor),
            "n": int(estimate.n),
        }

    @api.model
    def _map(self, programme, domain):
        """Return importance and performance of the programme's characteristics.

        :return: dict ``points``: id, name, importance, performance, n, quadrant;
            ``importance_cut``, ``performance_cut``, ``is_derived``, ``index`` (0 to
            100), ``n``; None without characteristics
        """
        characteristics = programme.characteristic_ids
        if not characteristics:
            return None
        self.env["crm.satisfaction.grade"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT latest.id, latest.score, grade.characteristic_id, grade.grade
                     FROM (%s) latest
                     JOIN crm_satisfaction_grade grade
                       ON grade.response_id = latest.id
                    WHERE latest.programme_id = %s""",
                self._select_latest(domain),
                programme.id,
            )
        )
        grades, overall = _tabulate(rows, characteristics.ids)
        if programme.kind == "ces" and not programme.ces_high_is_easy:
            overall = 8 - overall
        n = (~np.isnan(grades)).sum(0)
        sums = np.nansum(grades, 0)
        performance = np.where(n > 0, sums / np.maximum(n, 1), np.nan)
        weights = np.array(characteristics.mapped("weight"), float)
        importance = weigh_importance(grades, overall, weights)
        known = ~np.isnan(performance) & ~np.isnan(importance.weight)
        index = satisfaction_index(
            performance, np.nan_to_num(importance.weight), *GRADE_SCALE
        )
        places = quadrants(importance.weight, performance)
        return {
            "points": [
                {
                    "id": characteristic.id,
                    "name": characteristic.name,
                    "importance": _or_none(importance.weight[place], 100),
                    "performance": _or_none(performance[place]),
                    "n": int(n[place]),
                    "quadrant": str(places[place]),
                }
                for place, characteristic in enumerate(characteristics)
            ],
            "importance_cut": _or_none(_mean(importance.weight[known]), 100),
            "performance_cut": _or_none(_mean(performance[known])),
            "is_derived": importance.derived,
            "index": _or_none(index.value),
            "n": len(overall),
        }

    @api.model
    def _count_themes(self, domain):
        """Return {theme id: (answers, bad ones among them)}."""
        return {
            theme_id: (count, bad)
            for theme_id, count, bad in self.env.execute_query(
                SQL(
                    """SELECT rel.theme_id, COUNT(*),
                              COUNT(*) FILTER (WHERE latest.tone = 'bad')
                         FROM (%s) latest
                         JOIN crm_satisfaction_response_theme_rel rel
                           ON rel.response_id = latest.id
                        GROUP BY 1""",
                    self._select_latest(domain),
                )
            )
        }


def _tabulate(rows, columns):
    """Return (grades, overall) of (answer, overall, column, grade) rows."""
    place = {column: number for number, column in enumerate(columns)}
    answers = {answer: number for number, answer in enumerate({row[0] for row in rows})}
    grades = np.full((len(answers), len(columns)), np.nan)
    overall = np.full(len(answers), np.nan)
    for answer, score, column, grade in rows:
        if column in place:
            grades[answers[answer], place[column]] = grade
        overall[answers[answer]] = score
    return grades, overall


def _mean(values):
    return values.mean() if len(values) else np.nan


def _or_none(value, factor=1):
    """A number for the web client, to which a blank is a null."""
    value = float(value)
    return None if math.isnan(value) else round(value * factor, 4)
