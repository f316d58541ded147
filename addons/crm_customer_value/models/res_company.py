from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Settings that purchases and predictions depend on
DECISIVE_FIELDS = {
    "crm_timezone",
    "crm_group_currency_id",
    "crm_value_as_of_date",
    "crm_value_basis",
    "crm_value_cost_to_serve",
    "crm_value_discount_rate",
    "crm_value_excluded_category_ids",
    "crm_value_horizon",
    "crm_value_loss_given_default",
    "crm_value_margin_rate",
    "crm_value_max_bias",
    "crm_value_min_buyers",
    "crm_value_min_repeaters",
    "crm_value_model_kind",
    "crm_value_period",
}


class ResCompany(models.Model):
    """What each company decides about how its customers are valued."""

    _inherit = "res.company"

    crm_value_basis = fields.Selection(
        [("invoice", "Posted invoices"), ("order", "Confirmed sales orders")],
        string="Value Customers By",
        default="invoice",
        required=True,
        help="The documents that count as purchases. One sale is never counted "
        "both as an order and as an invoice.",
    )
    crm_value_margin_rate = fields.Float(
        "Usual Margin",
        default=0.3,
        digits=(6, 4),
        help="Share of the net sales that is earned, where costs are not known.",
    )
    crm_value_horizon = fields.Integer(
        "Horizon (months)",
        default=12,
        help="How far ahead orders, value and churn are predicted.",
    )
    crm_value_discount_rate = fields.Float(
        "Yearly Discount Rate",
        default=0.15,
        digits=(6, 4),
        help="What money earned a year later is worth less today.",
    )
    crm_value_model_kind = fields.Selection(
        [
            ("bg_nbd", "BG/NBD: orders at any time"),
            ("mbg_nbd", "MBG/NBD: orders at any time, some never return"),
            ("pareto_nbd", "Pareto/NBD: orders at any time, classic"),
            ("bg_bb", "BG/BB: one chance to buy a period"),
            ("sbg", "sBG: contracts that are renewed each period"),
        ],
        string="Prediction Model",
        default="bg_nbd",
        required=True,
    )
    crm_value_period = fields.Integer(
        "Period (months)",
        default=12,
        help="Length of one chance to buy or of one contract, for the models "
        "that count periods.",
    )
    crm_value_as_of_date = fields.Date(
        "Historic Date",
        help="Compute as if this were today: for histories that ended in the "
        "past. Leave empty in daily work.",
    )
    crm_value_min_buyers = fields.Integer(
        "Customers Needed",
        default=500,
        help="With fewer customers who ever bought, the model does not speak.",
    )
    crm_value_min_repeaters = fields.Integer(
        "Repeat Customers Needed",
        default=100,
        help="With fewer customers who bought again, the model does not speak.",
    )
    crm_value_max_bias = fields.Float(
        "Tolerated Bias",
        default=0.25,
        digits=(6, 4),
        help="The model does not speak when its total over the test period is "
        "off by more than this share.",
    )
    crm_value_loss_given_default = fields.Float(
        "Loss Given Default",
        default=0.6,
        digits=(6, 4),
        help="Share of an unpaid amount that is finally lost when a customer "
        "does not pay.",
    )
    crm_value_cost_to_serve = fields.Monetary(
        "Yearly Cost to Serve",
        currency_field="currency_id",
        help="What a customer costs a year beside the goods: visits, support.",
    )
    crm_value_excluded_category_ids = fields.Many2many(
        "res.partner.category",
        "crm_value_excluded_category_rel",
        "company_id",
        "category_id",
        string="Tags Left Out",
        help="Customers with one of these tags are not valued: tests, own staff.",
    )

    _crm_value_horizon_positive = models.Constraint(
        "CHECK (crm_value_horizon BETWEEN 1 AND 120)",
        "The horizon of the customer value must be 1 to 120 months.",
    )
    _crm_value_period_positive = models.Constraint(
        "CHECK (crm_value_period BETWEEN 1 AND 60)",
        "The period of the prediction model must be 1 to 60 months.",
    )

    @api.constrains(
        "crm_value_discount_rate",
        "crm_value_margin_rate",
        "crm_value_max_bias",
        "crm_value_loss_given_default",
    )
    def _check_crm_value_rates(self):
        bounds = {
            "crm_value_discount_rate": (0, 5),
            "crm_value_margin_rate": (-1, 1),
            "crm_value_max_bias": (0.01, 10),
            "crm_value_loss_given_default": (0, 1),
        }
        for company in self:
            for name, (low, high) in bounds.items():
                if not low <= company[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(setting)s of %(company)s is %(value)s %%. "
                            "Enter a value from %(low)s %% to %(high)s %%.",
                            setting=company._fields[name]._description_string(self.env),
                            company=company.name,
                            value=round(company[name] * 100, 2),
                            low=round(low * 100),
                            high=round(high * 100),
                        )
                    )

    @api.constrains("crm_value_horizon", "crm_value_period")
    def _check_crm_value_lengths(self):
        """Say it in words before the database says it in its own."""
        for company in self:
            if not 1 <= company.crm_value_horizon <= 120:
                raise ValidationError(
                    self.env._("The horizon must be 1 to 120 months.")
                )
            if not 1 <= company.crm_value_period <= 60:
                raise ValidationError(self.env._("The period must be 1 to 60 months."))

    @api.constrains("crm_value_cost_to_serve", "crm_value_min_buyers")
    def _check_crm_value_amounts(self):
        for company in self:
            if company.crm_value_cost_to_serve < 0 or company.crm_value_min_buyers < 2:
                raise ValidationError(
                    self.env._(
                        "The cost to serve cannot be negative, and at least two "
                        "customers are needed to fit a model."
                    )
                )

    def write(self, vals):
        """New settings make all figures anew: two definitions do not mix."""
        decisive = [name for name in vals if name in DECISIVE_FIELDS]
        before = [[company[name] for name in decisive] for company in self]
        result = super().write(vals)
        changed = self.browse(
            company.id
            for company, old in zip(self, before, strict=True)
            if old != [company[name] for name in decisive]
        )
        if changed:
            self.env["crm.value.refresh"].sudo()._start_anew(changed)
        return result

    def _get_crm_value_as_of(self):
        """Return the business day up to which purchases count."""
        self.ensure_one()
        return self.crm_value_as_of_date or fields.Date.context_today(
            self.with_context(tz=self.crm_timezone)
        )

    def _get_crm_value_horizon_days(self, as_of):
        """Return the length in days of the horizon that starts on ``as_of``."""
        self.ensure_one()
        return (as_of + relativedelta(months=self.crm_value_horizon) - as_of).days

    def _counts_crm_value_periods(self):
        """Return whether the company's model counts periods instead of days."""
        self.ensure_one()
        return self.crm_value_model_kind in ("bg_bb", "sbg")

    def _get_crm_value_excluded_partner_ids(self):
        """Return ids of commercial partners that are no customers.

        They are the group's own companies (what they buy moves money from one
        pocket to the other), the website's nameless visitor, and those whom
        the company tagged so.
        """
        self.ensure_one()
        own = (
            self.sudo()
            .search([("active", "in", (True, False))])
            .partner_id.commercial_partner_id
        )
        visitor = self.env.ref("base.public_partner", raise_if_not_found=False)
        tagged = self.env["res.partner"]
        if self.crm_value_excluded_category_ids:
            # A tag on one of a company's contacts says nothing on the company.
            tagged = (
                tagged.with_context(active_test=False)
                .search(
                    [
                        (
                            "category_id",
                            "child_of",
                            self.crm_value_excluded_category_ids.ids,
                        )
                    ]
                )
                .filtered(lambda partner: partner == partner.commercial_partner_id)
            )
        return (own | (visitor or tagged) | tagged).ids
