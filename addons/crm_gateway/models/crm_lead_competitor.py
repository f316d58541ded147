from odoo import api, fields, models


class CrmLeadCompetitor(models.Model):
    """A competitor met on an opportunity, and the price they asked."""

    _name = "crm.lead.competitor"
    _inherit = ["crm.lead.record"]
    _description = "Competitor on an Opportunity"
    _order = "winner desc, rank, id"
    _rec_name = "competitor_id"

    company_id = fields.Many2one(related="lead_id.company_id", store=True)
    competitor_id = fields.Many2one(
        "crm.competitor", required=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    price = fields.Monetary(help="Empty or 0: not known.")
    date = fields.Date(default=fields.Date.context_today, required=True)
    company_price = fields.Float(
        "Price in the Company's Currency", compute="_compute_company_price", store=True
    )
    rank = fields.Integer(
        aggregator="min", help="Place among all bidders; 0 while not known."
    )
    winner = fields.Boolean()
    note = fields.Char()

    _once = models.Constraint(
        "UNIQUE (lead_id, competitor_id)",
        "This competitor is on the opportunity already.",
    )
    _not_negative = models.Constraint(
        "CHECK (price >= 0 AND rank >= 0)",
        "The price and the rank of a competitor cannot be negative.",
    )
    _one_winner = models.UniqueIndex(
        "(lead_id) WHERE winner", "Only one competitor can have won an opportunity."
    )

    @api.depends("price", "currency_id", "date", "lead_id.company_id")
    def _compute_company_price(self):
        """Convert at the rate of the day on which the price was learned."""
        for line in self:
            company = line.lead_id.company_id or self.env.company
            line.company_price = (
                line.currency_id._convert(
                    line.price, company.currency_id, company, line.date
                )
                if line.price and line.currency_id and line.date
                else 0
            )
