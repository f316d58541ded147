from odoo import fields, models


class ResCompanyVariants(models.Model):
    _inherit = "res.company"

    crm_test_confidence = fields.Float(
        "Confidence of Tests",
        default=95.0,
        digits=(5, 2),
        required=True,
        help="In percent: how sure it must be that a version is better before it is "
        "called so.",
    )

    _crm_test_confidence_range = models.Constraint(
        "CHECK (crm_test_confidence >= 50 AND crm_test_confidence < 100)",
        "The confidence of tests lies between 50 % and 100 %, such as 95 %.",
    )


class ResConfigSettingsVariants(models.TransientModel):
    _inherit = "res.config.settings"

    crm_test_confidence = fields.Float(
        related="company_id.crm_test_confidence", readonly=False
    )
