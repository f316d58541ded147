from odoo import api, fields, models

COST_KINDS = [
    ("media", "Ad spend"),
    ("agency", "Agency"),
    ("production", "Design and production"),
    ("print", "Print and post"),
    ("event", "Event and stand"),
    ("gift", "Gifts and discounts"),
    ("tool", "Tools"),
    ("staff", "Staff"),
    ("other", "Other"),
]


class CrmCampaignBudget(models.Model):
    """An item of a campaign's budget: what is planned, and what it has cost so far."""

    _name = "crm.campaign.budget"
    _description = "Campaign Budget Item"
    _order = "campaign_id, sequence, id"

    campaign_id = fields.Many2one(
        "utm.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="campaign_id.report_currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(COST_KINDS, required=True, default="media")
    name = fields.Char("Item", required=True)
    date = fields.Date("Expected On")
    amount = fields.Monetary("Planned", required=True)
    actual_amount = fields.Monetary(
        "Actual",
        compute="_compute_actual_amount",
        help="Costs of this kind; of several items of one kind, the first shows all.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A planned amount cannot be negative."
    )

    @api.depends("campaign_id", "kind", "sequence")
    @api.depends_context("allowed_company_ids")
    def _compute_actual_amount(self):
        self.actual_amount = 0
        spent = self.campaign_id._get_spending(["kind"])
        seen = set()
        for item in self.campaign_id.budget_ids.sorted(
            lambda item: (item.sequence, item._origin.id or 0)
        ):
            key = item.campaign_id._origin.id, item.kind
            if key not in seen:
                seen.add(key)
                item.actual_amount = spent.get(key, 0)

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.campaign_id._check_budget_open()
        return items

    def write(self, vals):
        self.campaign_id._check_budget_open()
        result = super().write(vals)
        self.campaign_id._check_budget_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self.campaign_id._check_budget_open()
