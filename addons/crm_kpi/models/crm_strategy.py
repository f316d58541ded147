from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmStrategy(models.Model):
    """Where the company wants to go: vision, mission, and the objectives on the way."""

    _name = "crm.strategy"
    _description = "Strategy"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("To", tracking=True)
    vision = fields.Text(help="What the company wants to be.", tracking=True)
    mission = fields.Text(help="What it is there for.", tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In Force"), ("over", "Over")],
        default="draft",
        required=True,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    objective_ids = fields.One2many("crm.objective", "strategy_id", copy=True)
    objective_count = fields.Integer(compute="_compute_objective_count")

    @api.depends("objective_ids")
    def _compute_objective_count(self):
        for strategy in self:
            strategy.objective_count = len(strategy.objective_ids)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for strategy in self:
            if strategy.date_to and strategy.date_to < strategy.date_from:
                raise ValidationError(
                    self.env._("A strategy cannot end before it begins.")
                )

    def action_put_in_force(self):
        """Let the strategy hold; another one of the company is over."""
        self.check_access("write")
        for strategy in self:
            others = self.search(
                [
                    ("company_id", "=", strategy.company_id.id),
                    ("state", "=", "active"),
                    ("id", "!=", strategy.id),
                ]
            )
            others.state = "over"
            strategy.state = "active"
        return True

    def action_end(self):
        """Note that the strategy is over."""
        self.check_access("write")
        self.state = "over"
        return True

    def action_open_map(self):
        """Open the map of causes and effects."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_kpi.strategy_map",
            "name": self.name,
            "params": {"strategy_id": self.id},
        }
