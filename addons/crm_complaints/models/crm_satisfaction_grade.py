from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmSatisfactionGrade(models.Model):
    """How content a customer is with one characteristic, from 1 to 5."""

    _name = "crm.satisfaction.grade"
    _description = "Grade of a Characteristic"
    _inherit = ["crm.company.bound", "crm.dependent.record"]
    _owner_field = "response_id"
    _order = "response_id, characteristic_id"

    response_id = fields.Many2one(
        "crm.satisfaction.response", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="response_id.company_id", store=True, index=True
    )
    characteristic_id = fields.Many2one(
        "crm.satisfaction.characteristic",
        required=True,
        index=True,
        ondelete="restrict",
    )
    grade = fields.Integer(required=True, aggregator=None)

    _once = models.UniqueIndex(
        "(response_id, characteristic_id)", "A characteristic is graded once."
    )
    _grade_on_scale = models.Constraint(
        "CHECK (grade BETWEEN 1 AND 5)", "Grades are from 1 to 5."
    )

    @api.constrains("response_id", "characteristic_id")
    def _check_programme(self):
        for grade in self:
            programme = grade.sudo().response_id.programme_id
            if grade.sudo().characteristic_id.programme_id != programme:
                raise ValidationError(
                    self.env._("This characteristic belongs to another programme.")
                )
