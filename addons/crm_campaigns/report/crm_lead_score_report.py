from odoo import fields, models
from odoo.tools import SQL

from ..models.crm_lead_score import GRADES


class CrmLeadScoreReport(models.Model):
    """What became of leads, by grade, source and lost reason: a row for each lead.

    Averages of a row's figures are those of a group: the win rate leaves open leads
    out, the time to answer those that nobody has answered.
    """

    _name = "crm.lead.score.report"
    _description = "Lead Score Report"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Datetime("Created On", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    score_grade = fields.Selection(GRADES, "Grade", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    is_golden = fields.Boolean("Golden Opportunity", readonly=True)
    leads = fields.Integer(readonly=True)
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    win_rate = fields.Float(
        "Win Rate (%)",
        readonly=True,
        aggregator="avg",
        help="Won ones of those that are won or lost.",
    )
    marketing_score = fields.Float(readonly=True, aggregator="avg")
    response_hours = fields.Float(
        "Hours to First Answer",
        readonly=True,
        aggregator="avg",
        help="Hours of the clock between hand-over and first answer.",
    )
    late = fields.Integer(
        "Answered Late", readonly=True, help="Answered after the deadline, or not yet."
    )
    returned = fields.Integer("Times Returned", readonly=True)

    _depends = {
        "crm.lead": [
            "campaign_id",
            "company_id",
            "create_date",
            "handover_date",
            "is_golden",
            "lost_reason_id",
            "marketing_score",
            "medium_id",
            "response_date",
            "response_deadline",
            "return_count",
            "score_date",
            "score_grade",
            "source_id",
            "team_id",
            "user_id",
            "won_status",
        ]
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT lead.id, lead.create_date AS date, lead.company_id,
                   lead.score_grade, lead.source_id, lead.medium_id,
                   lead.campaign_id, lead.team_id, lead.user_id,
                   COALESCE(lead.is_golden, FALSE) AS is_golden,
                   CASE WHEN lead.won_status = 'lost'
                        THEN lead.lost_reason_id END AS lost_reason_id,
                   1 AS leads,
                   (lead.won_status = 'won')::int AS won,
                   (lead.won_status = 'lost')::int AS lost,
                   CASE lead.won_status WHEN 'won' THEN 100.0
                                        WHEN 'lost' THEN 0.0 END AS win_rate,
                   CASE WHEN lead.score_date IS NOT NULL
                        THEN lead.marketing_score END AS marketing_score,
                   EXTRACT(EPOCH FROM lead.response_date - lead.handover_date)
                       ::float8 / 3600 AS response_hours,
                   COALESCE(COALESCE(lead.response_date, %s)
                       > lead.response_deadline, FALSE)::int AS late,
                   COALESCE(lead.return_count, 0) AS returned
              FROM crm_lead lead
            """,
            self.env.cr.now(),
        )

    def action_open_lead(self):
        """Open the lead behind the row."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.id,
            "views": [(False, "form")],
        }
