from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import FactRows, KpiRecords

OF_CAMPAIGN = {"campaign_id": SQL("spent.campaign_id")}
DELIVERED = SQL("trace.trace_status IN ('sent', 'open', 'reply')")


class CrmKpiSource(models.AbstractModel):
    """Campaigns: what they cost and bring, and what becomes of their mails."""

    _inherit = "crm.kpi.source"

    # ------------------------------------------------------------------
    # Money
    # ------------------------------------------------------------------

    @api.model
    def _describe_spending(self):
        return KpiRecords(
            model="crm.campaign.spending",
            date="date",
            dimensions={"campaign_id": "campaign_id"},
            watched={
                "crm.campaign.cost": "date",
                "account.move": "invoice_date",
                "sale.order": "date_order",
                "crm.lead": "create_date",
            },
        )

    @api.model
    def _make_spending_rows(self, span, **measures):
        return FactRows(
            rows=SQL(
                "(%s) spent WHERE spent.company_id = %s AND %s",
                self.env["crm.campaign.spending"]._table_query,
                span.company.id,
                span.holds_date(SQL("spent.date")),
            ),
            day=SQL("spent.date"),
            dimensions=OF_CAMPAIGN,
            **measures,
        )

    @api.model
    def _records_marketing_cost(self):
        return self._describe_spending()

    @api.model
    def _facts_marketing_cost(self, span):
        """What campaigns cost: vendor bills, imported and typed-in costs."""
        return [self._make_spending_rows(span, numerator=SQL("spent.amount"))]

    @api.model
    def _records_campaign_roi(self):
        return self._describe_spending()

    @api.model
    def _facts_campaign_roi(self, span):
        """Margin of invoiced campaign revenue less cost, by cost."""
        revenue = FactRows(
            rows=SQL(
                "(%s) earned WHERE earned.company_id = %s AND %s",
                self.env["crm.campaign.revenue"]._table_query,
                span.company.id,
                span.holds_date(SQL("earned.date")),
            ),
            day=SQL("earned.date"),
            numerator=SQL("earned.margin"),
            dimensions={"campaign_id": SQL("earned.campaign_id")},
        )
        cost = self._make_spending_rows(
            span, numerator=SQL("-spent.amount"), denominator=SQL("spent.amount")
        )
        return [revenue, cost]

    @api.model
    def _records_cost_per_lead(self):
        return self._describe_spending()

    @api.model
    def _facts_cost_per_lead(self, span):
        """Cost of campaigns by the leads that name one."""
        return [
            self._make_spending_rows(span, numerator=SQL("spent.amount")),
            self._make_lead_rows(
                span,
                SQL("lead.create_date"),
                SQL("lead.campaign_id IS NOT NULL"),
                denominator=SQL("1"),
            ),
        ]

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    @api.model
    def _describe_traces(self):
        return KpiRecords(
            model="mailing.trace",
            date="sent_datetime",
            domain=[
                ("trace_type", "=", "mail"),
                ("trace_status", "in", ("sent", "open", "reply")),
            ],
            company=False,
        )

    @api.model
    def _make_trace_rows(self, span, **measures):
        """Delivered mails; those of a campaign of no company count in the first."""
        return FactRows(
            rows=SQL(
                """mailing_trace trace
                   JOIN mailing_mailing mailing ON mailing.id = trace.mass_mailing_id
                   LEFT JOIN utm_campaign campaign ON campaign.id = mailing.campaign_id
                   WHERE trace.trace_type = 'mail'
                     AND trace.is_test_trace IS NOT TRUE AND %s
                     AND COALESCE(campaign.company_id,
                                  (SELECT MIN(id) FROM res_company)) = %s
                     AND %s""",
                DELIVERED,
                span.company.id,
                span.holds(SQL("trace.sent_datetime")),
            ),
            day=span.day(SQL("trace.sent_datetime")),
            dimensions={
                "campaign_id": SQL("mailing.campaign_id"),
                "user_id": SQL("mailing.user_id"),
            },
            **measures,
        )

    @api.model
    def _records_open_rate(self):
        return self._describe_traces()

    @api.model
    def _facts_open_rate(self, span):
        """Of the delivered mails, how many were opened or answered."""
        opened = SQL(
            "CASE WHEN trace.trace_status IN ('open', 'reply') THEN 1 ELSE 0 END"
        )
        return [self._make_trace_rows(span, numerator=opened, denominator=SQL("1"))]

    @api.model
    def _records_click_rate(self):
        return self._describe_traces()

    @api.model
    def _facts_click_rate(self, span):
        """Of the delivered mails, in how many a link was followed."""
        clicked = SQL("CASE WHEN trace.links_click_datetime IS NULL THEN 0 ELSE 1 END")
        return [self._make_trace_rows(span, numerator=clicked, denominator=SQL("1"))]

    @api.model
    def _records_unsubscribe_rate(self):
        return self._describe_traces()

    @api.model
    def _facts_unsubscribe_rate(self, span):
        """Of the delivered mails, after how many the address left within 7 days."""
        left = SQL(
            """CASE WHEN EXISTS (
                   SELECT FROM crm_consent consent
                    WHERE consent.email_normalized = trace.email
                      AND consent.channel = 'email' AND consent.state = 'withdrawn'
                      AND consent.date >= trace.sent_datetime
                      AND consent.date < trace.sent_datetime + interval '7 days')
               THEN 1 ELSE 0 END"""
        )
        return [self._make_trace_rows(span, numerator=left, denominator=SQL("1"))]
