from odoo import api, fields, models
from odoo.tools import SQL


class CrmKpiDirtyDay(models.Model):
    """Days of a KPI whose documents have changed and that wait to be counted anew."""

    _name = "crm.kpi.dirty.day"
    _description = "Day to Be Counted Anew"
    _log_access = False
    _rec_name = "date"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True)

    _once = models.UniqueIndex("(kpi_id, company_id, date)")

    @api.model
    def _mark(self, kpis, days, companies=None):
        """Let the next run count these days anew. Marking twice is once."""
        companies = companies or self.env["res.company"].sudo().search(
            [("active", "=", True)]
        )
        if not (kpis and days and companies):
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_kpi_dirty_day (kpi_id, company_id, date)
                SELECT kpi, company, day
                  FROM unnest(%s::int[]) kpi, unnest(%s::int[]) company,
                       unnest(%s::date[]) day
                    ON CONFLICT DO NOTHING
                """,
                kpis.ids,
                companies.ids,
                list(days),
            )
        )

    @api.model
    def _take(self, kpi, company):
        """Return the waiting days of a KPI, ascending, and take them off the list.

        What is taken comes back when the transaction fails.
        """
        rows = self.env.execute_query(
            SQL(
                """DELETE FROM crm_kpi_dirty_day
                    WHERE kpi_id = %s AND company_id = %s RETURNING date""",
                kpi.id,
                company.id,
            )
        )
        return sorted(day for (day,) in rows)
