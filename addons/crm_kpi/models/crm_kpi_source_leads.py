from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import FactRows, KpiRecords

LEAD_DIMENSIONS = {
    "team_id": SQL("lead.team_id"),
    "user_id": SQL("lead.user_id"),
    "campaign_id": SQL("lead.campaign_id"),
}
LEAD_FIELDS = {name: name for name in LEAD_DIMENSIONS}
WON = SQL("CASE WHEN lead.won_status = 'won' THEN 1 ELSE 0 END")
# What was merely archived is neither won nor lost, and no lead any more
COUNTS = SQL("(lead.active OR lead.won_status <> 'pending')")
CLOSED = SQL("lead.type = 'opportunity' AND lead.won_status IN ('won', 'lost')")
MINUTES = SQL("60")


class CrmKpiSource(models.AbstractModel):
    """Leads and opportunities, archived and lost ones among them."""

    _inherit = "crm.kpi.source"

    @api.model
    def _select_leads(self, span, moment, condition):
        """Return the leads of a company: their own, else their team's, else the first.

        A lead of no company counts once, and not in each company.
        """
        return SQL(
            """crm_lead lead
               LEFT JOIN crm_team team ON team.id = lead.team_id
               WHERE COALESCE(lead.company_id, team.company_id,
                              (SELECT MIN(id) FROM res_company)) = %s
                 AND %s AND %s""",
            span.company.id,
            span.holds(moment),
            condition,
        )

    @api.model
    def _make_lead_rows(self, span, moment, condition, **measures):
        return FactRows(
            rows=self._select_leads(span, moment, condition),
            day=span.day(moment),
            partner=SQL("lead.partner_id"),
            dimensions=LEAD_DIMENSIONS,
            **measures,
        )

    @api.model
    def _describe_leads(self, date="create_date", domain=()):
        return KpiRecords(
            model="crm.lead",
            date=date,
            domain=list(domain),
            dimensions=LEAD_FIELDS,
        )

    # ------------------------------------------------------------------
    # By the day of creation
    # ------------------------------------------------------------------

    @api.model
    def _records_leads(self):
        return self._describe_leads(
            domain=["|", ("active", "=", True), ("won_status", "!=", "pending")]
        )

    @api.model
    def _facts_leads(self, span):
        """Number of leads and opportunities that were created."""
        created = SQL("lead.create_date")
        return [self._make_lead_rows(span, created, COUNTS, numerator=SQL("1"))]

    @api.model
    def _records_lead_conversion(self):
        return self._records_leads()

    @api.model
    def _facts_lead_conversion(self, span):
        """Of the leads of a day, how many are won by now."""
        created = SQL("lead.create_date")
        return [
            self._make_lead_rows(
                span, created, COUNTS, numerator=WON, denominator=SQL("1")
            )
        ]

    @api.model
    def _records_mql_to_sql(self):
        return self._describe_leads(
            domain=["|", ("type", "=", "lead"), ("date_conversion", "!=", False)]
        )

    @api.model
    def _facts_mql_to_sql(self, span):
        """Of the leads of a day, how many became opportunities within 30 days."""
        converted = SQL(
            """CASE WHEN lead.date_conversion
                         < lead.create_date + interval '30 days'
                    THEN 1 ELSE 0 END"""
        )
        return [
            self._make_lead_rows(
                span,
                SQL("lead.create_date"),
                SQL("(lead.type = 'lead' OR lead.date_conversion IS NOT NULL)"),
                numerator=converted,
                denominator=SQL("1"),
            )
        ]

    @api.model
    def _records_lead_response(self):
        return self._describe_leads()

    @api.model
    def _facts_lead_response(self, span):
        """Minutes from a lead's creation to the first letter or call of one of us."""
        first = SQL(
            """(SELECT MIN(message.date)
                  FROM mail_message message
                  JOIN res_users author ON author.partner_id = message.author_id
                   AND author.share IS NOT TRUE
                 WHERE message.model = 'crm.lead' AND message.res_id = lead.id
                   AND message.message_type IN ('comment', 'email_outgoing')
                   AND message.is_internal IS NOT TRUE
                   AND message.date >= lead.create_date)"""
        )
        minutes = SQL("extract(epoch FROM %s - lead.create_date) / %s", first, MINUTES)
        return [
            self._make_lead_rows(
                span, SQL("lead.create_date"), SQL("TRUE"), sample=minutes
            )
        ]

    # ------------------------------------------------------------------
    # By the day of closing
    # ------------------------------------------------------------------

    @api.model
    def _records_win_rate(self):
        return self._describe_leads(
            "date_closed",
            [("type", "=", "opportunity"), ("won_status", "in", ("won", "lost"))],
        )

    @api.model
    def _facts_win_rate(self, span):
        """Of the opportunities that were closed, how many were won."""
        closed = SQL("lead.date_closed")
        return [
            self._make_lead_rows(
                span, closed, CLOSED, numerator=WON, denominator=SQL("1")
            )
        ]

    @api.model
    def _records_win_rate_value(self):
        return self._records_win_rate()

    @api.model
    def _facts_win_rate_value(self, span):
        """The same by their expected revenue."""
        value = SQL("COALESCE(lead.expected_revenue, 0)")
        return [
            self._make_lead_rows(
                span,
                SQL("lead.date_closed"),
                CLOSED,
                numerator=SQL("%s * %s", WON, value),
                denominator=value,
            )
        ]

    @api.model
    def _records_loss_reason(self):
        return self._describe_leads(
            "date_closed", [("type", "=", "opportunity"), ("won_status", "=", "lost")]
        )

    @api.model
    def _facts_loss_reason(self, span):
        """Of the opportunities that were lost, how many say why."""
        return [
            self._make_lead_rows(
                span,
                SQL("lead.date_closed"),
                SQL("lead.type = 'opportunity' AND lead.won_status = 'lost'"),
                numerator=SQL(
                    "CASE WHEN lead.lost_reason_id IS NULL THEN 0 ELSE 1 END"
                ),
                denominator=SQL("1"),
            )
        ]

    @api.model
    def _records_sales_cycle(self):
        return self._describe_leads(
            "date_closed", [("type", "=", "opportunity"), ("won_status", "=", "won")]
        )

    @api.model
    def _facts_sales_cycle(self, span):
        """Days from creation to closing of what was won."""
        days = SQL("extract(epoch FROM lead.date_closed - lead.create_date) / 86400")
        return [
            self._make_lead_rows(
                span,
                SQL("lead.date_closed"),
                SQL(
                    """lead.type = 'opportunity' AND lead.won_status = 'won'
                       AND lead.date_closed >= lead.create_date"""
                ),
                sample=days,
            )
        ]
