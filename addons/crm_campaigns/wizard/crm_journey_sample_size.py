from math import ceil

from odoo import api, fields, models

from ..incrementality import sample_size


class CrmJourneySampleSize(models.TransientModel):
    """How many people a journey needs so that its lift can be shown.

    Fleiss' formula of two proportions, two-sided; the hold-out is the control.
    """

    _name = "crm.journey.sample.size"
    _description = "Sample Size of a Journey"

    journey_id = fields.Many2one("crm.journey", required=True)
    base_rate = fields.Float(
        "Reach the Goal Anyway (%)",
        default=5,
        help="Share of people who reach the goal without the journey.",
    )
    lift = fields.Float(
        "Lift to Be Shown (%)",
        default=20,
        help="By how much the journey raises that share: 20 makes 5 % into 6 %.",
    )
    holdout_percent = fields.Float("Hold-Out (%)", default=10)
    confidence = fields.Selection(
        [("90", "90 %"), ("95", "95 %"), ("99", "99 %")],
        default="95",
        required=True,
        help="How sure to be that a lift that is shown is not chance.",
    )
    power = fields.Selection(
        [("80", "80 %"), ("90", "90 %")],
        default="80",
        required=True,
        help="How sure to be that a lift that is there is shown.",
    )
    is_possible = fields.Boolean(compute="_compute_sample")
    holdout_needed = fields.Integer("Needed Held Out", compute="_compute_sample")
    total_needed = fields.Integer("Needed in All", compute="_compute_sample")
    audience_count = fields.Integer(
        "Has or Would Start Now", compute="_compute_audience_count"
    )
    answer = fields.Text(compute="_compute_sample")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        journey = self.env["crm.journey"].browse(values.get("journey_id"))
        if journey.holdout_percent:
            values["holdout_percent"] = journey.holdout_percent
        if journey.holdout_count and journey.holdout_goal_count:
            values["base_rate"] = round(100 * journey.holdout_rate, 2)
        return values

    @api.depends("journey_id")
    def _compute_audience_count(self):
        for wizard in self:
            journey = wizard.journey_id
            wizard.audience_count = max(
                journey.participant_count, journey._count_startable()
            )

    @api.depends_context("lang")
    @api.depends(
        "audience_count", "base_rate", "lift", "holdout_percent", "confidence", "power"
    )
    def _compute_sample(self):
        for wizard in self:
            base = wizard.base_rate / 100
            raised = base * (1 + wizard.lift / 100)
            held = wizard.holdout_percent / 100
            wizard.is_possible = (
                0 < base < 1 and 0 < raised < 1 and base != raised and 0 < held < 1
            )
            if not wizard.is_possible:
                wizard.holdout_needed = wizard.total_needed = 0
                wizard.answer = self.env._(
                    "Give a share above 0 and below 100, a lift that is not 0 and "
                    "leaves the share below 100, and a hold-out."
                )
                continue
            ratio = (1 - held) / held
            needed = sample_size(
                base,
                raised,
                alpha=1 - int(wizard.confidence) / 100,
                power=int(wizard.power) / 100,
                ratio=ratio,
            )
            wizard.holdout_needed = ceil(needed)
            wizard.total_needed = ceil(needed) + ceil(needed * ratio)
            wizard.answer = wizard._put_in_words()

    def _put_in_words(self):
        if self.audience_count >= self.total_needed:
            return self.env._(
                "%(audience)s people are enough: %(needed)s are needed.",
                audience=self.audience_count,
                needed=self.total_needed,
            )
        return self.env._(
            "%(audience)s people are not enough: %(needed)s are needed. Hold out more, "
            "let the journey run longer, or do not expect so small a lift to be shown.",
            audience=self.audience_count,
            needed=self.total_needed,
        )

    def action_apply(self):
        """Give the journey this hold-out, while it has not begun."""
        self.check_access("write")
        self.ensure_one()
        self.journey_id.check_access("write")
        self.journey_id._set_holdout(self.holdout_percent)
        return {"type": "ir.actions.act_window_close"}
