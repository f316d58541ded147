from odoo import models
from odoo.tools import SQL

from ..kpi_facts import DIMENSIONS
from .crm_kpi import measure_of

COLUMNS = SQL(", ").join(map(SQL.identifier, DIMENSIONS))
# Samples of several facts in one array
TOGETHER = SQL(
    """string_to_array(string_agg(array_to_string(fact.sample, ','), ','),
                       ',')::float8[]"""
)


class CrmKpi(models.Model):
    """Add facts of days up to values of months."""

    _inherit = "crm.kpi"

    def _roll(self, company, days):
        """Write the values of the open months that hold some of ``days`` anew."""
        months = company._get_kpi_months_of(days)
        closed = self.env["crm.kpi.closing"]._find_closed(company, months)
        months = [month for month in months if month.date_from not in closed]
        if not months:
            return
        self.env.cr.execute(
            SQL(
                """DELETE FROM crm_kpi_value
                    WHERE kpi_id = %s AND company_id = %s AND NOT is_closed
                      AND date_from BETWEEN %s AND %s AND date_from = ANY(%s)""",
                self.id,
                company.id,
                months[0].date_from,
                months[-1].date_from,
                [month.date_from for month in months],
            )
        )
        self._insert_values(company, months)

    def _insert_values(self, company, months, revision=1, restatement=None):
        """Add up the facts of whole months, one row a combination of dimensions.

        Of a stock only the last day of the month that was counted stands for it.
        """
        last_day = SQL()
        if self.timing == "stock":
            last_day = SQL(
                """AND fact.date = (
                       SELECT MAX(last.date) FROM crm_kpi_fact last
                        WHERE last.kpi_id = fact.kpi_id
                          AND last.company_id = fact.company_id
                          AND last.date BETWEEN month.date_from AND month.date_to)"""
            )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_kpi_value (
                       kpi_id, company_id, date_from, date_to, period_key,
                       version, revision, is_current, is_closed, restatement_id,
                       %(columns)s, numerator, denominator, sample, record_count,
                       value)
                SELECT fact.kpi_id, fact.company_id, month.date_from, month.date_to,
                       month.period_key,
                       (SELECT MAX(version.number) FROM crm_kpi_version version
                         WHERE version.kpi_id = fact.kpi_id
                           AND (version.date_from IS NULL
                                OR version.date_from <= month.date_to)),
                       %(revision)s, TRUE,
                       %(is_closed)s, %(restatement)s,
                       %(facts)s, SUM(fact.numerator), SUM(fact.denominator),
                       %(samples)s, SUM(fact.record_count), %(value)s
                  FROM crm_kpi_fact fact
                  JOIN crm_kpi kpi ON kpi.id = fact.kpi_id
                  JOIN unnest(%(starts)s::date[], %(ends)s::date[], %(keys)s::text[])
                       AS month(date_from, date_to, period_key)
                    ON fact.date BETWEEN month.date_from AND month.date_to
                 WHERE fact.kpi_id = %(kpi)s AND fact.company_id = %(company)s
                       %(last_day)s
                 GROUP BY fact.kpi_id, fact.company_id, month.date_from,
                          month.date_to, month.period_key, %(facts)s
                """,
                columns=COLUMNS,
                facts=SQL(", ").join(
                    SQL.identifier("fact", name) for name in DIMENSIONS
                ),
                revision=revision,
                is_closed=restatement is not None,
                restatement=restatement,
                samples=TOGETHER,
                value=measure_of(SQL("fact"), SQL("kpi")),
                starts=[month.date_from for month in months],
                ends=[month.date_to for month in months],
                keys=[month.key for month in months],
                kpi=self.id,
                company=company.id,
                last_day=last_day,
            )
        )
        self.env["crm.kpi.value"].invalidate_model()
