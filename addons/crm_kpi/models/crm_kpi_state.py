from odoo import fields, models


class CrmKpiState(models.Model):
    """How far a KPI is counted in a company, and whether it can be."""

    _name = "crm.kpi.state"
    _description = "State of a KPI"
    _order = "company_id, kpi_id"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("waiting", "Not counted yet"),
            ("counted", "Counted"),
            ("missing", "Source missing"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    message = fields.Text(readonly=True)
    history_from = fields.Date(
        readonly=True, help="First day of which the figure is known."
    )
    seen_until = fields.Datetime(
        readonly=True, help="Changes of documents up to this moment are counted."
    )
    counted_on = fields.Datetime("Last Counted", readonly=True)

    _once = models.UniqueIndex("(kpi_id, company_id)")
