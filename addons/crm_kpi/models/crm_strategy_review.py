from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmStrategyReview(models.Model):
    """A meeting on how far the strategy is realised: figures of the day, decisions.

    What was on the table is frozen when the meeting is held.
    """

    _name = "crm.strategy.review"
    _description = "Strategy Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Review"))
    strategy_id = fields.Many2one(
        "crm.strategy", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="strategy_id.company_id", store=True, index=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    attendee_ids = fields.Many2many("res.users", domain="[('share', '=', False)]")
    event_id = fields.Many2one("calendar.event", "Meeting", readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held")],
        default="planned",
        required=True,
        readonly=True,
        tracking=True,
    )
    line_ids = fields.One2many("crm.strategy.review.line", "review_id", readonly=True)
    decision_ids = fields.One2many("crm.strategy.decision", "review_id")
    minutes = fields.Html()

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
        """Freeze the figures that are on the table; decisions are made on them."""
        self.check_access("write")
        for review in self.filtered(lambda one: one.state == "planned"):
            company = review.company_id
            shown = (
                self.env["crm.strategy"]
                .with_company(company)
                .with_context(allowed_company_ids=company.ids)
                .get_map(review.strategy_id.id)
            )
            self.env["crm.strategy.review.line"].sudo().create(
                [
                    {
                        "review_id": review.id,
                        "objective_id": objective["id"],
                        "kpi_id": tile["id"],
                        "period": shown["period"]["label"],
                        "has_value": tile["value"] is not None,
                        "value": tile["value"] or 0,
                        "target": tile["target"] or 0,
                        "light": tile["light"],
                    }
                    for objective in shown["objectives"]
                    for tile in objective["kpis"]
                ]
            )
            review.state = "held"
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_planned_only(self):
        if any(review.state == "held" for review in self):
            raise UserError(
                self.env._("A review that was held stays. Archive its strategy.")
            )


class CrmStrategyReviewLine(models.Model):
    """A figure as it was on the table."""

    _name = "crm.strategy.review.line"
    _description = "Figure of a Review"
    _rec_name = "kpi_id"

    review_id = fields.Many2one(
        "crm.strategy.review", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one("crm.objective", readonly=True, ondelete="set null")
    kpi_id = fields.Many2one("crm.kpi", readonly=True, ondelete="cascade", index=True)
    period = fields.Char(readonly=True)
    has_value = fields.Boolean(readonly=True)
    value = fields.Float(readonly=True, digits=False)
    target = fields.Float(readonly=True, digits=False)
    unit = fields.Selection(related="kpi_id.unit")
    light = fields.Selection(
        [("green", "Green"), ("yellow", "Yellow"), ("red", "Red"), ("grey", "No data")],
        readonly=True,
    )


class CrmStrategyDecision(models.Model):
    """What a review decided: who does what until when."""

    _name = "crm.strategy.decision"
    _description = "Decision of a Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"

    review_id = fields.Many2one(
        "crm.strategy.review", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Decision", required=True)
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        domain="[('share', '=', False)]",
        index=True,
    )
    deadline = fields.Date(required=True)
    is_done = fields.Boolean("Done")

    @api.model_create_multi
    def create(self, vals_list):
        """Put each decision on its owner's list."""
        decisions = super().create(vals_list)
        for decision in decisions:
            decision.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=decision.deadline,
                summary=decision.name,
                user_id=decision.owner_id.id,
            )
        return decisions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_done"):
            self.activity_feedback(["mail.mail_activity_data_todo"])
        return result
