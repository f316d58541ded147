from odoo import fields, models


class ResCompany(models.Model):
    """How often top management reviews how complaints are handled."""

    _inherit = "res.company"

    complaint_review_months = fields.Integer(
        "Months Between Management Reviews",
        default=12,
        help="So long after the period of the last review, the next one is prepared. "
        "0: nobody is reminded.",
    )

    _complaint_review_months_positive = models.Constraint(
        "CHECK (complaint_review_months >= 0)",
        "Months between reviews are not negative.",
    )
