from odoo import fields, models

from ..kpi_facts import DIMENSIONS

FACT_COLUMNS = (*DIMENSIONS, "numerator", "denominator", "sample", "record_count")


class CrmKpiSlice(models.AbstractModel):
    """A figure of a KPI for one company and one combination of dimensions.

    Deleting a team leaves the sums right: the slice only loses the team's name.
    """

    _name = "crm.kpi.slice"
    _description = "Slice of a KPI"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    segment_id = fields.Many2one("crm.segment", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    numerator = fields.Float(readonly=True, digits=False)
    denominator = fields.Float(readonly=True, digits=False)
    record_count = fields.Integer("Cases", readonly=True)


class CrmKpiFact(models.Model):
    """What counts for a KPI on one day. Computed anew whenever the day changes.

    ``sample`` (a column of the table only) keeps the single values where a median
    is wanted: medians of parts cannot be put together, samples can.
    """

    _name = "crm.kpi.fact"
    _description = "Figure of a Day"
    _inherit = "crm.kpi.slice"
    _order = "date desc, id desc"

    date = fields.Date(required=True, readonly=True)

    _kpi_day = models.Index("(kpi_id, company_id, date)")

    def init(self):
        self.env.cr.execute(
            "ALTER TABLE crm_kpi_fact ADD COLUMN IF NOT EXISTS sample float8[]"
        )
        return super().init()
