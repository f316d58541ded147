from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import KpiSpan
from .crm_kpi import measure_of


class CrmKpi(models.Model):
    """Compare each night what was counted with what the documents say now.

    Changes leave a date of writing, by which the next run finds them. Deleted
    documents and those moved to another day leave none on the day they came from:
    here they are found.
    """

    _inherit = "crm.kpi"

    @api.model
    def _cron_check(self):
        """Mark the days whose sums differ, and propose restatements."""
        companies = self.env["res.company"].search([("active", "=", True)])
        kpis = self.search([*self._get_counted_domain(), ("timing", "=", "flow")])
        pairs = [
            (kpi, company)
            for company in companies
            for kpi in kpis
            if not kpi.company_id or kpi.company_id == company
        ]
        cron = self.env["ir.cron"]
        if not cron._commit_progress(remaining=len(pairs)):
            return
        for kpi, company in pairs:
            days = kpi._find_wrong_days(company)
            if days:
                self.env["crm.kpi.dirty.day"]._mark(kpi, days, company)
                self._trigger_scheduler()
            if not cron._commit_progress(1):
                return
        self.env["crm.kpi.closing"]._propose_restatements()

    def _find_wrong_days(self, company):
        """Return the days whose facts are not what the documents add up to."""
        self.ensure_one()
        state = self.state_ids.filtered(lambda row: row.company_id == company)
        if not state.history_from or self._is_source_missing():
            return []
        today = company._get_crm_today()
        rows = self._get_told_rows_sql(company, state.history_from, today)
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                WITH told AS (
                    SELECT day, COUNT(*) AS cases, SUM(numerator) AS numerator,
                           SUM(denominator) AS denominator, SUM(sample) AS sample
                      FROM (%(rows)s) part
                     WHERE day BETWEEN %(first)s AND %(last)s
                     GROUP BY day
                ), counted AS (
                    SELECT date AS day, SUM(record_count) AS cases,
                           SUM(numerator) AS numerator,
                           SUM(denominator) AS denominator,
                           SUM((SELECT SUM(one) FROM unnest(sample) one)) AS sample
                      FROM crm_kpi_fact
                     WHERE kpi_id = %(kpi)s AND company_id = %(company)s
                       AND date BETWEEN %(first)s AND %(last)s
                     GROUP BY date
                )
                SELECT day FROM told FULL JOIN counted USING (day)
                 WHERE told.cases IS DISTINCT FROM counted.cases
                    OR abs(COALESCE(told.numerator, 0)
                           - COALESCE(counted.numerator, 0)) > 1e-6
                    OR abs(COALESCE(told.denominator, 0)
                           - COALESCE(counted.denominator, 0)) > 1e-6
                    OR abs(COALESCE(told.sample, 0)
                           - COALESCE(counted.sample, 0)) > 1e-6
                 ORDER BY day
                """,
                rows=rows,
                first=state.history_from,
                last=today,
                kpi=self.id,
                company=company.id,
            )
        )
        return [day for (day,) in found]

    def _get_told_rows_sql(self, company, first, last):
        """Return SQL of all rows between two days, as documents tell them now."""
        if self.kind == "manual":
            return self.env["crm.kpi.entry"]._get_rows_sql(self, company)
        if self.kind == "source":
            span = KpiSpan(company, (first, last))
            return self.env["crm.kpi.source"]._get_rows_sql(self.source, span)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return SQL(" UNION ALL ").join(
            self._get_record_rows_sql(company, version, part)
            for version, part in self._divide_by_version(days).items()
        )

    def _compare_closed(self, company, first, last):
        """Return a closed figure as it stands, and as documents tell it now."""
        self.ensure_one()
        self.env.flush_all()
        queries = (
            ("crm_kpi_value", SQL("is_current AND date_from = %s", first)),
            (
                "crm_kpi_fact",
                SQL("date = %s", last)
                if self.timing == "stock"
                else SQL("date BETWEEN %s AND %s", first, last),
            ),
        )
        found = []
        for table, condition in queries:
            rows = SQL.identifier(table)
            [(value,)] = self.env.execute_query(
                SQL(
                    """SELECT %s FROM %s JOIN crm_kpi kpi ON kpi.id = kpi_id
                        WHERE kpi_id = %s AND %s.company_id = %s AND %s""",
                    measure_of(rows, SQL("kpi")),
                    rows,
                    self.id,
                    rows,
                    company.id,
                    condition,
                )
            )
            found.append(value or 0)
        return found
