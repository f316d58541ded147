from dataclasses import dataclass

import numpy as np

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..formula import compile_formula, evaluation_order
from .crm_kpi import measure_of

PERSONAL = ("user_id", "employee_id")
SHARES = ("percent", "permille", "points")


@dataclass
class KpiSeries:
    """A KPI's figures over periods; NaN or 0 where there are none.

    :ivar values: floats, in the KPI's unit (a share of 1/2 is 50 in percent)
    :ivar numerators, denominators: floats, as stored; NaN for formulas
    :ivar cases: whole numbers, how many cases the figure rests on
    :ivar versions: numbers of the definition; a break where it changes
    :ivar by_zero: where a formula divides by zero with ``/``
    """

    values: np.ndarray
    numerators: np.ndarray
    denominators: np.ndarray
    cases: np.ndarray
    versions: np.ndarray
    by_zero: np.ndarray


class CrmKpi(models.Model):
    """Read figures of many KPIs and periods in one statement, with rights kept."""

    _inherit = "crm.kpi"

    def _read_series(self, periods, domain=()):
        """Return {kpi: :class:`KpiSeries`} of those that the user may see.

        Rows are read with the user's record rules: a salesperson's total is of
        what is theirs. Money of companies with other currencies is converted into
        that of the current company, at the rate of each period's end.

        :param periods: ascending, of one kind
        :param domain: conditions on dimensions and companies of the rows
        """
        shown = self._filter_visible()
        parts = shown.sudo()._get_parts()
        base = (shown.sudo() | parts).filtered(lambda kpi: kpi.kind != "formula")
        series = {kpi: _make_empty(len(periods)) for kpi in base}
        if base and periods:
            rows = self.env.execute_query(
                SQL(" UNION ALL ").join(
                    part._get_series_sql(periods, Domain(domain), env)
                    for part, env in base._divide_by_privacy(Domain(domain), self.env)
                )
            )
            for kpi_id, place, numerator, denominator, cases, version, value in rows:
                one = series[self.sudo().browse(kpi_id)]
                one.values[place] = _number(value)
                one.numerators[place] = _number(numerator)
                one.denominators[place] = _number(denominator)
                one.cases[place] = cases
                one.versions[place] = version or 0
        for kpi in base:
            if kpi.unit in SHARES or kpi._is_counted_below():
                counts = np.nan_to_num(series[kpi].denominators)
                series[kpi].cases = counts.astype(int)
        formulas = (shown.sudo() | parts).filtered(lambda kpi: kpi.kind == "formula")
        formulas._evaluate(series, periods)
        return {kpi: series[kpi.sudo()] for kpi in shown}

    def _is_counted_below(self):
        """Whether the denominator is a number of records, and so of cases."""
        return (
            self.kind == "records"
            and self.measure == "ratio"
            and not self.denominator_field
        )

    def _divide_by_privacy(self, domain, env):
        """Return (KPIs, environment to read them with), for one or two parts.

        Who sees all figures sees what is kept personal as sums of teams and of the
        company, of which rows of single people, which they may not see, are parts.
        Whoever asks for a person gets what record rules let them see.
        """
        personal = self.filtered("is_personal")
        asks_for_person = any(
            condition.field_expr.split(".")[0] in PERSONAL
            for condition in domain.iter_conditions()
        )
        if (
            not personal
            or asks_for_person
            or not env.user.has_group("crm_kpi.group_kpi_user")
        ):
            return [(self, env)]
        parts = [(personal, env(su=True)), (self - personal, env)]
        return [(kpis, reader) for kpis, reader in parts if kpis]

    def _get_series_sql(self, periods, domain, env):
        """Return one SELECT over months, or over days for shorter periods."""
        is_daily = periods[0].kind in ("day", "week")
        Rows = env["crm.kpi.fact" if is_daily else "crm.kpi.value"]
        date = "date" if is_daily else "date_from"
        domain &= Domain("kpi_id", "in", self.ids)
        domain &= Domain(date, ">=", periods[0].date_from)
        domain &= Domain(date, "<=", periods[-1].date_to)
        domain &= Domain("company_id", "in", env.companies.ids)
        if not is_daily:
            domain &= Domain("is_current", "=", True)
        Rows.flush_model()
        query = Rows._search(domain)
        table = SQL.identifier(Rows._table)
        above, below, rates = self._get_rates_sql(periods, env)
        column, begins = SQL.identifier(Rows._table, date), SQL("asked.date_from")
        is_one_row = all(
            period.days == 1 if is_daily else period.kind == "month"
            for period in periods
        )
        if is_one_row:
            within = SQL("%s = %s", column, begins)
        else:
            within = SQL("%s BETWEEN %s AND asked.date_to", column, begins)
        last = SQL("TRUE")
        if not is_one_row:
            # Of a longer period a stock is what it was at the end
            last = SQL(
                """%(kpi)s.timing = 'flow' OR %(table)s.%(date)s = (
                       SELECT MAX(last.%(date)s) FROM %(table)s last
                        WHERE last.kpi_id = %(table)s.kpi_id
                          AND last.company_id = %(table)s.company_id
                          AND last.%(date)s
                              BETWEEN asked.date_from AND asked.date_to)""",
                kpi=SQL("measured"),
                table=table,
                date=SQL.identifier(date),
            )
        return SQL(
            """
            SELECT %(table)s.kpi_id, asked.place - 1,
                   SUM(%(table)s.numerator * %(above)s),
                   SUM(%(table)s.denominator * %(below)s),
                   SUM(%(table)s.record_count), %(version)s, %(value)s
              FROM %(tables)s
              JOIN crm_kpi measured ON measured.id = %(table)s.kpi_id
              JOIN unnest(%(starts)s::date[], %(ends)s::date[])
                   WITH ORDINALITY AS asked(date_from, date_to, place)
                ON %(within)s %(rates)s
             WHERE %(condition)s AND (%(last)s)
             GROUP BY 1, 2
            """,
            table=table,
            tables=query.from_clause,
            within=within,
            starts=[period.date_from for period in periods],
            ends=[period.date_to for period in periods],
            condition=query.where_clause or SQL("TRUE"),
            last=last,
            above=above,
            below=below,
            rates=rates,
            version=SQL("1") if is_daily else SQL("MAX(%s.version)", table),
            value=measure_of(table, SQL("measured"), above, below),
        )

    def _get_rates_sql(self, periods, env):
        """Return SQL of the rate above, below the line, and the join they need."""
        target = env.company.currency_id
        companies = env.companies
        if all(company.currency_id == target for company in companies):
            return SQL("1"), SQL("1"), SQL()
        rows = [
            (
                company.id,
                place,
                company.currency_id._get_conversion_rate(
                    company.currency_id, target, company, period.date_to
                ),
            )
            for company in companies
            for place, period in enumerate(periods, 1)
        ]
        ids, places, factors = map(list, zip(*rows, strict=True))
        rate = "CASE WHEN measured.%s THEN rate.factor ELSE 1 END"
        return (
            SQL(rate % "is_money_above"),
            SQL(rate % "is_money_below"),
            SQL(
                """JOIN unnest(%s::int[], %s::int[], %s::float8[])
                        AS rate(company_id, place, factor)
                     ON rate.place = asked.place
                    AND rate.company_id = %s.company_id""",
                ids,
                places,
                factors,
                SQL.identifier(
                    "crm_kpi_fact"
                    if periods[0].kind in ("day", "week")
                    else "crm_kpi_value"
                ),
            ),
        )

    # ------------------------------------------------------------------
    # Formulas
    # ------------------------------------------------------------------

    def _evaluate(self, series, periods):
        """Add the series of formulas, each period by the definition it had."""
        by_code = {kpi.code: kpi for kpi in [*series, *self]}
        names = {kpi.code: set((kpi.formula_names or "").split()) for kpi in self}
        for code in evaluation_order(names):
            kpi = by_code.get(code)
            if kpi is None or kpi in series:
                continue
            one = _make_empty(len(periods))
            for version, places in kpi._find_versions(periods).items():
                values = {
                    name: series[by_code[name]].values[places]
                    for name in by_code
                    if by_code[name] in series
                }
                formula = compile_formula(version.definition["formula"], set(by_code))
                one.values[places], one.by_zero[places] = formula.evaluate(
                    values, len(places)
                )
                one.versions[places] = version.number
            inputs = [by_code[name] for name in names[code] if name in by_code]
            if inputs:
                one.cases = np.min([series[part].cases for part in inputs], axis=0)
            series[kpi] = one

    def _find_versions(self, periods):
        """Return {version: places of the periods that it holds for}."""
        versions = self.version_ids.sorted("number", reverse=True)
        found = {}
        for place, period in enumerate(periods):
            version = next(
                (
                    one
                    for one in versions
                    if not one.date_from or one.date_from <= period.date_to
                ),
                versions[-1:],
            )
            found.setdefault(version, []).append(place)
        return found


def _number(value):
    return np.nan if value is None else value


def _make_empty(length):
    return KpiSeries(
        values=np.full(length, np.nan),
        numerators=np.full(length, np.nan),
        denominators=np.full(length, np.nan),
        cases=np.zeros(length, dtype=int),
        versions=np.zeros(length, dtype=int),
        by_zero=np.zeros(length, dtype=bool),
    )
