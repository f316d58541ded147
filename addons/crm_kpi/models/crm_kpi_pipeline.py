from odoo import models
from odoo.tools import SQL

from ..forecast import pipeline_moments, probability_with_pipeline


class CrmKpi(models.Model):
    """What open opportunities add to the booked revenue of a running period."""

    _inherit = "crm.kpi"

    def _read_pipeline(self, company, last_day, team=None, user=None):
        """Return amounts and probabilities of opportunities due by a day.

        The probability of an opportunity is the share of those that had its stage
        and were won, as the host counts them for its predictive scores; where its
        stage was never closed yet, the host's own prediction stands in. What
        salespeople typed in does not count.

        :return: (list of amounts in the company's currency, list of 0 to 1)
        """
        self.env["crm.lead"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead.expected_revenue::float8,
                       COALESCE(
                           SUM(past.won_count) / NULLIF(
                               SUM(past.won_count + past.lost_count), 0),
                           lead.automated_probability / 100, 0)::float8
                  FROM crm_lead lead
             LEFT JOIN crm_lead_scoring_frequency past
                    ON past.variable = 'stage_id'
                   AND past.value = lead.stage_id::varchar
                 WHERE lead.type = 'opportunity'
                   AND lead.active AND lead.won_status = 'pending'
                   AND lead.company_id = %(company)s
                   AND lead.date_deadline <= %(day)s
                   AND lead.expected_revenue > 0
                   AND (%(team)s::int IS NULL OR lead.team_id = %(team)s)
                   AND (%(user)s::int IS NULL OR lead.user_id = %(user)s)
                 GROUP BY lead.id
                 ORDER BY lead.id
                """,
                company=company.id,
                day=last_day,
                team=team.id if team else None,
                user=user.id if user else None,
            )
        )
        values = [value for value, _probability in rows]
        return values, [min(1, max(0, one)) for _value, one in rows]

    def _forecast_running(self, company, period, done, target, team=None, user=None):
        """Return what the running period comes to with its pipeline.

        :param float done: booked so far
        :return: dict ``expected``, ``low``, ``high`` (two standard deviations),
            ``probability`` of the target, or None without a target; ``deals``
        """
        values, probabilities = self._read_pipeline(company, period.date_to, team, user)
        mean, variance = pipeline_moments(values, probabilities)
        spread = 2 * variance**0.5
        return {
            "expected": done + mean,
            "low": done + max(0, mean - spread),
            "high": done + min(sum(values), mean + spread),
            "probability": None
            if target is None
            else probability_with_pipeline(target, done, values, probabilities),
            "deals": len(values),
        }
