from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import DIMENSIONS


class CrmKpiSource(models.AbstractModel):
    """Where the KPIs of the library get their figures from.

    A source ``x`` is two methods, which an add-on may add:

    ``_records_x()``
        returns :class:`KpiRecords`: the model, by which it is also known whether
        the source is there at all, and the records that a click opens
    ``_facts_x(span)``
        returns a list of :class:`FactRows`: one statement for all days of the
        span and all dimensions
    """

    _name = "crm.kpi.source"
    _description = "Sources of KPIs"

    @api.model
    def _get_records(self, source):
        """Return the :class:`KpiRecords` of a source, or None if there is none."""
        describe = getattr(self, f"_records_{source}", None)
        records = describe and describe()
        if not records:
            return None
        needed = (records.model, *records.needed, *records.watched)
        return records if all(name in self.env for name in needed) else None

    @api.model
    def _get_rows_sql(self, source, span):
        """Return one SELECT over all rows of a source, one row a record.

        Its columns are day, the dimensions, partner_id, numerator, denominator
        and sample.
        """
        facts = getattr(self, f"_facts_{source}")(span)
        return SQL(" UNION ALL ").join(self._select_rows(rows) for rows in facts)

    @api.model
    def _select_rows(self, rows):
        return SQL(
            """
            SELECT %(day)s AS day, %(dimensions)s,
                   (%(partner)s)::int AS partner_id,
                   (%(numerator)s)::float8 AS numerator,
                   (%(denominator)s)::float8 AS denominator,
                   (%(sample)s)::float8 AS sample
              FROM %(rows)s
            """,
            day=rows.day,
            dimensions=SQL(", ").join(
                SQL(
                    "(%s)::int AS %s",
                    rows.dimensions.get(name, SQL("NULL")),
                    SQL.identifier(name),
                )
                for name in DIMENSIONS
            ),
            partner=rows.partner,
            numerator=rows.numerator,
            denominator=rows.denominator,
            sample=rows.sample,
            rows=rows.rows,
        )
