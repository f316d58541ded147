from odoo import fields, models

from odoo.addons.crm_gateway.sql import end_of_local_day

MARGIN_GROUP = "crm_gateway.group_margin_viewer"


class CrmCustomerValue(models.Model):
    """What one customer is worth to one company.

    One row a (company, commercial partner).  The rows are written by
    ``crm.value.refresh`` in set-based statements and never by hand: purchases
    first, then scores and segment, then predictions, each group of columns as
    a whole.  They stand in a table of their own, because a stored field on the
    contact would make every order wait for every other one of that contact.
    """

    _name = "crm.customer.value"
    _inherit = ["crm.customer.fact"]
    _description = "Customer Value"
    _order = "cltv desc, net_revenue desc, id"
    _rec_name = "partner_id"

    # The unique index starts with the company already
    company_id = fields.Many2one(index=False)

    # Copies of the contact, so that lists can be filtered and grouped by them
    active = fields.Boolean(related="partner_id.active", store=True)
    user_id = fields.Many2one(
        related="partner_id.user_id", store=True, string="Salesperson", index=True
    )
    country_id = fields.Many2one(related="partner_id.country_id", store=True)
    industry_id = fields.Many2one(related="partner_id.industry_id", store=True)

    # Purchases
    as_of_date = fields.Date(
        "As Of", readonly=True, help="Purchases up to this day are counted."
    )
    computed_on = fields.Datetime(readonly=True)
    first_order_date = fields.Date("First Purchase", readonly=True)
    last_order_date = fields.Date("Last Purchase", readonly=True)
    order_days = fields.Integer(
        "Purchases",
        readonly=True,
        help="Days on which the customer bought. Several documents of one day are "
        "one purchase; a fully credited one is none.",
    )
    order_count = fields.Integer("Documents", readonly=True, aggregator="sum")
    net_revenue = fields.Monetary(
        "Net Sales",
        readonly=True,
        help="Without taxes, less credit notes, in the company's currency at the "
        "rate of each document's day.",
    )
    repeat_revenue = fields.Monetary(
        "Net Sales after the First Purchase", readonly=True
    )
    year_revenue = fields.Monetary("Net Sales, 12 Months", readonly=True)
    group_revenue = fields.Monetary(
        "Net Sales, Group Currency",
        readonly=True,
        currency_field="group_currency_id",
        help="Net sales in the group's currency, each at the rate of its day. "
        "Empty where a rate is missing.",
    )
    group_currency_id = fields.Many2one(
        "res.currency", readonly=True, help="Empty where a rate is missing."
    )
    margin = fields.Monetary(readonly=True, groups=MARGIN_GROUP)
    year_margin = fields.Monetary(
        "Margin, 12 Months", readonly=True, groups=MARGIN_GROUP
    )
    average_order_value = fields.Monetary(
        "Average Purchase", readonly=True, aggregator="avg"
    )
    mean_interval = fields.Float(
        "Days between Purchases", readonly=True, digits=(16, 1), aggregator="avg"
    )

    # What the models that count periods need; see ``lifetime.prediction``
    period_x = fields.Integer("Later Periods Bought In", readonly=True)
    period_tx = fields.Integer("Last Period Bought In", readonly=True)
    period_n = fields.Integer("Periods Passed", readonly=True)

    # Scores and segment
    recency_score = fields.Integer("R", readonly=True, aggregator="avg")
    frequency_score = fields.Integer("F", readonly=True, aggregator="avg")
    monetary_score = fields.Integer("M", readonly=True, aggregator="avg")
    grid_score = fields.Integer(
        "Grid Column", readonly=True, help="Second score in the RFM grid."
    )
    segment_id = fields.Many2one("crm.segment", readonly=True, ondelete="set null")
    next_action = fields.Char(
        related="segment_id.next_action", string="Next Best Action"
    )
    previous_segment_id = fields.Many2one(
        "crm.segment", readonly=True, ondelete="set null"
    )
    segment_since = fields.Date("In Segment Since", readonly=True)
    value_tier = fields.Selection(
        [("a", "A: top third"), ("b", "B: middle third"), ("c", "C: bottom third")],
        readonly=True,
        help="Thirds of the customers by lifetime value.",
    )

    # Predictions
    predicted_on = fields.Date("Predicted As Of", readonly=True)
    prediction_source = fields.Selection(
        [("model", "Fitted model"), ("heuristic", "Rule of thumb")],
        readonly=True,
        help="The rule of thumb speaks while the model has too few customers or "
        "did not prove itself on the test period.",
    )
    model_id = fields.Many2one("crm.value.model", readonly=True, ondelete="set null")
    probability_alive = fields.Float(readonly=True, digits=(16, 4), aggregator="avg")
    probability_active = fields.Float(
        "Probability of an Order",
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="Probability of at least one purchase within the horizon.",
    )
    churn_risk = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="Probability of no purchase within the horizon. Unlike the "
        "probability of being alive it also tells apart those who bought once.",
    )
    churn_level = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")], readonly=True
    )
    expected_orders = fields.Float(
        readonly=True, digits=(16, 2), help="Purchases expected within the horizon."
    )
    expected_order_value = fields.Monetary(
        "Expected Purchase Value", readonly=True, aggregator="avg"
    )
    expected_revenue = fields.Monetary(readonly=True)
    expected_margin = fields.Monetary(readonly=True, groups=MARGIN_GROUP)
    cltv = fields.Monetary(
        "Lifetime Value",
        readonly=True,
        help="Customer lifetime value: the margin expected within the horizon, "
        "discounted to today.",
    )
    cltv_adjusted = fields.Monetary(
        "Lifetime Value after Risk",
        readonly=True,
        help="Lifetime value less the expected credit loss, the cost of the money "
        "that waits to be paid, and the cost to serve.",
    )
    next_order_date = fields.Date(
        "Next Purchase Due",
        readonly=True,
        help="Last purchase plus the customer's own mean interval.",
    )

    # Payment
    days_to_pay = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="From the invoice to the payment, weighted with the amounts.",
    )
    paid_amount = fields.Monetary(
        "Paid on Invoices",
        readonly=True,
        help="The weight of the days to pay; without it they say nothing.",
    )
    receivable = fields.Monetary("Open Amount", readonly=True)
    overdue = fields.Monetary("Overdue Amount", readonly=True)
    default_probability = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="Share of the open amount not expected to be paid in full, by how "
        "long it is overdue.",
    )
    expected_credit_loss = fields.Monetary(readonly=True)

    # Share of wallet
    wallet = fields.Monetary(
        readonly=True,
        help="What such a customer can buy from all suppliers in a year: known "
        "from the customer, or the level that one in ten of its peers exceeds.",
    )
    wallet_share = fields.Float(readonly=True, digits=(16, 4), aggregator="avg")
    wallet_source = fields.Selection(
        [
            ("known", "Told by the customer"),
            ("industry_country_size", "Peers: industry, country and size"),
            ("industry_country", "Peers: industry and country"),
            ("industry", "Peers: industry"),
            ("all", "Peers: all customers"),
        ],
        readonly=True,
    )
    wallet_peers = fields.Integer(
        "Peers", readonly=True, aggregator=None, help="Customers compared with."
    )

    cross_sell_ids = fields.One2many(
        "crm.product.affinity", compute="_compute_cross_sell_ids"
    )
    reorder_ids = fields.One2many(
        "crm.customer.reorder", compute="_compute_reorder_ids"
    )

    # A constraint and not an index: the host's merge of contacts looks for those.
    _customer_once = models.Constraint(
        "UNIQUE (company_id, partner_id)", "A customer has one value in a company."
    )
    _segment = models.Index("(company_id, segment_id)")

    def init(self):
        """Leave room on each page for new versions of its rows.

        Most steps of a refresh write every row.  PostgreSQL puts the new
        version beside the old one and leaves the indexes alone (a HOT update),
        if there is room and no indexed column changes.  So nothing that changes
        daily is indexed: sorting one segment takes less than keeping it sorted.
        """
        self.env.cr.execute("ALTER TABLE crm_customer_value SET (fillfactor = 45)")
        return super().init()

    def _compute_reorder_ids(self):
        Reorder = self.env["crm.customer.reorder"]
        found = Reorder.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        for value in self:
            value.reorder_ids = found.filtered(
                lambda r, v=value: (
                    r.company_id == v.company_id and r.partner_id == v.partner_id
                )
            )

    def _compute_cross_sell_ids(self):
        for value in self:
            value.cross_sell_ids = self.env["crm.product.affinity"]._suggest(value)

    def action_open_partner(self):
        """Open the customer behind this value."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_schedule_activity(self):
        """Plan an activity on each selected customer, in the host's dialog."""
        return self.env["crm.customer.reorder"]._open_activity_dialog(self.partner_id)

    def action_open_documents(self):
        """Open the documents that the net sales are made of."""
        self.ensure_one()
        if self.company_id.crm_value_basis == "order":
            xmlid = "sale.action_orders"
            end = end_of_local_day(self.as_of_date, self.company_id.crm_timezone)
            domain = [("state", "=", "sale"), ("date_order", "<", end)]
        else:
            xmlid = "account.action_move_out_invoice_type"
            domain = [
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("state", "=", "posted"),
                ("invoice_date", "<=", self.as_of_date),
            ]
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [
            *domain,
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {}
        return action

    def action_open_history(self):
        """Open the monthly path of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_value.crm_customer_value_history_action"
        )
        action["domain"] = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        return action
