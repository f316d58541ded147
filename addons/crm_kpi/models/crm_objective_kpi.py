from odoo import fields, models


class CrmObjectiveKpi(models.Model):
    """A KPI by which an objective is seen, and how much it counts."""

    _name = "crm.objective.kpi"
    _description = "KPI of an Objective"
    _order = "sequence, id"
    _rec_name = "kpi_id"

    objective_id = fields.Many2one(
        "crm.objective", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="objective_id.company_id")
    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    weight = fields.Float(default=1)

    _once = models.UniqueIndex(
        "(objective_id, kpi_id)", "The objective is seen by this KPI already."
    )
    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "The weight is greater than 0."
    )
