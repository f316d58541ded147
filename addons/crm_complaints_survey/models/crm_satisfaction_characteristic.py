from odoo import fields, models


class CrmSatisfactionCharacteristic(models.Model):
    _inherit = "crm.satisfaction.characteristic"

    question_id = fields.Many2one(
        "survey.question",
        "Question of the Survey",
        domain="[('survey_id', '=', parent.survey_id)]",
        help="Whose answer, from 1 to 5, is the grade.",
    )
