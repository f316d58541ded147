from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import ALL_ROWS, FactRows, KpiRecords
from .crm_kpi_source_leads import LEAD_DIMENSIONS, LEAD_FIELDS

OPEN = SQL(
    """lead.type = 'opportunity' AND lead.active AND lead.won_status = 'pending'"""
)
OPEN_DOMAIN = [
    ("type", "=", "opportunity"),
    ("active", "=", True),
    ("won_status", "=", "pending"),
]
TARGET_DIMENSIONS = {"team_id": SQL("target.team_id")}


class CrmKpiSource(models.AbstractModel):
    """Open opportunities, as they are on the day of counting, and sales targets."""

    _inherit = "crm.kpi.source"

    @api.model
    def _make_pipeline_rows(self, span, numerator, condition=ALL_ROWS):
        return FactRows(
            rows=SQL(
                """%s
                   JOIN crm_lead lead ON %s AND %s
                   LEFT JOIN crm_team team ON team.id = lead.team_id
                   WHERE COALESCE(lead.company_id, team.company_id,
                                  (SELECT MIN(id) FROM res_company)) = %s""",
                span.as_of_days,
                OPEN,
                condition,
                span.company.id,
            ),
            day=SQL("asked.day"),
            numerator=numerator,
            partner=SQL("lead.partner_id"),
            dimensions=LEAD_DIMENSIONS,
        )

    @api.model
    def _records_pipeline(self):
        return KpiRecords(
            model="crm.lead", date=False, domain=OPEN_DOMAIN, dimensions=LEAD_FIELDS
        )

    @api.model
    def _facts_pipeline(self, span):
        """Expected revenue of open opportunities."""
        return [self._make_pipeline_rows(span, SQL("lead.expected_revenue"))]

    @api.model
    def _records_weighted_pipeline(self):
        return self._records_pipeline()

    @api.model
    def _facts_weighted_pipeline(self, span):
        """Expected revenue of open opportunities, each by its probability."""
        return [self._make_pipeline_rows(span, SQL("lead.prorated_revenue"))]

    @api.model
    def _records_open_deals(self):
        return self._records_pipeline()

    @api.model
    def _facts_open_deals(self, span):
        """Number of open opportunities."""
        return [self._make_pipeline_rows(span, SQL("1"))]

    # ------------------------------------------------------------------
    # Beside the sales targets of teams
    # ------------------------------------------------------------------

    @api.model
    def _select_targets(self, span):
        return SQL(
            """%s JOIN crm_sales_target target
                  ON asked.day BETWEEN target.date_from AND target.date_to
                 AND target.company_id = %s AND target.user_id IS NULL""",
            span.as_of_days,
            span.company.id,
        )

    @api.model
    def _make_booked_rows(self, span, sign, below):
        """Booked revenue of the teams' targets up to each day."""
        amount = SQL(
            "%s * so.amount_untaxed / NULLIF(so.currency_rate, 0)", SQL(str(sign))
        )
        measure = {"denominator": amount} if below else {"numerator": amount}
        return FactRows(
            rows=SQL(
                """%s
                   JOIN sale_order so ON so.team_id = target.team_id
                    AND so.company_id = target.company_id AND so.state = 'sale'
                    AND %s BETWEEN target.date_from AND asked.day""",
                self._select_targets(span),
                span.day(SQL("so.date_order")),
            ),
            day=SQL("asked.day"),
            dimensions=TARGET_DIMENSIONS,
            **measure,
        )

    @api.model
    def _make_target_rows(self, span):
        return FactRows(
            rows=self._select_targets(span),
            day=SQL("asked.day"),
            denominator=SQL("target.amount"),
            dimensions=TARGET_DIMENSIONS,
        )

    @api.model
    def _records_quota_attainment(self):
        return KpiRecords(
            model="crm.sales.target",
            date="date_from",
            dimensions={"team_id": "team_id"},
            watched={"sale.order": "date_order", "crm.sales.target": "date_from"},
        )

    @api.model
    def _facts_quota_attainment(self, span):
        """Booked revenue of teams by their sales target, so far."""
        return [
            self._make_booked_rows(span, 1, below=False),
            self._make_target_rows(span),
        ]

    @api.model
    def _records_coverage(self):
        return self._records_pipeline()

    @api.model
    def _facts_coverage(self, span):
        """Open opportunities due while a target runs, by what it still lacks."""
        due = SQL(
            """lead.team_id IN (
                   SELECT target.team_id FROM crm_sales_target target
                    WHERE target.user_id IS NULL AND target.company_id = %s
                      AND asked.day BETWEEN target.date_from AND target.date_to
                      AND lead.date_deadline
                          BETWEEN target.date_from AND target.date_to)""",
            span.company.id,
        )
        return [
            self._make_pipeline_rows(span, SQL("lead.expected_revenue"), due),
            self._make_target_rows(span),
            self._make_booked_rows(span, -1, below=True),
        ]
