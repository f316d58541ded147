from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..scheduling import add_time, at_time_of_day

KINDS = [
    ("trigger", "Start"),
    ("wait", "Wait"),
    ("condition", "Condition"),
    ("event", "Wait for a reaction"),
    ("split", "Split by chance"),
    ("channel", "Message or task"),
    ("goal", "Goal"),
    ("exit", "Exit"),
]
CHANNELS = [
    ("email", "E-mail"),
    ("call", "Phone call"),
    ("todo", "Task for a colleague"),
    ("letter", "Letter"),
    ("post", "Social post"),
    ("action", "Automatic action"),
]
TRIGGERS = [
    ("manual", "Added by hand"),
    ("audience", "Audience of the campaign"),
    ("rule", "Whoever meets the rule"),
    ("segment", "Came into a segment"),
    ("churn", "Risk of leaving is high"),
    ("reorder", "Reorder is due"),
    ("order", "Confirmed an order"),
    ("invoice", "Got an invoice"),
    ("overdue", "Has an overdue invoice"),
    ("request", "Made a request"),
    ("lead", "Became a lead, as by a web form"),
    ("contract", "Contract ends"),
    ("date", "Day of a date, such as a birthday"),
]
GOALS = [
    ("order", "Order confirmed"),
    ("invoice", "Invoice posted"),
    ("paid", "Invoice paid"),
    ("won", "Opportunity won"),
]
# What a step can end in; "skipped" and "error" go the way of "next" if there is
# none of their own
OUTCOMES = {
    "trigger": ["next"],
    "wait": ["next"],
    "condition": ["yes", "no"],
    "event": ["yes", "no"],
    "split": ["a", "b", "c", "d"],
    "channel": ["next", "skipped"],
    "goal": [],
    "exit": [],
}
CALL_OUTCOMES = ["next", "interested", "not_interested", "not_reached", "skipped"]
MINUTES = 24 * 60


class CrmJourneyNode(models.Model):
    """A step of a journey."""

    _name = "crm.journey.node"
    _description = "Journey Step"
    _order = "version_id, id"

    version_id = fields.Many2one(
        "crm.journey.version", required=True, index=True, ondelete="cascade"
    )
    journey_id = fields.Many2one(
        related="version_id.journey_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="journey_id.company_id", store=True, index=True
    )
    model = fields.Selection(related="journey_id.model")
    is_published = fields.Boolean(compute="_compute_is_published")
    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default="channel")
    x = fields.Integer(default=40)
    y = fields.Integer(default=40)
    edge_ids = fields.One2many("crm.journey.edge", "source_id", "Ways On", copy=False)

    trigger = fields.Selection(TRIGGERS, default="manual")
    segment_id = fields.Many2one("crm.segment", index="btree_not_null")
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Date",
        ondelete="cascade",
        domain="[('model', '=', model), ('ttype', 'in', ('date', 'datetime')), "
        "('store', '=', True)]",
    )
    days_before = fields.Integer(help="So many days before the date; negative: after.")
    is_yearly = fields.Boolean("Every Year", default=True)
    domain = fields.Char(
        "Rule",
        default="[]",
        help="At the start: who else has to meet it. At a condition: who goes “Yes”.",
    )

    wait_number = fields.Integer("Wait", default=1)
    wait_unit = fields.Selection(
        [
            ("minute", "Minutes"),
            ("hour", "Hours"),
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
        ],
        default="day",
    )
    wait_until_hour = fields.Float(
        "At the Hour",
        default=-1,
        help="By the recipient's clock, after the wait; -1: at whatever hour it is.",
    )

    event = fields.Selection(
        [("open", "Opens"), ("click", "Clicks"), ("reply", "Replies")],
        default="open",
    )
    event_node_id = fields.Many2one(
        "crm.journey.node",
        "Of the E-mail",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('version_id', '=', version_id), ('channel', '=', 'email')]",
    )

    share_a = fields.Integer(default=50)
    share_b = fields.Integer(default=50)
    share_c = fields.Integer(default=0)
    share_d = fields.Integer(default=0)

    channel = fields.Selection(CHANNELS)
    mailing_id = fields.Many2one(
        "mailing.mailing",
        "E-mail",
        index="btree_not_null",
        ondelete="restrict",
        help="Its subject and body; it is sent to whoever arrives at this step.",
    )
    purpose_id = fields.Many2one(
        "crm.consent.purpose",
        ondelete="restrict",
        help="Who has opted out of this purpose is passed over. Empty: only who has "
        "opted out of the channel.",
    )
    summary = fields.Char(help="What the task or the call is about.")
    script = fields.Html(help="What to say, ask and note; it is in the activity.")
    user_id = fields.Many2one(
        "res.users",
        "Done By",
        domain="[('share', '=', False)]",
        help="Empty: the customer's salesperson, or the owner of the journey.",
    )
    action_id = fields.Many2one(
        "ir.actions.server",
        ondelete="restrict",
        domain="[('model_name', '=', model), ('state', '!=', 'code')]",
        help="Runs with the rights of the journey's owner.",
    )
    goal = fields.Selection(GOALS, default="invoice")
    goal_days = fields.Integer(
        "Within (days)",
        default=30,
        help="Counted from the start of each participant, of the hold-out as well.",
    )
    outcome_keys = fields.Char(
        compute="_compute_outcome_keys", help="What the step can end in."
    )
    is_faulty = fields.Boolean(compute="_compute_fault")
    fault = fields.Char(compute="_compute_fault", help="What the step lacks.")
    detail = fields.Char(
        compute="_compute_detail", help="What the step does, in a few words."
    )
    participant_count = fields.Integer("Are Here", compute="_compute_counts")
    passed_count = fields.Integer("Passed", compute="_compute_counts")
    skipped_count = fields.Integer("Skipped", compute="_compute_counts")

    _numbers_positive = models.Constraint(
        "CHECK (wait_number >= 0 AND goal_days > 0 AND share_a >= 0 AND share_b >= 0"
        " AND share_c >= 0 AND share_d >= 0)",
        "Waits, days and shares cannot be negative.",
    )

    @api.depends("version_id.state")
    def _compute_is_published(self):
        for node in self:
            node.is_published = node.version_id.state == "published"

    @api.depends("kind", "channel", "share_a", "share_b", "share_c", "share_d")
    def _compute_outcome_keys(self):
        for node in self:
            node.outcome_keys = ",".join(node._get_outcomes())

    @api.depends(
        "action_id",
        "channel",
        "date_field_id",
        "domain",
        "edge_ids",
        "event_node_id",
        "journey_id.campaign_id",
        "kind",
        "mailing_id.mailing_model_real",
        "segment_id",
        "share_a",
        "share_b",
        "share_c",
        "share_d",
        "trigger",
    )
    def _compute_fault(self):
        for node in self:
            faults = node._find_faults() if node.kind else []
            node.is_faulty = bool(faults)
            node.fault = faults[0] if faults else False

    @api.depends_context("lang")
    @api.depends(
        "kind",
        "trigger",
        "segment_id.name",
        "wait_number",
        "wait_unit",
        "event",
        "event_node_id.name",
        "channel",
        "mailing_id.subject",
        "summary",
        "action_id.name",
        "goal",
        "goal_days",
    )
    def _compute_detail(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("trigger", "wait_unit", "event", "channel", "goal")
        }
        for node in self:
            wait = f"{node.wait_number} {labels['wait_unit'].get(node.wait_unit)}"
            about = node.mailing_id.subject or node.summary or node.action_id.name
            parts = {
                "trigger": [labels["trigger"].get(node.trigger), node.segment_id.name],
                "wait": [wait],
                "event": [
                    labels["event"].get(node.event),
                    node.event_node_id.name,
                    wait,
                ],
                "channel": [labels["channel"].get(node.channel), about],
                "goal": [labels["goal"].get(node.goal)],
            }.get(node.kind, [])
            node.detail = " · ".join(part for part in parts if part)

    def _compute_counts(self):
        here, passed, skipped = {}, {}, {}
        for node, state, count in self.env["crm.journey.task"]._read_group(
            [("node_id", "in", self.ids), ("participant_id.is_test", "=", False)],
            ["node_id", "state"],
            ["__count"],
        ):
            found = {"done": passed, "skipped": skipped}.get(state)
            if found is not None:
                found[node.id] = count
            elif state in ("pending", "claimed"):
                here[node.id] = here.get(node.id, 0) + count
        for node in self:
            node.participant_count = here.get(node.id, 0)
            node.passed_count = passed.get(node.id, 0)
            node.skipped_count = skipped.get(node.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        nodes = super().create(vals_list)
        nodes.version_id._check_draft()
        return nodes

    def write(self, vals):
        self.version_id._check_draft()
        result = super().write(vals)
        self.version_id._check_draft()
        return result

    def unlink(self):
        self.version_id._check_draft()
        # test runs of a draft do not keep its steps
        self.env["crm.journey.participant"].sudo().search(
            [("version_id", "in", self.version_id.ids), ("is_test", "=", True)]
        ).unlink()
        return super().unlink()

    @api.constrains("domain")
    def _check_domain(self):
        for node in self:
            try:
                self.env[node.model].search(node._get_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The rule of “%(step)s” cannot be applied: %(error)s. Open "
                        "it and choose its fields again.",
                        step=node.name,
                        error=error,
                    )
                ) from error

    @api.constrains("wait_until_hour")
    def _check_hour(self):
        for node in self:
            if node.wait_until_hour >= 24:
                raise ValidationError(self.env._("A day has 24 hours."))

    def _get_domain(self):
        return Domain(literal_eval(self.domain or "[]"))

    def _get_due_moment(self, now, tz):
        """When who arrives here at ``now`` (naive UTC) is dealt with."""
        if self.kind not in ("wait", "event"):
            return now
        moment = add_time(now, tz, self.wait_number, self.wait_unit)
        if self.kind == "wait" and self.wait_until_hour >= 0:
            minutes = round(self.wait_until_hour * 60) % MINUTES
            moment = at_time_of_day(moment, tz, minutes)
        return moment

    def _get_outcomes(self):
        """Return what this step can end in, in the order of its exits."""
        if self.channel == "call" and self.kind == "channel":
            return CALL_OUTCOMES
        if self.kind == "split":
            return [key for key in OUTCOMES["split"] if self[f"share_{key}"]]
        return OUTCOMES[self.kind]

    def _get_silent_outcome(self):
        """Return what a step ends in of which nobody has noted a result."""
        return "not_reached"

    def _find_faults(self):
        """Return in words what this step lacks."""
        faults = []
        if self.kind == "channel":
            if not self.channel:
                faults.append(self.env._("“%s”: choose what it does.", self.name))
            else:
                faults += getattr(self, f"_find_{self.channel}_faults", list)()
        if self.kind == "trigger":
            faults += self._find_trigger_faults()
        if self.kind == "split" and not self._get_outcomes():
            faults.append(self.env._("“%s”: give a way its share.", self.name))
        if self.kind == "event" and not self.event_node_id:
            faults.append(
                self.env._("“%s”: choose the e-mail that is reacted to.", self.name)
            )
        if self.kind == "trigger" and not self.edge_ids:
            faults.append(self.env._("“%s”: lead a way on from it.", self.name))
        return faults

    def _find_trigger_faults(self):
        lacking = {
            "audience": not self.journey_id.campaign_id,
            "segment": not self.segment_id,
            "date": not self.date_field_id,
            "rule": not literal_eval(self.domain or "[]"),
        }
        if lacking.get(self.trigger):
            return [self.env._("“%s”: say who starts.", self.name)]
        if self.model != "res.partner" and self.trigger not in (
            "manual",
            "rule",
            "date",
            "lead",
        ):
            return [
                self.env._(
                    "“%s”: leads start by hand, by a rule, by a date or when they "
                    "come in.",
                    self.name,
                )
            ]
        return []

    def _find_email_faults(self):
        if not self.mailing_id:
            return [self.env._("“%s”: choose the e-mail.", self.name)]
        if self.mailing_id.mailing_model_real != self.model:
            return [
                self.env._(
                    "“%(step)s”: the e-mail “%(mailing)s” is for other recipients "
                    "than the journey.",
                    step=self.name,
                    mailing=self.mailing_id.subject,
                )
            ]
        return []

    def _find_action_faults(self):
        if not self.action_id:
            return [self.env._("“%s”: choose the action.", self.name)]
        if self.action_id.model_name != self.model:
            return [self.env._("“%s”: the action is for other records.", self.name)]
        return []
