import ast
from collections import defaultdict
from datetime import datetime, timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..kpi_facts import DIMENSIONS, KpiSpan

# Days with less between them are read together
TOGETHER = timedelta(days=7)
COLUMNS = SQL(", ").join(map(SQL.identifier, DIMENSIONS))


class CrmKpi(models.Model):
    """Turn documents into facts of days, and facts into values of months."""

    _inherit = "crm.kpi"

    def _write_facts(self, company, days):
        """Replace the facts of ``days``: one statement, however many documents."""
        self.ensure_one()
        self.env.flush_all()
        for version, part in self._divide(days):
            if self.kind == "records":
                rows = self._get_record_rows_sql(company, version, part)
            elif self.kind == "manual":
                rows = self.env["crm.kpi.entry"]._get_rows_sql(self, company)
            else:
                rows = self.env["crm.kpi.source"]._get_rows_sql(
                    self.source, KpiSpan(company, tuple(part))
                )
            self._insert_facts(company, part, rows)
        self.env["crm.kpi.fact"].invalidate_model()

    def _divide(self, days):
        """Return (version, days that lie together): one statement reads each.

        A correction of two years ago and today's orders are two short spans, not one
        of two years.
        """
        parts = []
        for version, mine in self._divide_by_version(days).items():
            if self.timing == "stock":
                parts.append((version, mine))
                continue
            start = 0
            for place in range(1, len(mine) + 1):
                if place == len(mine) or mine[place] - mine[place - 1] > TOGETHER:
                    parts.append((version, mine[start:place]))
                    start = place
        return parts

    def _divide_by_version(self, days):
        """Return {version: days}: a day is counted as was defined on that day."""
        versions = self.sudo().version_ids.sorted("number", reverse=True)
        parts = defaultdict(list)
        for day in days:
            version = next(
                (one for one in versions if not one.date_from or one.date_from <= day),
                versions[-1:],
            )
            parts[version].append(day)
        return parts

    def _insert_facts(self, company, days, rows):
        """Delete the facts of some days and write them anew from ``rows``.

        The employee of a salesperson, the department of an employee and the segment
        of a customer are those of today.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM crm_kpi_fact
                     WHERE kpi_id = %(kpi)s AND company_id = %(company)s
                       AND date = ANY(%(days)s)
                )
                INSERT INTO crm_kpi_fact (
                       kpi_id, company_id, date, %(columns)s,
                       numerator, denominator, sample, record_count)
                SELECT %(kpi)s, %(company)s, part.day,
                       part.team_id, part.user_id,
                       COALESCE(part.employee_id, worker.id),
                       COALESCE(part.department_id, version.department_id),
                       COALESCE(part.segment_id, worth.segment_id),
                       part.campaign_id, part.categ_id,
                       SUM(part.numerator), SUM(part.denominator),
                       array_agg(part.sample) FILTER (WHERE part.sample IS NOT NULL),
                       COUNT(*)
                  FROM (%(rows)s) part
             LEFT JOIN hr_employee worker
                    ON worker.user_id = part.user_id
                   AND worker.company_id = %(company)s
             LEFT JOIN hr_employee someone
                    ON someone.id = COALESCE(part.employee_id, worker.id)
             LEFT JOIN hr_version version ON version.id = someone.current_version_id
             LEFT JOIN res_partner contact ON contact.id = part.partner_id
             LEFT JOIN crm_customer_value worth
                    ON worth.partner_id = contact.commercial_partner_id
                   AND worth.company_id = %(company)s
                 WHERE part.day = ANY(%(days)s)
                 GROUP BY 3, 4, 5, 6, 7, 8, 9, 10
                """,
                kpi=self.id,
                company=company.id,
                days=list(days),
                columns=COLUMNS,
                rows=rows,
            )
        )

    # ------------------------------------------------------------------
    # Records of a model, with the rights of whoever defined the KPI
    # ------------------------------------------------------------------

    def _get_record_rows_sql(self, company, version, days):
        """Return SQL of the rows of a KPI over records, already grouped by day.

        Read by the host's own grouping as the author of the definition in this
        company: nobody makes a figure of what they could not read themselves.
        """
        definition = version.definition
        span = KpiSpan(company, tuple(days))
        above = self._read_record_groups(
            version, span, definition["numerator_field"], above=True
        )
        parts = [self._make_values(above, "numerator")]
        if definition["measure"] == "ratio":
            below = self._read_record_groups(
                version, span, definition["denominator_field"], above=False
            )
            parts.append(self._make_values(below, "denominator"))
        return SQL(" UNION ALL ").join(parts)

    def _read_record_groups(self, version, span, field_name, above):
        """Return rows (day, ids of dimensions..., partner, number)."""
        definition = version.definition
        company = span.company
        Model = (
            self.env[definition["model_name"]]
            .with_user(version.author_id)
            .with_company(company)
            .with_context(allowed_company_ids=company.ids, tz=company.crm_timezone)
        )
        domain = self._get_record_domain(definition, span, Model)
        if above:
            domain &= Domain(_literal(definition["numerator_domain"]))
        names = [
            definition.get(f"{name.removesuffix('_id')}_field") or False
            for name in (*DIMENSIONS, "partner_id")
        ]
        date = definition["date_field"]
        stock = definition["timing"] == "stock"
        groupby = (
            [*filter(None, names)]
            if stock
            else [
                f"{date}:day",
                *filter(None, names),
            ]
        )
        groups = Model._read_group(
            domain, groupby, [f"{field_name}:sum" if field_name else "__count"]
        )
        return [
            self._line_up(group, names, span.last if stock else None)
            for group in groups
        ]

    def _line_up(self, group, names, day):
        """Put the ids of a group under the columns of the facts."""
        values = list(group)
        if day is None:
            day = values.pop(0)
            day = day.date() if isinstance(day, datetime) else day
        number = values.pop()
        ids = iter(values)
        return (
            day,
            *(next(ids).id or None if name else None for name in names),
            float(number or 0),
        )

    def _get_record_domain(self, definition, span, Model):
        domain = Domain(_literal(definition["domain"]))
        if definition["company_field"]:
            domain &= Domain(definition["company_field"], "=", span.company.id)
        name = definition["date_field"]
        if definition["timing"] == "stock":
            return domain
        if Model._fields[name].type == "date":
            return (
                domain & Domain(name, ">=", span.first) & Domain(name, "<=", span.last)
            )
        return domain & Domain(name, ">=", span.start) & Domain(name, "<", span.stop)

    def _make_values(self, rows, column):
        """Return a SELECT of rows that were read, with the columns of a source."""
        columns = list(zip(*rows, strict=True)) or [[]] * (len(DIMENSIONS) + 3)
        number = SQL.identifier(column)
        return SQL(
            """
            SELECT day, %(columns)s, partner_id,
                   %(numerator)s AS numerator, %(denominator)s AS denominator,
                   NULL::float8 AS sample
              FROM unnest(%(arrays)s) AS t(day, %(columns)s, partner_id, %(number)s)
            """,
            columns=COLUMNS,
            number=number,
            numerator=number if column == "numerator" else SQL("NULL::float8"),
            denominator=number if column == "denominator" else SQL("NULL::float8"),
            arrays=SQL(", ").join(
                [
                    SQL("%s::date[]", list(columns[0])),
                    *(SQL("%s::int[]", list(ids)) for ids in columns[1:-1]),
                    SQL("%s::float8[]", list(columns[-1])),
                ]
            ),
        )


def _literal(text):
    return ast.literal_eval(text or "[]")
