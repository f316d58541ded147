from odoo import api, fields, models
from odoo.tools import SQL

# Closed leads on either side from which on a difference is worth a warning
ENOUGH = 30


class CrmLeadScoreRule(models.Model):
    """What closed leads say: were those won more often that met the rule?"""

    _inherit = "crm.lead.score.rule"

    met_count = fields.Integer("Closed Leads That Met It", compute="_compute_win_rates")
    met_win_rate = fields.Float(
        "Won If Met",
        compute="_compute_win_rates",
        help="Won ones among the closed leads that met the rule.",
    )
    other_count = fields.Integer("Other Closed Leads", compute="_compute_win_rates")
    other_win_rate = fields.Float(
        "Won If Not Met",
        compute="_compute_win_rates",
        help="Won ones among the closed leads that did not.",
    )
    is_misleading = fields.Boolean(
        "Misleading",
        compute="_compute_win_rates",
        help="The rule gives points for what loses, or takes them for what wins, "
        "over at least 30 closed leads that met it and 30 that did not.",
    )

    @api.depends("domain", "kind", "event_kind", "points", "company_id")
    @api.depends_context("allowed_company_ids")
    def _compute_win_rates(self):
        """One statement for each rule, whatever the number of leads.

        Touches count up to the day on which a lead was closed.
        """
        self.env.flush_all()
        for rule in self:
            met, met_won, other, other_won = (
                rule._count_closed() if rule.id and rule._is_complete() else (0,) * 4
            )
            rule.met_count = met
            rule.other_count = other
            rule.met_win_rate = met_won / met if met else 0.0
            rule.other_win_rate = other_won / other if other else 0.0
            gain = rule.points * (rule.met_win_rate - rule.other_win_rate)
            rule.is_misleading = min(met, other) >= ENOUGH and gain < 0

    def _is_complete(self):
        return self.kind == "fit" or bool(self.event_kind)

    def _count_closed(self):
        """Return (met, won of them, did not, won of those)."""
        closed = self._select_closed()
        (counts,) = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(met.lead_id),
                       COUNT(met.lead_id) FILTER (WHERE closed.is_won),
                       COUNT(*) FILTER (WHERE met.lead_id IS NULL),
                       COUNT(*) FILTER (WHERE met.lead_id IS NULL AND closed.is_won)
                  FROM (%s) closed
                  LEFT JOIN (%s) met ON met.lead_id = closed.id
                """,
                closed,
                self._select_points(closed),
            )
        )
        return counts

    def _select_closed(self):
        """Return SQL of the closed leads that the rule is for, in these companies."""
        companies = self.env.companies
        if self.company_id:
            companies &= self.company_id
        default = self.env["crm.lead"]._get_judging_company().id
        return SQL(
            """
            SELECT lead.id, lead.partner_id, lead.email_normalized,
                   COALESCE(lead.company_id, %(default)s) AS company_id,
                   COALESCE(lead.date_closed, %(now)s) AS until,
                   lead.won_status = 'won' AS is_won
              FROM crm_lead lead
             WHERE lead.won_status IN ('won', 'lost')
               AND COALESCE(lead.company_id, %(default)s) = ANY(%(companies)s)
            """,
            default=default,
            now=self.env.cr.now(),
            companies=companies.ids,
        )
