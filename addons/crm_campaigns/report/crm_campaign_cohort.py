from odoo import fields, models
from odoo.tools import SQL


class CrmCampaignCohort(models.Model):
    """What the customers won by a campaign have bought since, by the month they came.

    A customer belongs to the campaign of their first invoice ever from the company,
    and to its month.  From then on all that they are invoiced counts, whatever
    campaign it is of: divided by all who came, and added up month by month, that is
    the lifetime value of the campaign's customers so far.  In the company's
    currency, untaxed, credits negative.
    """

    _name = "crm.campaign.cohort"
    _description = "Customers by First Campaign"
    _auto = False
    _order = "cohort desc, month_number, id"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one("utm.campaign", "First Campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    cohort = fields.Date("Came In", readonly=True)
    month_number = fields.Integer(
        "Months Since", readonly=True, aggregator="max", help="0: the month they came."
    )
    customers = fields.Integer(
        readonly=True, aggregator="max", help="How many came in that month."
    )
    buyers = fields.Integer(readonly=True, help="How many of them were invoiced then.")
    net_revenue = fields.Monetary("Net Invoiced", readonly=True)
    revenue_per_head = fields.Monetary(
        "Per Customer", readonly=True, help="Net invoiced / all who came."
    )
    value_per_head = fields.Monetary(
        "Value So Far per Customer",
        readonly=True,
        aggregator="max",
        help="Net invoiced per customer, from their first month to this one.",
    )

    _depends = {
        "account.move": [
            "amount_untaxed_signed",
            "commercial_partner_id",
            "company_id",
            "invoice_date",
            "move_type",
            "state",
        ],
        "crm.campaign.revenue": [
            "campaign_id",
            "company_id",
            "date",
            "is_new_customer",
            "partner_id",
        ],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            WITH won AS (
                SELECT DISTINCT ON (revenue.partner_id, revenue.company_id)
                       revenue.partner_id, revenue.company_id, revenue.campaign_id,
                       date_trunc('month', revenue.date)::date AS cohort
                  FROM (%(revenue)s) revenue
                 WHERE revenue.is_new_customer
                 ORDER BY revenue.partner_id, revenue.company_id, revenue.id),
            size AS (
                SELECT campaign_id, company_id, cohort, COUNT(*) AS customers
                  FROM won GROUP BY campaign_id, company_id, cohort),
            bought AS (
                SELECT won.campaign_id, won.company_id, won.cohort,
                       date_trunc('month', am.invoice_date)::date AS month,
                       COUNT(DISTINCT won.partner_id) AS buyers,
                       SUM(am.amount_untaxed_signed) AS net
                  FROM won
                  JOIN account_move am ON am.commercial_partner_id = won.partner_id
                                      AND am.company_id = won.company_id
                                      AND am.state = 'posted'
                                      AND am.move_type IN ('out_invoice', 'out_refund',
                                                           'out_receipt')
                                      AND am.invoice_date >= won.cohort
                 GROUP BY won.campaign_id, won.company_id, won.cohort, month),
            filled AS (
                SELECT size.*, each.month::date AS month,
                       COALESCE(bought.buyers, 0) AS buyers,
                       COALESCE(bought.net, 0) AS net
                  FROM size
                 CROSS JOIN LATERAL generate_series(
                       size.cohort::timestamp,
                       date_trunc('month', now() AT TIME ZONE 'UTC'),
                       interval '1 month') each(month)
                  LEFT JOIN bought ON bought.campaign_id = size.campaign_id
                                  AND bought.company_id = size.company_id
                                  AND bought.cohort = size.cohort
                                  AND bought.month = each.month::date)
            SELECT ROW_NUMBER() OVER (
                       ORDER BY filled.cohort, filled.campaign_id, filled.company_id,
                                filled.month) AS id,
                   filled.campaign_id, filled.company_id, company.currency_id,
                   filled.cohort,
                   (12 * (EXTRACT(YEAR FROM filled.month)
                          - EXTRACT(YEAR FROM filled.cohort))
                    + EXTRACT(MONTH FROM filled.month)
                    - EXTRACT(MONTH FROM filled.cohort))::int AS month_number,
                   filled.customers::int, filled.buyers::int,
                   filled.net AS net_revenue,
                   filled.net / filled.customers AS revenue_per_head,
                   SUM(filled.net / filled.customers) OVER (
                       PARTITION BY filled.campaign_id, filled.company_id, filled.cohort
                       ORDER BY filled.month) AS value_per_head
              FROM filled
              JOIN res_company company ON company.id = filled.company_id
            """,
            revenue=self.env["crm.campaign.revenue"]._table_query,
        )
