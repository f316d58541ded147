from odoo import fields, models


class CrmSatisfactionCharacteristic(models.Model):
    """Something that customers expect, how much it matters, and how it is done.

    The weight is what customers say that it matters. As soon as there are answers
    enough, they tell better: see the map on the page of results.
    """

    _name = "crm.satisfaction.characteristic"
    _description = "Characteristic of Satisfaction"
    _inherit = ["crm.company.bound"]
    _order = "programme_id, sequence, id"

    programme_id = fields.Many2one(
        "crm.satisfaction.programme", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(
        required=True, translate=True, help="As customers are asked to grade it."
    )
    weight = fields.Float(
        "Stated Importance",
        default=1,
        help="As customers or the trade state it, in any unit: twice as much counts "
        "twice.",
    )

    _weight_not_negative = models.Constraint(
        "CHECK (weight >= 0)", "Nothing matters less than not at all."
    )
