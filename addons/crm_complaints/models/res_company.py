from odoo import fields, models


class ResCompany(models.Model):
    """How long complaints wait for an answer, come back, and are kept."""

    _inherit = "res.company"

    complaint_silence_days = fields.Integer(
        "Days of Silence",
        default=14,
        help="A complaint that was answered is closed after so many days without an "
        "answer of the complainant.",
    )
    complaint_reopen_days = fields.Integer(
        "Days to Reopen",
        default=30,
        help="An answer within so many days after closing takes a complaint up again; "
        "a later one makes a new complaint that follows it.",
    )
    complaint_retention_months = fields.Integer(
        "Months Kept",
        help="So long after closing, personal data of complainants are erased. 0: "
        "they are kept until somebody erases them.",
    )
    complaint_form_published = fields.Boolean(
        "Public Complaints Page",
        default=True,
        help="Anybody can complain on the page /complaints, without an account.",
    )
    complaint_policy = fields.Html(
        "Complaints Policy",
        translate=True,
        help="Shown on the page on complaints: who handles them, by which rules.",
    )

    _complaint_days_positive = models.Constraint(
        "CHECK (complaint_silence_days > 0 AND complaint_reopen_days >= 0"
        " AND complaint_retention_months >= 0)",
        "Days of silence are at least one; the other times are not negative.",
    )
