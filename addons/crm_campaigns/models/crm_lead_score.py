from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..committing import do_and_commit

GRADES = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]
# Leads scored in one transaction
BATCH = 5000
# Points fade and touches come in: how old a score may be
FRESH_HOURS = 12
OPEN = Domain("active", "=", True) & Domain("won_status", "=", "pending")


class CrmLead(models.Model):
    """A score by rules that can be read, beside the host's predicted probability."""

    _inherit = "crm.lead"

    marketing_score = fields.Float(
        readonly=True,
        copy=False,
        aggregator="avg",
        digits=(16, 2),
        help="What the score rules add up to. It stays as it was when the lead is "
        "won or lost.",
    )
    score_grade = fields.Selection(
        GRADES,
        "Grade",
        readonly=True,
        copy=False,
        help="By the score; where a grade begins is in the settings of the company.",
    )
    score_date = fields.Datetime("Scored On", readonly=True, copy=False)
    is_golden = fields.Boolean(
        "Golden Opportunity",
        readonly=True,
        copy=False,
        help="Grade A with a large expected revenue, or of one of the most valuable "
        "customers.",
    )
    score_line_ids = fields.One2many(
        "crm.lead.score.line", "lead_id", "Why This Score", readonly=True
    )

    def action_score(self):
        """Score these leads now."""
        self.check_access("write")
        self._score()
        return True

    @api.model
    def _cron_score(self):
        """Score what was never scored, and what was some hours ago, oldest first."""
        cron = self.env["ir.cron"]
        now = self.env.cr.now()
        old = Domain("score_date", "=", False) | Domain(
            "score_date", "<", now - timedelta(hours=FRESH_HOURS)
        )
        ids = self.search(OPEN & old, order="score_date NULLS FIRST, id").ids
        cron._commit_progress(remaining=len(ids))
        for start in range(0, len(ids), BATCH):
            batch = self.browse(ids[start : start + BATCH])
            do_and_commit(self.env, batch._score)
            if not cron._commit_progress(len(batch)):
                return

    def _score(self):
        """Write the lines, the score and what follows from it: a query for each rule.

        Closed leads are left as they were when they closed.
        """
        rules = self.env["crm.lead.score.rule"].sudo().search([("active", "=", True)])
        self.env.flush_all()
        # whoever scores the same leads at once has to wait, or to begin anew
        ids = [
            lead_id
            for (lead_id,) in self.env.execute_query(
                SQL(
                    """SELECT id FROM crm_lead
                        WHERE id = ANY(%s) AND active AND won_status = 'pending'
                        ORDER BY id FOR NO KEY UPDATE""",
                    self.ids,
                )
            )
        ]
        if not ids:
            return
        self.env.cr.execute(
            SQL("DELETE FROM crm_lead_score_line WHERE lead_id = ANY(%s)", ids)
        )
        judged = self._select_judged(ids)
        for rule in rules:
            rule._add_lines(judged)
        self.env.cr.execute(self._get_score_update(ids))
        self.env["crm.lead.score.line"].invalidate_model(flush=False)
        self.env["crm.lead"].invalidate_model(flush=False)

    @api.model
    def _get_score_update(self, ids):
        """Return the UPDATE that adds up the lines of these leads."""
        return SQL(
            """
            UPDATE crm_lead lead
               SET marketing_score = judged.score,
                   score_grade = judged.grade,
                   score_date = %(now)s,
                   is_golden = judged.is_top_customer OR (
                       judged.grade = 'a' AND judged.golden_revenue > 0
                       AND COALESCE(lead.expected_revenue, 0)
                           >= judged.golden_revenue),
                   handover_state = %(state)s
              FROM (
                    SELECT scored.id, scored.score,
                           company.crm_lead_handover_score AS ready_from,
                           company.crm_lead_golden_revenue AS golden_revenue,
                           CASE WHEN scored.score >= company.crm_lead_grade_a THEN 'a'
                                WHEN scored.score >= company.crm_lead_grade_b THEN 'b'
                                WHEN scored.score >= company.crm_lead_grade_c THEN 'c'
                                ELSE 'd' END AS grade,
                           EXISTS (
                                SELECT 1 FROM res_partner contact
                                  JOIN crm_customer_value worth
                                    ON worth.partner_id = contact.commercial_partner_id
                                 WHERE contact.id = scored.partner_id
                                   AND worth.company_id = company.id
                                   AND worth.segment_id
                                       = company.crm_lead_golden_segment_id
                           ) AS is_top_customer
                      FROM (SELECT open.id, open.partner_id, open.company_id,
                                   COALESCE(SUM(line.points), 0) AS score
                              FROM (%(judged)s) open
                              LEFT JOIN crm_lead_score_line line
                                ON line.lead_id = open.id
                             GROUP BY open.id, open.partner_id, open.company_id
                           ) scored
                      JOIN res_company company ON company.id = scored.company_id
                   ) judged
             WHERE judged.id = lead.id
            """,
            now=self.env.cr.now(),
            state=self._get_state_by_score(),
            judged=self._select_judged(ids),
        )
