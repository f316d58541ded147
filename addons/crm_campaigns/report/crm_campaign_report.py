from odoo import fields, models
from odoo.tools import SQL

from ..models.crm_campaign_revenue import MARGIN_GROUP


class CrmCampaignReport(models.Model):
    """Plan against actual: a campaign's money and results, month by month.

    A row for each campaign, company, month and channel, in the company's currency.
    Revenue and cost are those that the campaign's page adds up; a budget item counts
    in the month in which it is expected, else in that in which the campaign begins.
    """

    _name = "crm.campaign.report"
    _description = "Campaign Report"
    _auto = False
    _order = "date desc, id"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date("Month", readonly=True)
    medium_id = fields.Many2one("utm.medium", "Channel", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    planned_cost = fields.Monetary(readonly=True)
    cost = fields.Monetary("Actual Cost", readonly=True)
    cost_variance = fields.Monetary(
        readonly=True, help="Actual less planned cost: above 0 is over the budget."
    )
    net_revenue = fields.Monetary("Net Invoiced", readonly=True)
    paid_revenue = fields.Monetary("Net Paid", readonly=True)
    margin = fields.Monetary(readonly=True, groups=MARGIN_GROUP)
    result = fields.Monetary(readonly=True, help="Net invoiced less actual cost.")
    leads = fields.Integer(readonly=True)
    new_customers = fields.Integer(readonly=True)

    _depends = {
        "crm.campaign.budget": ["amount", "campaign_id", "date"],
        "crm.campaign.revenue": [
            "campaign_id",
            "company_id",
            "date",
            "is_new_customer",
            "net_revenue",
            "order_id",
            "paid_revenue",
            "partner_id",
        ],
        "crm.campaign.spending": ["amount", "campaign_id", "company_id", "date"],
        "crm.lead": ["campaign_id", "company_id", "create_date", "medium_id"],
        "utm.campaign": ["company_id", "date_start", "is_template", "user_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (
                       ORDER BY fact.campaign_id, fact.company_id, fact.month,
                                fact.medium_id) AS id,
                   fact.campaign_id, fact.company_id, company.currency_id,
                   fact.month AS date, fact.medium_id, campaign.user_id,
                   SUM(fact.planned) AS planned_cost,
                   SUM(fact.cost) AS cost,
                   SUM(fact.cost) - SUM(fact.planned) AS cost_variance,
                   SUM(fact.net) AS net_revenue,
                   SUM(fact.paid) AS paid_revenue,
                   SUM(fact.margin) AS margin,
                   SUM(fact.net) - SUM(fact.cost) AS result,
                   SUM(fact.leads)::int AS leads,
                   SUM(fact.customers)::int AS new_customers
              FROM (%(facts)s) fact
              JOIN utm_campaign campaign ON campaign.id = fact.campaign_id
              JOIN res_company company ON company.id = fact.company_id
             GROUP BY fact.campaign_id, fact.company_id, company.currency_id,
                      fact.month, fact.medium_id, campaign.user_id
            """,
            facts=SQL(" UNION ALL ").join(self._get_facts()),
        )

    def _get_facts(self):
        """Return the selects that the report adds up, all of the same columns."""
        # a campaign that companies share is planned in the one that looks at it
        company = self.env.company.id
        return [
            SQL(
                """
                SELECT revenue.campaign_id, revenue.company_id,
                       date_trunc('month', revenue.date)::date AS month,
                       so.medium_id, 0 AS planned, 0 AS cost,
                       revenue.net_revenue AS net, revenue.paid_revenue AS paid,
                       revenue.margin, 0 AS leads, 0 AS customers
                  FROM (%s) revenue
                  LEFT JOIN sale_order so ON so.id = revenue.order_id""",
                self.env["crm.campaign.revenue"]._table_query,
            ),
            SQL(
                """
                SELECT gained.campaign_id, gained.company_id,
                       date_trunc('month', MIN(gained.date))::date, MIN(so.medium_id),
                       0, 0, 0, 0, 0, 0, 1
                  FROM (%s) gained
                  LEFT JOIN sale_order so ON so.id = gained.order_id
                 WHERE gained.is_new_customer
                 GROUP BY gained.campaign_id, gained.company_id, gained.partner_id""",
                self.env["crm.campaign.revenue"]._table_query,
            ),
            SQL(
                """
                SELECT spent.campaign_id, spent.company_id,
                       date_trunc('month', spent.date)::date, typed.medium_id,
                       0, spent.amount, 0, 0, 0, 0, 0
                  FROM (%s) spent
                  LEFT JOIN crm_campaign_cost typed
                    ON spent.source = 'cost' AND typed.id = spent.res_id""",
                self.env["crm.campaign.spending"]._table_query,
            ),
            SQL(
                """
                SELECT budget.campaign_id, COALESCE(campaign.company_id, %s),
                       date_trunc('month', COALESCE(budget.date, campaign.date_start,
                                  campaign.create_date::date))::date,
                       NULL::int, budget.amount, 0, 0, 0, 0, 0, 0
                  FROM crm_campaign_budget budget
                  JOIN utm_campaign campaign ON campaign.id = budget.campaign_id
                 WHERE campaign.is_template IS NOT TRUE""",
                company,
            ),
            SQL(
                """
                SELECT lead.campaign_id, COALESCE(lead.company_id, %s),
                       date_trunc('month', lead.create_date)::date, lead.medium_id,
                       0, 0, 0, 0, 0, 1, 0
                  FROM crm_lead lead
                 WHERE lead.campaign_id IS NOT NULL""",
                company,
            ),
        ]
