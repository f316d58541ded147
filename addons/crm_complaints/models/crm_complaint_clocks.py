from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..working_time import measure
from .crm_complaint import ENDED_STATES
from .crm_complaint_clock_rule import KINDS

# What has to be said again once a complaint is taken up again
SAID_AGAIN = ("respond", "final")


class CrmComplaintClocks(models.Model):
    """Until when a complaint needs what, and whom its owner's silence is told."""

    _name = "crm.complaint"
    _inherit = ["crm.complaint", "crm.portion.mixin"]

    clock_ids = fields.One2many("crm.complaint.clock", "complaint_id", "Clocks")
    pause_ids = fields.One2many("crm.complaint.pause", "complaint_id", "Waiting")
    next_deadline = fields.Datetime(
        compute="_compute_next_deadline",
        store=True,
        help="What is due next; while it waits, when it need not wait any longer.",
    )
    next_clock = fields.Selection(
        KINDS,
        "Due Next",
        compute="_compute_next_deadline",
        store=True,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_missed = fields.Boolean(
        "Deadline Missed",
        compute="_compute_is_missed",
        store=True,
        help="At least one deadline passed before what it was for was done.",
    )
    escalation_level = fields.Integer("Told Up To Level", readonly=True, copy=False)
    escalation_date = fields.Datetime("Last Told", readonly=True, copy=False)
    escalated_employee_id = fields.Many2one(
        "hr.employee", "Told Last", readonly=True, copy=False
    )
    told_user_ids = fields.Many2many(
        "res.users",
        "crm_complaint_told_user_rel",
        string="Told",
        readonly=True,
        copy=False,
        help="Superiors who were told that it is overdue. They may read it.",
    )

    _open_by_deadline = models.Index(
        "(next_deadline) WHERE state NOT IN ('closed', 'merged', 'invalid')"
    )

    @api.depends(
        "clock_ids.due_date",
        "clock_ids.is_running",
        "clock_ids.is_paused",
        "pause_ids.end_date",
        "pause_ids.expected_date",
        "state",
    )
    def _compute_next_deadline(self):
        for complaint in self:
            running = complaint.clock_ids.filtered(
                lambda c: c.is_running and not c.is_paused and c.due_date
            )
            first = running.sorted("due_date")[:1]
            waiting = complaint.pause_ids.filtered(lambda p: not p.end_date)
            if complaint.state in ENDED_STATES:
                first, waiting = first.browse(), waiting.browse()
            until = waiting[:1].expected_date
            complaint.next_clock = first.kind
            complaint.next_deadline = min(
                filter(None, (first.due_date, until)), default=False
            )

    @api.depends("next_deadline", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            due = complaint.next_deadline
            complaint.is_overdue = bool(due and due < now and complaint.is_open)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("next_deadline", "<", fields.Datetime.now()) & Domain(
            "state", "not in", ENDED_STATES
        )
        return overdue if True in value else ~overdue

    @api.depends("clock_ids.result")
    def _compute_is_missed(self):
        for complaint in self:
            complaint.is_missed = "missed" in complaint.clock_ids.mapped("result")

    @api.constrains("received_date")
    def _check_received(self):
        """Nothing is received later than it is recorded: no deadline would come."""
        # a clock in another computer may be ahead of ours
        latest = fields.Datetime.now() + timedelta(minutes=5)
        if any(complaint.received_date > latest for complaint in self):
            raise ValidationError(
                self.env._("A complaint cannot be received in the future.")
            )

    def _get_calendar(self):
        """Return the resource.calendar in which the clocks run; it may be empty."""
        self.ensure_one()
        return self.team_id.sudo()._get_calendar()

    def _get_pauses(self):
        """Return (begin, end) of each time of waiting, in order.

        Nobody waits longer than was said: after that the clocks run again, whether
        somebody went on with the complaint or not.
        """
        self.ensure_one()
        pauses = self.sudo().pause_ids.sorted("start_date")
        return [(pause.start_date, pause._get_end()) for pause in pauses]

    def _get_promised_date(self):
        """Return until when the complainant is told to have our decision, or None."""
        self.ensure_one()
        clocks = self.sudo().clock_ids.filtered(
            lambda clock: clock.kind == "final" and clock.is_running
        )
        return clocks[:1].due_date

    def _start_clocks(self, kinds=None, start=None):
        """Start a clock of each kind for which a rule fits.

        :param kinds: only these; all by default
        :param start: from when on, in UTC without zone; receipt by default
        """
        Rule = self.env["crm.complaint.clock.rule"].sudo()
        rules = Rule.search([("company_id", "in", [False, *self.company_id.ids])])
        clocks = []
        for complaint in self:
            for kind, rule in rules._choose(complaint).items():
                if kinds is None or kind in kinds:
                    clocks.append(
                        {
                            **rule._prepare_clock_vals(),
                            "complaint_id": complaint.id,
                            "start_date": start or complaint.received_date,
                        }
                    )
        Clock = self.env["crm.complaint.clock"].sudo()
        # a clock that was met in this same transaction must not stand in the way
        Clock.flush_model()
        Clock.create(clocks)._plan()

    def _adapt_clocks(self):
        """Give running clocks the time that fits what is known of the complaint now."""
        rules = self.env["crm.complaint.clock.rule"].sudo()
        rules = rules.search([("company_id", "in", [False, *self.company_id.ids])])
        for complaint in self.sudo():
            chosen = rules._choose(complaint)
            for clock in complaint.clock_ids.filtered("is_running"):
                rule = chosen.get(clock.kind)
                if rule and rule != clock.rule_id:
                    clock.write(rule._prepare_clock_vals())
                    clock._plan()

    def _meet_clocks(self, *kinds, moment=None):
        clocks = self.sudo().clock_ids
        clocks.filtered(lambda clock: clock.kind in kinds)._meet(moment)

    def _hold_clocks(self):
        running = self.sudo().clock_ids.filtered(
            lambda clock: clock.is_running and clock.is_pausable and not clock.result
        )
        # a deadline that has passed stays missed, whatever waits for whom now
        now = fields.Datetime.now()
        late = running.filtered(lambda clock: clock.due_date and clock.due_date < now)
        late.result = "missed"
        held = running - late
        held.is_paused = True
        held._plan()

    def _resume_clocks(self):
        paused = self.sudo().clock_ids.filtered("is_paused")
        paused.is_paused = False
        paused._plan()

    @api.model
    def _cron_escalate(self):
        """Tell the superiors of owners of overdue complaints, one further each day."""
        now = fields.Datetime.now()
        self.sudo()._in_portions(
            [
                ("state", "not in", ENDED_STATES),
                ("next_deadline", "<", now),
                "|",
                ("escalation_date", "=", False),
                ("escalation_date", "<=", now - timedelta(days=1)),
            ],
            "escalation_date",
            lambda complaints: complaints._escalate(),
            order="next_deadline, id",
        )

    def _escalate(self):
        """Give the next superior an activity on each complaint, nobody involved one."""
        # what only nobody went on with is for its owner
        self.pause_ids._run_out()
        for complaint in self.filtered("is_overdue"):
            manager = complaint._find_superior_to_tell()
            user = manager.user_id
            if not manager and not complaint.escalation_level:
                user = complaint.team_id.user_id - complaint._get_involved_users()
            if not (user or manager) and complaint.escalation_level:
                continue  # the top of the company knows already
            complaint.write(
                {
                    "escalation_level": complaint.escalation_level + 1,
                    "escalated_employee_id": manager.id,
                    "told_user_ids": [Command.link(u.id) for u in user],
                }
            )
            complaint._tell_overdue(user)

    def _find_superior_to_tell(self):
        """Return the next up the owner's hierarchy, nobody who was told before."""
        self.ensure_one()
        last = self.escalated_employee_id
        if not last:
            last = self.user_id.with_company(self.company_id).employee_id
        manager, _passed = last.parent_id._climb_to_tell(
            self.company_id, last, self._get_involved_users() | self.told_user_ids
        )
        return manager

    def _tell_overdue(self, user):
        self.ensure_one()
        if not user:
            self.message_post(
                body=self.env._(
                    "Overdue: there is nobody to tell. Set a manager of the owner, or "
                    "a leader of the team."
                )
            )
            return
        # the scheduler has no language; whoever reads it has
        complaint = self.with_context(lang=user.lang)
        complaint.activity_schedule(
            "crm_complaints.mail_activity_type_complaint_overdue",
            summary=complaint.env._("Overdue: %s", complaint.display_name),
            user_id=user.id,
        )
        self.message_post(body=self.env._("Overdue: %s has been told.", user.name))

    def _measure(self, begin, end, unit="hours", pauses=True):
        """Return the time from ``begin`` to ``end`` on the complaint's calendar.

        :param begin: moment in UTC, without zone, as ``end``
        :param pauses: whether waiting is taken off
        """
        self.ensure_one()
        calendar, zone = self._get_calendar(), self.company_id.crm_timezone
        spans = self._get_pauses() if pauses else []
        waited = sum(
            measure(calendar, zone, unit, max(begin, start), min(end, stop))
            for start, stop in spans
        )
        return measure(calendar, zone, unit, begin, end) - waited
