from datetime import timedelta

import numpy as np

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..status import weighted_score

# What may still be said of a review after it was held, and after it was closed
OPEN_WHEN_HELD = {"minutes", "decision_ids", "attendee_ids", "state", "name"}
OPEN_WHEN_CLOSED = {"decision_ids", "state"}


class CrmStrategyReview(models.Model):
    """A meeting on how far the strategy is realised: figures of the day, decisions.

    What was on the table is frozen when the meeting is held, its minutes when they
    are closed.
    """

    _name = "crm.strategy.review"
    _description = "Strategy Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Review"))
    strategy_id = fields.Many2one(
        "crm.strategy",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_strategy(),
    )
    company_id = fields.Many2one(
        related="strategy_id.company_id", store=True, index=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    figures_date = fields.Date(
        "Figures Of",
        required=True,
        default=lambda self: self._default_figures_date(),
        help="The month that holds this day is on the table.",
    )
    attendee_ids = fields.Many2many(
        "res.users", string="Attendees", domain="[('share', '=', False)]"
    )
    event_id = fields.Many2one("calendar.event", "Meeting", readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("closed", "Minutes Closed")],
        default="planned",
        required=True,
        readonly=True,
        tracking=True,
    )
    line_ids = fields.One2many("crm.strategy.review.line", "review_id", readonly=True)
    decision_ids = fields.One2many("crm.strategy.decision", "review_id")
    minutes = fields.Html()

    @api.model
    def _default_strategy(self):
        return self.env["crm.strategy"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "active")],
            limit=1,
        )

    @api.model
    def _default_figures_date(self):
        """Return a day of the last month that is complete."""
        company = self.env.company
        month = company._get_kpi_month(company._get_crm_today())
        return month.date_from - timedelta(days=1)

    def write(self, vals):
        """Keep what was on the table, and what was agreed.

        :raise UserError: when something of a review that was held is changed
        """
        for review in self:
            if review.state == "planned":
                continue
            allowed = OPEN_WHEN_HELD if review.state == "held" else OPEN_WHEN_CLOSED
            changed = {
                name
                for name in vals.keys() - allowed
                if name in self._fields
                and name not in self.env["mail.activity.mixin"]._fields
                and name not in self.env["mail.thread"]._fields
            }
            if changed:
                raise UserError(
                    self.env._(
                        "“%(review)s” was held: %(fields)s stays as it was.",
                        review=review.name,
                        fields=", ".join(
                            self._fields[name].get_description(self.env)["string"]
                            for name in sorted(changed)
                        ),
                    )
                )
        return super().write(vals)

    def action_invite(self):
        """Put the meeting into everybody's calendar."""
        self.check_access("write")
        for review in self:
            if review.event_id:
                raise UserError(
                    self.env._("“%s” is in the calendar already.", review.name)
                )
            if not review.attendee_ids:
                raise UserError(self.env._("Say who attends “%s”.", review.name))
            review.event_id = self.env["calendar.event"].create(
                {
                    "name": f"{review.strategy_id.name}: {review.name}",
                    "start": review.date,
                    "stop": fields.Datetime.add(review.date, hours=2),
                    "partner_ids": [(6, 0, review.attendee_ids.partner_id.ids)],
                    "user_id": self.env.uid,
                }
            )
        return True

    def action_hold(self):
        """Freeze the figures that are on the table; decisions are made on them.

        All figures of the strategy are kept, whoever holds the review: each reader
        sees those that are for them.
        """
        self.check_access("write")
        for review in self.filtered(lambda one: one.state == "planned"):
            review.sudo().line_ids = [(5, 0, 0)] + [
                (0, 0, vals) for vals in review._freeze_figures()
            ]
            review.state = "held"
        return True

    def _freeze_figures(self):
        company = self.company_id
        strategy = self.strategy_id.sudo().with_company(company)
        shown = strategy.with_context(
            allowed_company_ids=company.ids
        )._describe_objectives(company, self.figures_date)
        return [
            {
                "objective_id": objective["id"],
                "objective_name": objective["name"],
                "kpi_id": tile["id"],
                "name": tile["name"],
                "period": shown["period"]["label"],
                "has_value": tile["value"] is not None,
                "value": tile["value"] or 0,
                "has_target": tile["target"] is not None,
                "target": tile["target"] or 0,
                "unit": tile["unit"],
                "digits": tile["digits"],
                "attained": tile["attained"] or 0,
                "weight": tile["weight"],
                "light": tile["light"],
            }
            for objective in shown["objectives"]
            for tile in objective["kpis"]
        ]

    def action_close_minutes(self):
        """Note that all agree to the minutes: they stay as they are."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "held").state = "closed"
        return True

    def _get_report_objectives(self):
        """Return what the printed review shows of each objective.

        Scores are of the figures that the reader may see.

        :return: list of dict ``name``, ``period``, ``score``, ``lines``
        """
        self.ensure_one()
        Kpi = self.env["crm.kpi"]
        company = self.company_id
        lights = dict(self.line_ids._fields["light"]._description_selection(self.env))
        found = []
        for name, lines in self.line_ids.grouped("objective_name").items():
            score, _coverage = weighted_score(
                [np.nan if one.light == "grey" else one.attained for one in lines],
                lines.mapped("weight"),
            )
            found.append(
                {
                    "name": name,
                    "period": lines[0].period,
                    "score": Kpi._format_value(score, "percent", 0, company),
                    "lines": [
                        {
                            "name": one.name,
                            "value": Kpi._format_value(
                                one.value if one.has_value else np.nan,
                                one.unit,
                                one.digits,
                                company,
                            ),
                            "target": Kpi._format_value(
                                one.target if one.has_target else np.nan,
                                one.unit,
                                one.digits,
                                company,
                            ),
                            "tone": one.light,
                            "light": lights[one.light],
                        }
                        for one in lines
                    ],
                }
            )
        return found

    @api.ondelete(at_uninstall=False)
    def _unlink_planned_only(self):
        if any(review.state != "planned" for review in self):
            raise UserError(
                self.env._("A review that was held stays. Archive its strategy.")
            )
