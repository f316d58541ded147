from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import ALL_ROWS, FactRows, KpiRecords

COUNTED = [("state", "not in", ("merged", "invalid"))]
OWNED = {
    "user_id": SQL("complaint.user_id"),
    "department_id": SQL("complaint.department_id"),
}
OWNER_FIELDS = {"user_id": "user_id", "department_id": "department_id"}
REBOUGHT_DAYS = 90


class CrmKpiSource(models.AbstractModel):
    """Complaints, promises, and what customers say when they are asked."""

    _inherit = "crm.kpi.source"

    # ------------------------------------------------------------------
    # Satisfaction
    # ------------------------------------------------------------------

    @api.model
    def _make_answer_rows(self, span, kinds, **measures):
        return FactRows(
            rows=SQL(
                """crm_satisfaction_response answer
                   WHERE answer.company_id = %s AND answer.kind IN %s AND %s""",
                span.company.id,
                kinds,
                span.holds(SQL("answer.answered_date")),
            ),
            day=span.day(SQL("answer.answered_date")),
            partner=SQL("answer.partner_id"),
            **measures,
        )

    @api.model
    def _describe_answers(self, kinds):
        return KpiRecords(
            model="crm.satisfaction.response",
            date="answered_date",
            domain=[("kind", "in", kinds)],
            watched={
                "crm.satisfaction.response": "answered_date",
                "rating.rating": "rated_on",
            },
        )

    @api.model
    def _records_csat(self):
        return self._describe_answers(("csat",))

    @api.model
    def _facts_csat(self, span):
        """Of all answers from 1 to 5, how many are 4 or 5; ratings of staff as well.

        A rating counts in the company of whoever was rated, else in the first.
        """
        rated = SQL("COALESCE(rating.rated_on, rating.write_date)")
        ratings = FactRows(
            rows=SQL(
                """rating_rating rating
                   LEFT JOIN LATERAL (
                       SELECT id, company_id FROM res_users
                        WHERE res_users.partner_id = rating.rated_partner_id
                        ORDER BY id LIMIT 1) operator ON TRUE
                   WHERE rating.consumed AND rating.is_internal IS NOT TRUE
                     AND rating.rating BETWEEN 1 AND 5
                     AND COALESCE(operator.company_id,
                                  (SELECT MIN(id) FROM res_company)) = %s
                     AND %s""",
                span.company.id,
                span.holds(rated),
            ),
            day=span.day(rated),
            numerator=SQL("CASE WHEN rating.rating >= 4 THEN 1 ELSE 0 END"),
            denominator=SQL("1"),
            partner=SQL("rating.partner_id"),
            dimensions={"user_id": SQL("operator.id")},
        )
        answers = self._make_answer_rows(
            span,
            ("csat",),
            numerator=SQL("CASE WHEN answer.score >= 4 THEN 1 ELSE 0 END"),
            denominator=SQL("1"),
        )
        return [answers, ratings]

    @api.model
    def _records_nps(self):
        return self._describe_answers(("nps",))

    @api.model
    def _facts_nps(self, span):
        """Promoters (9, 10) less detractors (0 to 6), by all answers."""
        return [
            self._make_answer_rows(
                span,
                ("nps",),
                numerator=SQL(
                    """CASE WHEN answer.score >= 9 THEN 1
                            WHEN answer.score <= 6 THEN -1 ELSE 0 END"""
                ),
                denominator=SQL("1"),
            )
        ]

    @api.model
    def _records_ces(self):
        return self._describe_answers(("ces",))

    @api.model
    def _facts_ces(self, span):
        """Mean of the answers from 1 to 7, high is easy."""
        easy = SQL(
            """CASE WHEN programme.ces_high_is_easy THEN answer.score
                    ELSE 8 - answer.score END"""
        )
        return [
            FactRows(
                rows=SQL(
                    """crm_satisfaction_response answer
                       JOIN crm_satisfaction_programme programme
                         ON programme.id = answer.programme_id
                       WHERE answer.company_id = %s AND answer.kind = 'ces' AND %s""",
                    span.company.id,
                    span.holds(SQL("answer.answered_date")),
                ),
                day=span.day(SQL("answer.answered_date")),
                numerator=easy,
                denominator=SQL("1"),
                partner=SQL("answer.partner_id"),
            )
        ]

    # ------------------------------------------------------------------
    # Complaints
    # ------------------------------------------------------------------

    @api.model
    def _make_complaint_rows(self, span, moment, condition=ALL_ROWS, **measures):
        return FactRows(
            rows=SQL(
                """crm_complaint complaint
                   WHERE complaint.company_id = %s
                     AND complaint.state NOT IN ('merged', 'invalid')
                     AND %s AND %s""",
                span.company.id,
                condition,
                span.holds(moment),
            ),
            day=span.day(moment),
            partner=SQL("complaint.partner_id"),
            dimensions=OWNED,
            **measures,
        )

    @api.model
    def _describe_complaints(self, date, domain=()):
        return KpiRecords(
            model="crm.complaint",
            date=date,
            domain=[*COUNTED, *domain],
            dimensions=OWNER_FIELDS,
        )

    @api.model
    def _records_complaint_rate(self):
        return self._describe_complaints("received_date")

    @api.model
    def _facts_complaint_rate(self, span):
        """Complaints that came in for each thousand confirmed orders."""
        orders = FactRows(
            rows=self._select_orders(span),
            day=span.day(SQL("so.date_order")),
            denominator=SQL("1"),
            partner=SQL("so.partner_id"),
        )
        came = self._make_complaint_rows(
            span, SQL("complaint.received_date"), numerator=SQL("1")
        )
        return [came, orders]

    @api.model
    def _records_first_response(self):
        return self._describe_complaints("received_date")

    @api.model
    def _facts_first_response(self, span):
        """Hours from the start of a complaint's clock to our first letter."""
        clock = SQL(
            """(SELECT MIN(clock.met_date - clock.start_date)
                  FROM crm_complaint_clock clock
                 WHERE clock.complaint_id = complaint.id AND clock.kind = 'respond')"""
        )
        return [
            self._make_complaint_rows(
                span,
                SQL("complaint.received_date"),
                sample=SQL("extract(epoch FROM %s) / 3600", clock),
            )
        ]

    @api.model
    def _records_resolution(self):
        return self._describe_complaints("closed_date", [("state", "=", "closed")])

    @api.model
    def _facts_resolution(self, span):
        """Working hours from receipt to closing of what was closed."""
        return [
            self._make_complaint_rows(
                span,
                SQL("complaint.closed_date"),
                SQL("complaint.state = 'closed'"),
                sample=SQL("complaint.resolution_hours"),
            )
        ]

    @api.model
    def _records_reopen_rate(self):
        return self._records_resolution()

    @api.model
    def _facts_reopen_rate(self, span):
        """Of the complaints that were closed, how many had been taken up again."""
        return [
            self._make_complaint_rows(
                span,
                SQL("complaint.closed_date"),
                SQL("complaint.state = 'closed'"),
                numerator=SQL("CASE WHEN complaint.reopen_count > 0 THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
            )
        ]

    @api.model
    def _records_recovery(self):
        return self._records_resolution()

    @api.model
    def _facts_recovery(self, span):
        """Of the complaints closed 90 days ago or more, who ordered within 90 days."""
        again = SQL(
            """CASE WHEN EXISTS (
                   SELECT FROM sale_order so
                     JOIN res_partner buyer ON buyer.id = so.partner_id
                    WHERE buyer.commercial_partner_id
                          = complaint.commercial_partner_id
                      AND so.company_id = complaint.company_id AND so.state = 'sale'
                      AND so.date_order > complaint.closed_date
                      AND so.date_order
                          < complaint.closed_date + interval '90 days')
               THEN 1 ELSE 0 END"""
        )
        return [
            self._make_complaint_rows(
                span,
                SQL("complaint.closed_date"),
                SQL(
                    """complaint.state = 'closed'
                       AND complaint.commercial_partner_id IS NOT NULL
                       AND complaint.closed_date
                           < timezone('UTC', now()) - interval '90 days'"""
                ),
                numerator=again,
                denominator=SQL("1"),
            )
        ]

    @api.model
    def _records_sla(self):
        return KpiRecords(
            model="crm.complaint.clock",
            date="due_date",
            domain=[("result", "in", ("met", "missed"))],
            watched={"crm.complaint.clock": "due_date"},
        )

    @api.model
    def _facts_sla(self, span):
        """Of the deadlines that were due, how many were kept."""
        return [
            FactRows(
                rows=SQL(
                    """crm_complaint_clock clock
                       JOIN crm_complaint complaint ON complaint.id = clock.complaint_id
                       WHERE clock.company_id = %s
                         AND complaint.state NOT IN ('merged', 'invalid')
                         AND (clock.result IN ('met', 'missed')
                              OR clock.result IS NULL AND clock.is_running
                                 AND clock.due_date < timezone('UTC', now()))
                         AND %s""",
                    span.company.id,
                    span.holds(SQL("clock.due_date")),
                ),
                day=span.day(SQL("clock.due_date")),
                numerator=SQL("CASE WHEN clock.result = 'met' THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
                partner=SQL("complaint.partner_id"),
                dimensions=OWNED,
            )
        ]

    @api.model
    def _records_promise_kept(self):
        return KpiRecords(model="crm.promise.measure", date="month")

    @api.model
    def _facts_promise_kept(self, span):
        """Of the cases that promises were measured in, how many were kept."""
        return [
            FactRows(
                rows=SQL(
                    """crm_promise_measure measure
                       WHERE measure.company_id = %s AND %s""",
                    span.company.id,
                    span.holds_date(SQL("measure.month")),
                ),
                day=SQL("measure.month"),
                numerator=SQL("measure.measured_count - measure.breach_count"),
                denominator=SQL("measure.measured_count"),
            )
        ]
