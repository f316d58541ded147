from odoo import fields, models


class CrmCustomerValueHistory(models.Model):
    """Where a customer stood at the end of each month: the path of segments."""

    _name = "crm.customer.value.history"
    _inherit = ["crm.customer.fact"]
    _description = "Customer Value by Month"
    _order = "month desc, partner_id"
    _rec_name = "partner_id"

    month = fields.Date(
        required=True, readonly=True, help="First day of the month described."
    )
    segment_id = fields.Many2one(
        "crm.segment", readonly=True, index=True, ondelete="set null"
    )
    previous_segment_id = fields.Many2one(
        "crm.segment",
        "Segment before",
        readonly=True,
        ondelete="set null",
        help="Segment in the last month known before this one.",
    )
    moved = fields.Boolean(
        readonly=True, help="Whether the segment changed since the month before."
    )
    recency_score = fields.Integer("R", readonly=True, aggregator="avg")
    frequency_score = fields.Integer("F", readonly=True, aggregator="avg")
    monetary_score = fields.Integer("M", readonly=True, aggregator="avg")
    net_revenue = fields.Monetary("Net Sales to Date", readonly=True)
    cltv = fields.Monetary("Lifetime Value", readonly=True)
    churn_risk = fields.Float(readonly=True, digits=(16, 4), aggregator="avg")

    # A constraint and not an index: the host's merge of contacts looks for those.
    _month_once = models.Constraint(
        "UNIQUE (company_id, partner_id, month)", "A customer has one row a month."
    )
    _month = models.Index("(company_id, month)")
