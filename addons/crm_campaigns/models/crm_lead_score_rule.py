from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_campaign_touch import KINDS

# What follows from the score cannot be what makes it
OUTCOMES = {
    "handover_state",
    "is_golden",
    "marketing_score",
    "score_date",
    "score_grade",
    "score_line_ids",
}
# Halves after which nothing that shows is left; beyond, 2^-n leaves the float range
MOST_HALVES = 60


class CrmLeadScoreRule(models.Model):
    """Points for what a lead is (fit), or for what its person did (engagement).

    The files of the model: the rule and its points (this one), and what the closed
    leads say of it.
    """

    _name = "crm.lead.score.rule"
    _description = "Lead Score Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    kind = fields.Selection(
        [("fit", "Fit: what the lead is"), ("engagement", "Engagement: what it did")],
        required=True,
        default="fit",
    )
    domain = fields.Char(
        "Leads", default="[]", required=True, help="The leads that the rule is for."
    )
    event_kind = fields.Selection(
        KINDS, "Touch", help="What is counted: each touch of this kind."
    )
    points = fields.Float(
        required=True,
        default=10.0,
        help="Given once for fit, and for each touch of engagement. Below 0: taken.",
    )
    half_life = fields.Float(
        "Half-Life (days)",
        help="Days after which a touch counts half. 0: it never fades.",
    )
    max_points = fields.Float(
        "At Most", help="Points of the rule never go beyond this. 0: no limit."
    )

    _engagement_of_something = models.Constraint(
        "CHECK (kind = 'fit' OR event_kind IS NOT NULL)",
        "Choose which touches a rule of engagement counts.",
    )
    _limits_positive = models.Constraint(
        "CHECK (half_life >= 0 AND max_points >= 0)",
        "Half-life and limit cannot be below 0.",
    )

    @api.constrains("domain")
    def _check_domain(self):
        """Search as whoever writes the rule: it must not tell what they cannot see."""
        for rule in self:
            try:
                domain = rule._get_domain()
                roots = {
                    condition.field_expr.split(".")[0]
                    for condition in domain.iter_conditions()
                }
                self.env["crm.lead"].search(domain, limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The leads of rule “%(rule)s” cannot be found: %(error)s. "
                        "Open the rule and choose its fields again.",
                        rule=rule.name,
                        error=error,
                    )
                ) from error
            if roots & OUTCOMES:
                raise ValidationError(
                    self.env._(
                        "Rule “%s” asks for what follows from the score itself.",
                        rule.name,
                    )
                )

    def _get_domain(self):
        """Return the leads of the rule as a Domain.

        :raise ValueError: the stored text is no domain
        """
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _add_lines(self, leads):
        """Note the points of these leads: one statement.

        :param SQL leads: see ``crm.campaign.touch._select_of_leads``
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_lead_score_line (
                    lead_id, rule_id, points, touch_count, last_touch)
                SELECT met.lead_id, %s, met.points, met.touch_count, met.last_touch
                  FROM (%s) met
                 WHERE met.points <> 0
                """,
                self.id,
                self._select_points(leads),
            )
        )

    def _select_points(self, leads):
        """Return SQL of (lead_id, points, touch_count, last_touch) of who meets it."""
        self.ensure_one()
        if self.kind == "fit":
            source = SQL(
                """SELECT judged.id AS lead_id, %s AS points,
                          NULL::int AS touch_count, NULL::timestamp AS last_touch
                     FROM (%s) judged""",
                self._limit(SQL("%s", self.points)),
                leads,
            )
        else:
            source = SQL(
                """SELECT met.lead_id, %s AS points, COUNT(*) AS touch_count,
                          MAX(met.date) AS last_touch
                     FROM (%s) met
                    WHERE met.kind = %s
                    GROUP BY met.lead_id""",
                self._limit(SQL("SUM(%s * %s)", self.points, self._get_rest())),
                self.env["crm.campaign.touch"]._select_of_leads(leads),
                self.event_kind,
            )
        return SQL("SELECT * FROM (%s) source WHERE %s", source, self._get_condition())

    def _get_condition(self):
        """Return SQL that holds for the leads of the rule."""
        domain = self._get_domain()
        if self.company_id:
            own = Domain("company_id", "=", self.company_id.id)
            if self.company_id == self.env["crm.lead"]._get_judging_company():
                own |= Domain("company_id", "=", False)
            domain &= own
        if domain.is_true():
            return SQL("TRUE")
        Lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        return SQL("source.lead_id IN %s", Lead._search(domain).subselect())

    def _get_rest(self):
        """Return SQL of what is left of a touch: 2 ^ (-age / half-life)."""
        if not self.half_life:
            return SQL("1.0")
        return SQL(
            "POWER(2::float8, -LEAST(%s, EXTRACT(EPOCH FROM met.until - met.date)"
            "::float8 / (86400 * %s)))",
            MOST_HALVES,
            self.half_life,
        )

    def _limit(self, points):
        """Return SQL of points, in hundredths and not beyond the limit either way."""
        if self.max_points:
            points = SQL(
                "GREATEST(LEAST(%s, %s), %s)", points, self.max_points, -self.max_points
            )
        return SQL("ROUND((%s)::numeric, 2)", points)
