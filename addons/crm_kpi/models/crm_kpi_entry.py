from odoo import api, fields, models
from odoo.tools import SQL


class CrmKpiEntry(models.Model):
    """A figure that no document tells: typed in, or imported, with its day."""

    _name = "crm.kpi.entry"
    _description = "Figure Typed In"
    _order = "date desc, id desc"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one(
        "crm.kpi",
        "KPI",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('kind', '=', 'manual')]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    team_id = fields.Many2one("crm.team", "Sales Team")
    user_id = fields.Many2one("res.users", "Salesperson")
    numerator = fields.Float("Value", required=True, digits=False)
    denominator = fields.Float("Of", digits=False, help="What it is divided by.")
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._mark_days()
        return entries

    def write(self, vals):
        self._mark_days()
        result = super().write(vals)
        self._mark_days()
        return result

    def unlink(self):
        self._mark_days()
        return super().unlink()

    def _mark_days(self):
        for entry in self:
            self.env["crm.kpi.dirty.day"].sudo()._mark(
                entry.kpi_id, [entry.date], entry.company_id
            )

    @api.model
    def _get_rows_sql(self, kpi, company):
        """Return the rows of a KPI that is typed in, as a source gives them."""
        return SQL(
            """
            SELECT date AS day, team_id, user_id, NULL::int AS employee_id,
                   NULL::int AS department_id, NULL::int AS segment_id,
                   NULL::int AS campaign_id, NULL::int AS categ_id,
                   NULL::int AS partner_id, numerator, denominator,
                   CASE WHEN %s THEN numerator END AS sample
              FROM crm_kpi_entry
             WHERE kpi_id = %s AND company_id = %s
            """,
            kpi.measure == "median",
            kpi.id,
            company.id,
        )
