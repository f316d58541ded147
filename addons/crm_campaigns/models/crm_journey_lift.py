from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..incrementality import compare, mean_difference_of_moments

CONFIDENCE = 0.95
# Without a goal in its picture a journey is looked at for so long
USUAL_DAYS = 30
# Whom these let start is known before the journey begins
LASTING_TRIGGERS = ("audience", "rule", "churn", "reorder", "overdue", "contract")


class CrmJourney(models.Model):
    """What the journey brought: those who went it against those held out.

    By intention to treat: everybody counts in the arm they were drawn into, whether
    a message reached them or not; whoever started twice counts once.  Rates are of
    people who reached the goal, with Newcombe's interval; money is what their
    companies were invoiced, net of credits, from the start for as many days as the
    goal allows, with Welch's interval.  "Not shown" is said where chance may have
    done it.
    """

    _inherit = "crm.journey"

    treated_count = fields.Integer("Went It", compute="_compute_lift")
    holdout_count = fields.Integer("Held Out", compute="_compute_lift")
    treated_goal_count = fields.Integer("Goals of the Journey", compute="_compute_lift")
    holdout_goal_count = fields.Integer(
        "Goals of the Hold-Out", compute="_compute_lift"
    )
    treated_rate = fields.Float("Rate of the Journey", compute="_compute_lift")
    holdout_rate = fields.Float("Rate of the Hold-Out", compute="_compute_lift")
    rate_difference = fields.Float("Difference", compute="_compute_lift")
    rate_low = fields.Float("Difference at Least", compute="_compute_lift")
    rate_high = fields.Float("Difference at Most", compute="_compute_lift")
    lift = fields.Float(compute="_compute_lift", help="Difference / hold-out's rate.")
    lift_known = fields.Boolean(compute="_compute_lift")
    lift_shown = fields.Boolean(compute="_compute_lift")
    lift_text = fields.Text("Lift in Words", compute="_compute_lift")
    incremental_count = fields.Float(
        "Incremental Goals",
        compute="_compute_lift",
        help="Goals that would not have been reached anyway: the difference of the "
        "rates times those who went the journey.",
    )
    lift_p_value = fields.Float("p-Value", compute="_compute_lift")
    currency_id = fields.Many2one(related="company_id.currency_id")
    treated_revenue = fields.Monetary(
        "Per Head of the Journey", compute="_compute_lift"
    )
    holdout_revenue = fields.Monetary(
        "Per Head of the Hold-Out", compute="_compute_lift"
    )
    revenue_low = fields.Monetary("Per Head at Least", compute="_compute_lift")
    revenue_high = fields.Monetary("Per Head at Most", compute="_compute_lift")
    incremental_revenue = fields.Monetary(compute="_compute_lift")
    revenue_known = fields.Boolean(compute="_compute_lift")
    revenue_shown = fields.Boolean(compute="_compute_lift")
    revenue_text = fields.Text("Money in Words", compute="_compute_lift")

    @api.depends_context("lang")
    def _compute_lift(self):
        arms = self._get_arms()
        nobody = (0, 0, 0.0, 0.0)
        for journey in self:
            n_t, goals_t, *money_t = arms.get((journey._origin.id, "treatment"), nobody)
            n_c, goals_c, *money_c = arms.get((journey._origin.id, "holdout"), nobody)
            found = compare(goals_t, n_t, goals_c, n_c, CONFIDENCE)
            money = mean_difference_of_moments(
                (n_t, *money_t), (n_c, *money_c), CONFIDENCE
            )
            journey.treated_count, journey.holdout_count = n_t, n_c
            journey.treated_goal_count = goals_t
            journey.holdout_goal_count = goals_c
            journey.treated_rate = found.rate_treated or 0
            journey.holdout_rate = found.rate_control or 0
            journey.rate_difference = found.difference or 0
            journey.rate_low, journey.rate_high = found.low or 0, found.high or 0
            journey.lift_known = found.lift is not None
            journey.lift = found.lift or 0
            journey.lift_shown = found.shown
            journey.incremental_count = found.incremental or 0
            journey.lift_p_value = found.p_value or 0
            journey.lift_text = journey._put_lift_in_words(found)
            journey.treated_revenue = money.mean_treated or 0
            journey.holdout_revenue = money.mean_control or 0
            journey.revenue_known = money.low is not None
            journey.revenue_low, journey.revenue_high = money.low or 0, money.high or 0
            journey.revenue_shown = money.shown
            journey.incremental_revenue = money.incremental or 0
            journey.revenue_text = journey._put_money_in_words(money)

    def _get_arms(self):
        """Return {(journey id, arm): (people, goals, mean, variance)} in one query.

        Mean and variance are of net invoiced money per head, in the currency of the
        journey's company.
        """
        if not self._origin.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH person AS (
                    SELECT p.journey_id, p.company_id, p.arm, p.model, p.res_id,
                           MIN(c.commercial_partner_id) AS partner_id,
                           BOOL_OR(p.goal_reached_on IS NOT NULL) AS reached,
                           MIN(p.enrolled_on)::date AS since,
                           MAX(COALESCE(goal.days, %(days)s)) AS days
                      FROM crm_journey_participant p
                      LEFT JOIN res_partner c ON c.id = p.partner_id
                      LEFT JOIN (SELECT version_id, MAX(goal_days) AS days
                                   FROM crm_journey_node
                                  WHERE kind = 'goal'
                                  GROUP BY version_id) goal
                        ON goal.version_id = p.version_id
                     WHERE p.journey_id = ANY(%(journeys)s) AND NOT p.is_test
                     GROUP BY p.journey_id, p.company_id, p.arm, p.model, p.res_id),
                bought AS (
                    SELECT person.journey_id, person.arm, person.model, person.res_id,
                           person.reached,
                           COALESCE(SUM(am.amount_untaxed_signed), 0)::float8 AS amount
                      FROM person
                      LEFT JOIN account_move am
                        ON am.commercial_partner_id = person.partner_id
                       AND am.company_id = person.company_id
                       AND am.state = 'posted'
                       AND am.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                       AND am.invoice_date >= person.since
                       AND am.invoice_date <= person.since + person.days
                     GROUP BY person.journey_id, person.arm, person.model,
                              person.res_id, person.reached)
                SELECT journey_id, arm, COUNT(*), COUNT(*) FILTER (WHERE reached),
                       AVG(amount), COALESCE(VAR_SAMP(amount), 0)
                  FROM bought
                 GROUP BY journey_id, arm""",
                journeys=self._origin.ids,
                days=USUAL_DAYS,
            )
        )
        return {(journey, arm): tuple(figures) for journey, arm, *figures in rows}

    def _put_lift_in_words(self, found):
        """Return the sentence for a manager; see :class:`Comparison`."""
        if not self.treated_count and not self.holdout_count:
            return self.env._("Nobody has started the journey yet.")
        if found.difference is None:
            return self.env._(
                "Nothing to compare with: nobody was held out. Give the journey a "
                "hold-out before it starts."
            )
        if not self.treated_goal_count and not self.holdout_goal_count:
            return self.env._("Nobody has reached the goal yet.")
        told = {
            "treated": self._format_percent(found.rate_treated),
            "holdout": self._format_percent(found.rate_control),
            "low": self._format_percent(found.low),
            "high": self._format_percent(found.high),
            "count": round(abs(found.incremental)),
        }
        if not found.shown:
            return self.env._(
                "Not shown: %(treated)s of those who went the journey reached the "
                "goal, %(holdout)s of those held out, and chance alone may do that. "
                "The difference lies between %(low)s and %(high)s.",
                **told,
            )
        if found.difference < 0:
            return self.env._(
                "Shown, against the journey: %(treated)s of those who went it reached "
                "the goal, %(holdout)s of those held out. It cost %(count)s goals that "
                "would have been reached without it. The difference lies between "
                "%(low)s and %(high)s.",
                **told,
            )
        return self.env._(
            "Shown: %(treated)s of those who went the journey reached the goal, "
            "%(holdout)s of those held out. It brought %(count)s goals that would not "
            "have been reached anyway. The difference lies between %(low)s and "
            "%(high)s.",
            **told,
        )

    def _put_money_in_words(self, money):
        """Return the sentence on money per head; see :class:`MeanDifference`."""
        if money.low is None:
            return self.env._("Too little was invoiced to compare money per head.")
        told = {
            "low": self._format_money(money.low),
            "high": self._format_money(money.high),
            "total": self._format_money(money.incremental),
        }
        if money.shown:
            return self.env._(
                "Shown: %(total)s net invoiced that would not have come anyway. Per "
                "head the difference lies between %(low)s and %(high)s.",
                **told,
            )
        return self.env._(
            "Not shown: per head the difference lies between %(low)s and %(high)s, "
            "and chance alone may do that.",
            **told,
        )

    def _format_percent(self, share):
        percent = formatLang(self.env, 100 * share, digits=1)
        return self.env._("%s %%", percent)

    def _format_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _count_startable(self):
        """Return how many would start now, where that does not depend on the start."""
        version = self.draft_version_id or self.version_id
        node = version.node_ids.filtered(lambda node: node.kind == "trigger")
        if node.trigger not in LASTING_TRIGGERS:
            return 0
        domain = getattr(self, f"_get_{node.trigger}_domain")(node) & node._get_domain()
        company = Domain("company_id", "in", [self.company_id.id, False])
        return self.env[self.model].search_count(domain & company)

    def _set_holdout(self, percent):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "“%s” has begun: who is held out is drawn for good. Copy it to try "
                    "another share.",
                    self.name,
                )
            )
        self.holdout_percent = percent

    def action_open_treated(self):
        """Open whoever went the journey, and how far."""
        return self._open_arm("treatment")

    def action_open_holdout(self):
        """Open whoever was held out."""
        return self._open_arm("holdout")

    def _open_arm(self, arm):
        action = self.action_open_participants()
        action["domain"] = [
            *action["domain"],
            ("arm", "=", arm),
            ("is_test", "=", False),
        ]
        return action
