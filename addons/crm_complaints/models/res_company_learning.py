from odoo import fields, models


class ResCompany(models.Model):
    """When actions are checked, and how long external disputes may take."""

    _inherit = "res.company"

    complaint_action_check_days = fields.Integer(
        "Days Until the Check of Actions",
        default=30,
        help="So long after a corrective action is done, somebody else looks whether "
        "it works.",
    )
    complaint_dispute_days = fields.Integer(
        "Days of an External Dispute",
        default=90,
        help="So long after the external body has the complete file, its outcome is "
        "expected.",
    )

    _complaint_learning_days_positive = models.Constraint(
        "CHECK (complaint_action_check_days > 0 AND complaint_dispute_days > 0)",
        "Days until the check and of a dispute are at least one.",
    )
