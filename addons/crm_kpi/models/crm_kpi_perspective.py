from odoo import fields, models


class CrmKpiPerspective(models.Model):
    """A side from which the company looks at itself (balanced scorecard)."""

    _name = "crm.kpi.perspective"
    _description = "Strategic Perspective"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="The question that this perspective asks."
    )
    active = fields.Boolean(default=True)
