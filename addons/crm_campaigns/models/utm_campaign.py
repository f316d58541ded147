from odoo import api, fields, models
from odoo.exceptions import ValidationError


class UtmCampaign(models.Model):
    """A campaign with a goal, an audience, a time, a team and money.

    It stays the host's campaign: leads, orders, invoices, mailings and links that
    name it need nothing new.  Its files: what it is (this one), its approval, its
    audience and its results.
    """

    _name = "utm.campaign"
    _inherit = ["utm.campaign", "mail.thread", "mail.activity.mixin"]

    title = fields.Char(tracking=True)
    user_id = fields.Many2one(tracking=True)
    stage_id = fields.Many2one(tracking=True)
    company_id = fields.Many2one(tracking=True)
    report_currency_id = fields.Many2one(
        "res.currency",
        "Currency of Figures",
        compute="_compute_report_currency_id",
        help="The currency of the campaign's company; of a campaign that companies "
        "share, the currency of the company that you work in.",
    )
    is_template = fields.Boolean(
        "Template", help="Not run itself: new campaigns are copied from it."
    )
    goal = fields.Selection(
        [
            ("awareness", "Awareness"),
            ("lead", "New leads"),
            ("sale", "Sales"),
            ("loyalty", "Loyalty"),
            ("win_back", "Win back"),
            ("event", "Visitors of an event"),
        ],
        tracking=True,
    )
    brief = fields.Html(help="What the campaign says, to whom, and why.")
    target_revenue = fields.Monetary(
        currency_field="report_currency_id",
        help="Net invoiced revenue that the campaign is to bring.",
    )
    target_leads = fields.Integer(help="Leads that the campaign is to bring.")
    business_line_id = fields.Many2one(
        "crm.business.line", "Line of Business", index="btree_not_null"
    )
    product_ids = fields.Many2many("product.template", string="Products")
    medium_ids = fields.Many2many("utm.medium", string="Channels")
    date_start = fields.Date("Start", tracking=True, index="btree_not_null")
    date_end = fields.Date("End", tracking=True)
    team_id = fields.Many2one("crm.team", "Sales Team", index="btree_not_null")
    member_ids = fields.Many2many(
        "res.users",
        "crm_campaign_member_rel",
        "campaign_id",
        "user_id",
        domain="[('share', '=', False)]",
        help="Who works on the campaign besides the responsible.",
    )
    budget_ids = fields.One2many("crm.campaign.budget", "campaign_id", copy=True)
    cost_ids = fields.One2many("crm.campaign.cost", "campaign_id", "Costs Typed In")

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A campaign cannot end before it starts.",
    )
    _targets_positive = models.Constraint(
        "CHECK (target_revenue >= 0 AND target_leads >= 0)",
        "The targets of a campaign cannot be negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_report_currency_id(self):
        for campaign in self:
            company = campaign.company_id or self.env.company
            campaign.report_currency_id = company.currency_id

    @api.constrains("company_id", "team_id", "business_line_id")
    def _check_companies(self):
        for campaign in self:
            for record in (campaign.team_id, campaign.business_line_id):
                if record.company_id not in (
                    self.env["res.company"],
                    campaign.company_id,
                ):
                    raise ValidationError(
                        self.env._(
                            "“%(record)s” belongs to %(company)s, the campaign "
                            "“%(campaign)s” does not. Choose one of the same "
                            "company.",
                            record=record.display_name,
                            company=record.company_id.name,
                            campaign=campaign.title,
                        )
                    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for campaign, vals in zip(self, vals_list, strict=True):
            if not (default and "title" in default) and not self.env.context.get(
                "from_template"
            ):
                vals["title"] = self.env._("%s (copy)", campaign.title)
            vals.pop("name", None)
        return vals_list

    def action_use_template(self):
        """Open a new campaign that is a copy of this template."""
        self._check_is_marketer()
        self.ensure_one()
        campaign = self.with_context(from_template=True).copy(
            {
                "is_template": False,
                "user_id": self.env.uid,
                "date_start": False,
                "date_end": False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": campaign.id,
            "views": [(False, "form")],
        }
