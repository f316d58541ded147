from odoo import fields, models


class CrmCompetitorAction(models.Model):
    """What a competitor did in the market, and the campaign that answers it."""

    _name = "crm.competitor.action"
    _description = "Competitor's Action"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Action", required=True)
    active = fields.Boolean(default=True)
    competitor_id = fields.Many2one(
        "crm.competitor", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("price", "Price change"),
            ("discount", "Discount or promotion"),
            ("product", "New product"),
            ("advertising", "Advertising"),
            ("event", "Exhibition or event"),
            ("channel", "New channel or branch"),
            ("other", "Other"),
        ],
        required=True,
        default="advertising",
    )
    date = fields.Date("Seen On", required=True, default=fields.Date.context_today)
    date_end = fields.Date("Until")
    business_line_id = fields.Many2one(
        "crm.business.line", "Line of Business", index="btree_not_null"
    )
    impact = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        default="medium",
        help="How much it takes from us, as we see it.",
    )
    source = fields.Char(help="Where we know it from.")
    description = fields.Html()
    user_id = fields.Many2one(
        "res.users", "Reported By", default=lambda self: self.env.user
    )
    campaign_id = fields.Many2one(
        "utm.campaign", "Our Answer", index="btree_not_null", ondelete="set null"
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date)", "The action cannot end before it was seen."
    )
