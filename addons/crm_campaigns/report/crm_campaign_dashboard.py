from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

MONTHS = 12
SHOWN = 8


class CrmCampaignDashboard(models.AbstractModel):
    """A year of campaigns on one page, for the company that the user works in."""

    _name = "crm.campaign.dashboard"
    _description = "Campaign Dashboard"

    @api.model
    def get_dashboard(self):
        """Return the last twelve months of the active company, this one included.

        :return: dict ``company``, ``currency_id``, ``since`` (first day), ``tiles``
            (list of dict ``name``, ``label``, ``kind`` money, count or share,
            ``value`` or None, ``action``), ``months`` (list of dict ``label``,
            ``net_revenue``, ``cost``), ``running`` and ``best`` (lists of campaigns)
        :raise AccessError: for whoever is no marketer
        """
        self.env["utm.campaign"]._check_is_marketer()
        since = fields.Date.context_today(self).replace(day=1)
        since -= relativedelta(months=MONTHS - 1)
        domain = [("company_id", "=", self.env.company.id), ("date", ">=", since)]
        months = self._get_months(domain, since)
        campaigns = self._get_campaigns(domain)
        return {
            "company": self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "since": fields.Date.to_string(since),
            "tiles": self._get_tiles(campaigns, since),
            "months": months,
            "running": self._get_running(),
            "best": self._get_best(campaigns),
        }

    @api.model
    def _get_months(self, domain, since):
        found = {
            month: (net, cost)
            for month, net, cost in self.env["crm.campaign.report"]._read_group(
                domain, ["date:month"], ["net_revenue:sum", "cost:sum"]
            )
        }
        months = []
        for number in range(MONTHS):
            month = since + relativedelta(months=number)
            net, cost = found.get(month, (0, 0))
            months.append(
                {
                    "date": fields.Date.to_string(month),
                    "net_revenue": net,
                    "cost": cost,
                }
            )
        return months

    @api.model
    def _get_campaigns(self, domain):
        """Return the sums of each campaign as dicts."""
        measures = ("planned_cost", "cost", "net_revenue", "leads", "new_customers")
        rows = self.env["crm.campaign.report"]._read_group(
            domain, ["campaign_id"], [f"{measure}:sum" for measure in measures]
        )
        return [
            {
                "id": campaign.id,
                "name": campaign.title,
                **dict(zip(measures, sums, strict=True)),
            }
            for campaign, *sums in rows
        ]

    @api.model
    def _get_tiles(self, campaigns, since):
        def total(name):
            return sum(campaign[name] for campaign in campaigns)

        net, cost, customers = (
            total(name) for name in ("net_revenue", "cost", "new_customers")
        )
        company = ("company_id", "=", self.env.company.id)
        dated = [company, ("date", ">=", since)]
        revenue = ("crm.campaign.revenue", dated)
        spending = ("crm.campaign.spending", dated)
        leads = [
            ("campaign_id", "!=", False),
            ("company_id", "in", (self.env.company.id, False)),
            ("create_date", ">=", since),
        ]
        new = ("crm.campaign.revenue", [*dated, ("is_new_customer", "=", True)])
        tiles = [
            ("net_revenue", self.env._("Net Invoiced"), "money", net, revenue),
            ("cost", self.env._("Actual Cost"), "money", cost, spending),
            (
                "roi",
                self.env._("ROI"),
                "share",
                (net - cost) / cost if cost > 0 else None,
                ("crm.campaign.report", dated),
            ),
            (
                "leads",
                self.env._("Leads"),
                "count",
                total("leads"),
                ("crm.lead", leads),
            ),
            ("new_customers", self.env._("New Customers"), "count", customers, new),
            (
                "cac",
                self.env._("CAC"),
                "money",
                cost / customers if customers else None,
                spending,
            ),
        ]
        make = self.env["crm.campaign.funnel"]._make_action
        return [
            {
                "name": name,
                "label": label,
                "kind": kind,
                "value": value,
                "action": make(model, domain, active_test=False),
            }
            for name, label, kind, value, (model, domain) in tiles
        ]

    @api.model
    def _get_running(self):
        """Campaigns of today, those that end first, with how much of them is used."""
        today = fields.Date.context_today(self)
        campaigns = self.env["utm.campaign"].search(
            [
                ("company_id", "in", (self.env.company.id, False)),
                ("is_template", "=", False),
                ("date_start", "<=", today),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
            ],
            order="date_end, id",
            limit=SHOWN,
        )
        return [
            {
                "id": campaign.id,
                "name": campaign.title,
                "date_end": fields.Date.to_string(campaign.date_end) or False,
                "budget": campaign.budget_amount,
                "cost": campaign.cost_amount,
                "net_revenue": campaign.net_revenue,
                "target": campaign.target_revenue,
                "roi": campaign.roi if campaign.roi_known else None,
                "currency_id": campaign.report_currency_id.id,
            }
            for campaign in campaigns
        ]

    @api.model
    def _get_best(self, campaigns):
        """Campaigns by what they brought beyond their cost, the best first."""
        ranked = sorted(
            (c for c in campaigns if c["cost"] or c["net_revenue"]),
            key=lambda c: c["cost"] - c["net_revenue"],
        )
        return [
            {
                **campaign,
                "result": campaign["net_revenue"] - campaign["cost"],
                "roi": (campaign["net_revenue"] - campaign["cost"]) / campaign["cost"]
                if campaign["cost"] > 0
                else None,
            }
            for campaign in ranked[:SHOWN]
        ]
