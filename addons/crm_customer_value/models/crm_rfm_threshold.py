from odoo import fields, models


class CrmRfmThreshold(models.Model):
    """What a customer must reach for one score; score 1 needs nothing."""

    _name = "crm.rfm.threshold"
    _description = "RFM Score Threshold"
    _order = "score desc"

    grid_id = fields.Many2one(
        "crm.rfm.grid", required=True, index=True, ondelete="cascade"
    )
    score = fields.Integer(required=True)
    recency_days = fields.Integer(
        "Bought within (days)", help="Days since the last purchase, at most."
    )
    order_days = fields.Integer(
        "Purchases", help="Days on which the customer bought, at least."
    )
    net_revenue = fields.Float(
        "Net Sales", help="Net sales in the company's currency, at least."
    )

    _score_once = models.UniqueIndex(
        "(grid_id, score)", "Each score has one row of thresholds."
    )
    _score_valid = models.Constraint(
        "CHECK (score BETWEEN 2 AND 5)", "Thresholds are set for the scores 2 to 5."
    )
