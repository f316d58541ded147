from collections import defaultdict

from odoo import api, fields, models

from .crm_campaign_revenue import MARGIN_GROUP

MONTH_DAYS = 365.25 / 12


class UtmCampaign(models.Model):
    """What the campaign brought and what it cost, in the campaign's currency.

    Nothing is stored: each figure is summed from lines that open with a button, of
    the companies that the user works in, converted at the rate of each line's day.

    * ROI = (net revenue - cost) / cost
    * margin ROI = (margin - cost) / cost
    * ROAS = net revenue / ad spend
    * CAC = cost / new customers
    * payback, months = CAC / (monthly revenue of a new customer x margin share)

    Where a figure has no meaning (no cost, no new customer, no margin) it is not
    zero but absent; ``*_known`` says so to the screen.
    """

    _inherit = "utm.campaign"

    net_revenue = fields.Monetary(
        "Net Invoiced",
        compute="_compute_results",
        currency_field="report_currency_id",
        help="Posted invoices less credit notes, untaxed, by the order of each line.",
    )
    paid_revenue = fields.Monetary(
        "Net Paid", compute="_compute_results", currency_field="report_currency_id"
    )
    margin_amount = fields.Monetary(
        "Margin",
        compute="_compute_results",
        currency_field="report_currency_id",
        groups=MARGIN_GROUP,
    )
    budget_amount = fields.Monetary(
        "Planned Cost",
        compute="_compute_budget_amount",
        currency_field="report_currency_id",
    )
    cost_amount = fields.Monetary(
        "Actual Cost",
        compute="_compute_results",
        currency_field="report_currency_id",
        help="Vendor bill lines that name the campaign, and costs that were typed "
        "in or imported.",
    )
    budget_left = fields.Monetary(
        compute="_compute_results", currency_field="report_currency_id"
    )
    ad_spend = fields.Monetary(
        compute="_compute_results", currency_field="report_currency_id"
    )
    new_customer_count = fields.Integer(
        "New Customers",
        compute="_compute_results",
        help="Customers whose first invoice ever came from this campaign.",
    )
    lead_count = fields.Integer("Leads", compute="_compute_lead_count")
    roi = fields.Float("ROI", compute="_compute_results")
    roi_known = fields.Boolean(compute="_compute_results")
    margin_roi = fields.Float(
        "Margin ROI", compute="_compute_results", groups=MARGIN_GROUP
    )
    roas = fields.Float("ROAS", compute="_compute_results")
    roas_known = fields.Boolean(compute="_compute_results")
    cac = fields.Monetary(
        "CAC",
        compute="_compute_results",
        currency_field="report_currency_id",
        help="Customer acquisition cost: cost of the campaign for each new customer.",
    )
    cac_known = fields.Boolean(compute="_compute_results")
    payback_months = fields.Float(
        "Payback (months)",
        compute="_compute_results",
        groups=MARGIN_GROUP,
        help="Months until the margin of a new customer has paid for winning it.",
    )
    payback_known = fields.Boolean(compute="_compute_results", groups=MARGIN_GROUP)
    cost_per_lead = fields.Monetary(
        compute="_compute_results", currency_field="report_currency_id"
    )
    cost_per_lead_known = fields.Boolean(compute="_compute_results")
    revenue_progress = fields.Float(
        "Target Reached (%)", compute="_compute_results", digits=(16, 1)
    )

    @api.depends("budget_ids.amount")
    def _compute_budget_amount(self):
        for campaign in self:
            campaign.budget_amount = sum(campaign.budget_ids.mapped("amount"))

    @api.depends_context("allowed_company_ids")
    def _compute_lead_count(self):
        """Lost ones too; marketers see the number, not always the leads."""
        rows = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [
                    ("campaign_id", "in", self.ids),
                    ("company_id", "in", [*self.env.companies.ids, False]),
                ],
                ["campaign_id"],
                ["__count"],
            )
        )
        counts = {campaign.id: count for campaign, count in rows}
        for campaign in self:
            campaign.lead_count = counts.get(campaign._origin.id, 0)

    @api.depends("budget_ids.amount", "cost_ids.company_amount", "target_revenue")
    @api.depends_context("allowed_company_ids")
    def _compute_results(self):
        revenue = self._get_revenue()
        spending = self._get_spending()
        media = self._get_spending(["kind"])
        acquired = self._get_acquired()
        for campaign in self:
            id_ = campaign._origin.id
            net, paid, margin = revenue.get(id_, (0, 0, 0))
            cost = spending.get((id_,), 0)
            ads = media.get((id_, "media"), 0)
            count, monthly = acquired.get(id_, (0, 0))
            margin_share = margin / net if net > 0 else 0
            monthly_margin = monthly / count * margin_share if count else 0
            campaign.net_revenue = net
            campaign.paid_revenue = paid
            campaign.margin_amount = margin
            campaign.cost_amount = cost
            campaign.budget_left = campaign.budget_amount - cost
            campaign.ad_spend = ads
            campaign.new_customer_count = count
            campaign.roi_known = cost > 0
            campaign.roi = (net - cost) / cost if cost > 0 else 0
            campaign.margin_roi = (margin - cost) / cost if cost > 0 else 0
            campaign.roas_known = ads > 0
            campaign.roas = net / ads if ads > 0 else 0
            campaign.cac_known = count > 0
            campaign.cac = cost / count if count else 0
            campaign.payback_known = count > 0 and monthly_margin > 0
            campaign.payback_months = (
                cost / count / monthly_margin if count and monthly_margin > 0 else 0
            )
            campaign.cost_per_lead_known = campaign.lead_count > 0
            campaign.cost_per_lead = (
                cost / campaign.lead_count if campaign.lead_count else 0
            )
            target = campaign.target_revenue
            campaign.revenue_progress = 100 * net / target if target else 0

    def _get_revenue(self):
        """Return {campaign id: (net, paid, margin)} in each campaign's currency."""
        rows = (
            self.env["crm.campaign.revenue"]
            .sudo()
            ._read_group(
                self._get_figures_domain(),
                ["campaign_id", "company_id", "date:day"],
                ["net_revenue:sum", "paid_revenue:sum", "margin:sum"],
            )
        )
        totals = defaultdict(lambda: (0.0, 0.0, 0.0))
        for campaign, company, day, *amounts in rows:
            converted = campaign._convert_figures(amounts, company, day)
            totals[campaign.id] = tuple(
                total + amount
                for total, amount in zip(totals[campaign.id], converted, strict=True)
            )
        return dict(totals)

    def _get_spending(self, keys=()):
        """Return {(campaign id, *keys): cost} in each campaign's currency."""
        rows = (
            self.env["crm.campaign.spending"]
            .sudo()
            ._read_group(
                self._get_figures_domain(),
                ["campaign_id", *keys, "company_id", "date:day"],
                ["amount:sum"],
            )
        )
        totals = defaultdict(float)
        for campaign, *values, company, day, amount in rows:
            (converted,) = campaign._convert_figures([amount], company, day)
            totals[campaign.id, *values] += converted
        return dict(totals)

    def _get_acquired(self):
        """Return {campaign id: (new customers, their net revenue in a month)}.

        The months run from each customer's first invoice to today, at least one.
        """
        Revenue = self.env["crm.campaign.revenue"].sudo()
        rows = Revenue._read_group(
            [("is_new_customer", "=", True), *self._get_figures_domain()],
            ["campaign_id", "company_id", "partner_id"],
            ["date:min"],
        )
        if not rows:
            return {}
        bought = defaultdict(float)
        for campaign, company, partner, day, net in Revenue._read_group(
            [
                ("partner_id", "in", [row[2].id for row in rows]),
                *self._get_figures_domain(),
            ],
            ["campaign_id", "company_id", "partner_id", "date:day"],
            ["net_revenue:sum"],
        ):
            (converted,) = campaign._convert_figures([net], company, day)
            bought[campaign, company, partner] += converted
        today = fields.Date.context_today(self)
        found = defaultdict(lambda: (set(), 0.0))
        for campaign, company, partner, first in rows:
            months = max(1.0, (today - first).days / MONTH_DAYS)
            partners, monthly = found[campaign.id]
            partners.add(partner.id)
            monthly += bought[campaign, company, partner] / months
            found[campaign.id] = partners, monthly
        return {id_: (len(partners), sum_) for id_, (partners, sum_) in found.items()}

    def _get_figures_domain(self):
        """Rows of these campaigns, of the companies that the user works in."""
        return [
            ("campaign_id", "in", self.ids),
            ("company_id", "in", self.env.companies.ids),
        ]

    def _convert_figures(self, amounts, company, day):
        """Return ``amounts`` of a company's currency in the campaign's, on ``day``."""
        campaign = self.with_env(self.env(su=False))
        currency = campaign.report_currency_id
        return [
            company.currency_id._convert(amount, currency, company, day, round=False)
            for amount in amounts
        ]

    def _compute_sale_invoiced_amount(self):
        """The host's figure adds vendor bills, and whole invoices of two campaigns."""
        revenue = self._get_revenue()
        for campaign in self:
            campaign.invoiced_amount = round(revenue.get(campaign.id, (0,))[0])

    def action_redirect_to_invoiced(self):
        """The host's button opens the lines that our figure is the sum of."""
        return self.action_open_revenue()

    def action_open_revenue(self):
        """Open the invoice lines that the revenue is the sum of."""
        return self._open_lines("crm_campaigns.crm_campaign_revenue_action")

    def action_open_spending(self):
        """Open what the cost is the sum of."""
        return self._open_lines("crm_campaigns.crm_campaign_spending_action")

    def action_open_leads(self):
        """Open the leads of the campaign, lost ones too."""
        self._check_is_marketer()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_all_leads")
        action["domain"] = [("campaign_id", "in", self.ids)]
        action["context"] = {"active_test": False, "create": False}
        return action

    def _open_lines(self, xmlid):
        self._check_is_marketer()
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        action["domain"] = [("campaign_id", "in", self.ids)]
        action["context"] = {}
        return action
