from odoo import fields, models
from odoo.tools import SQL


class CrmWinLossReport(models.Model):
    """Why opportunities were won or lost: one row each, so that sums are true.

    The competitor of a row is the one that decided: who won where we lost, else
    the best of those that we left behind. The gap compares our price with the
    winner's, where both are known.
    """

    _name = "crm.win.loss.report"
    _inherit = ["crm.lead.record"]
    _description = "Win/Loss Analysis"
    _auto = False
    _order = "date_closed desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": [
            "active",
            "business_line_id",
            "company_id",
            "date_closed",
            "expected_revenue",
            "lost_reason_id",
            "offer_amount",
            "partner_id",
            "team_id",
            "type",
            "user_id",
            "won_status",
        ],
        "crm.lead.competitor": [
            "company_price",
            "competitor_id",
            "lead_id",
            "rank",
            "winner",
        ],
        "crm.tender": ["kind", "lead_id"],
    }

    result = fields.Selection([("won", "Won"), ("lost", "Lost")], readonly=True)
    date_closed = fields.Datetime("Closed On", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", "Reason", readonly=True)
    business_line_id = fields.Many2one(
        "crm.business.line", "Line of Business", readonly=True
    )
    competitor_id = fields.Many2one(
        "crm.competitor", "Decisive Competitor", readonly=True
    )
    competitor_count = fields.Integer("Competitors Met", readonly=True)
    tender_kind = fields.Selection(
        [
            ("tender", "Tender"),
            ("auction", "Auction"),
            ("inquiry", "Price inquiry"),
            ("direct", "Direct award"),
        ],
        "Procedure",
        readonly=True,
    )
    lead_count = fields.Integer("Opportunities", readonly=True)
    revenue = fields.Monetary("Expected Revenue", readonly=True)
    our_price = fields.Monetary(readonly=True, aggregator="avg")
    winner_price = fields.Monetary("Winner's Price", readonly=True, aggregator="avg")
    price_gap = fields.Float(
        "Price Gap (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="How much dearer we were than the winner; negative: cheaper.",
    )
    win_rate = fields.Float(
        "Win Rate (%)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    won_revenue = fields.Monetary(readonly=True)
    lost_revenue = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        """Amounts of all companies in the currency of the current one."""
        return SQL(
            """
            SELECT lead.id,
                   lead.id AS lead_id,
                   lead.won_status AS result,
                   lead.date_closed,
                   lead.partner_id,
                   lead.company_id,
                   %(currency)s AS currency_id,
                   lead.user_id,
                   lead.team_id,
                   lead.lost_reason_id,
                   lead.business_line_id,
                   rival.competitor_id,
                   COALESCE(met.number, 0) AS competitor_count,
                   tender.kind AS tender_kind,
                   1 AS lead_count,
                   lead.expected_revenue * rate.rate AS revenue,
                   price.ours * rate.rate AS our_price,
                   price.winners * rate.rate AS winner_price,
                   CASE WHEN lead.won_status = 'lost'
                        THEN 100 * (price.ours - price.winners) / price.winners
                   END AS price_gap,
                   CASE WHEN lead.won_status = 'won' THEN 100.0 ELSE 0 END AS win_rate,
                   CASE WHEN lead.won_status = 'won'
                        THEN lead.expected_revenue * rate.rate END AS won_revenue,
                   CASE WHEN lead.won_status = 'lost'
                        THEN lead.expected_revenue * rate.rate END AS lost_revenue
              FROM crm_lead lead
              JOIN LATERAL (
                   SELECT account_currency_table.rate
                     FROM %(rates)s
                    WHERE account_currency_table.company_id
                          = COALESCE(lead.company_id, %(company)s)
                    LIMIT 1) rate ON TRUE
              LEFT JOIN crm_tender tender ON tender.lead_id = lead.id
              LEFT JOIN LATERAL (
                   SELECT line.competitor_id, line.winner,
                          NULLIF(line.company_price, 0) AS price
                     FROM crm_lead_competitor line
                    WHERE line.lead_id = lead.id
                      AND (line.winner OR lead.won_status = 'won')
                    ORDER BY line.winner DESC, NULLIF(line.rank, 0),
                             NULLIF(line.company_price, 0), line.id
                    LIMIT 1) rival ON TRUE
              LEFT JOIN LATERAL (
                   SELECT COUNT(*) AS number
                     FROM crm_lead_competitor line
                    WHERE line.lead_id = lead.id) met ON TRUE
              CROSS JOIN LATERAL (
                   SELECT own.price AS ours,
                          CASE WHEN lead.won_status = 'won' THEN own.price
                               ELSE rival.price END AS winners
                     FROM (SELECT COALESCE(NULLIF(lead.offer_amount, 0),
                                           NULLIF(lead.expected_revenue, 0))
                                  AS price) own) price
             WHERE lead.type = 'opportunity'
               AND lead.won_status IN ('won', 'lost')
            """,
            currency=self.env.company.currency_id.id,
            company=self.env.company.id,
            rates=self.env["res.currency"]._get_simple_currency_table(
                self.env.companies
            ),
        )

    def action_open_lead(self):
        """Open the opportunity behind the row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }
