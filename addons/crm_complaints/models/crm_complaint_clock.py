from odoo import api, fields, models

from ..working_time import UNITS, plan_due
from .crm_complaint_clock_rule import KINDS


class CrmComplaintClock(models.Model):
    """One deadline of one complaint: what is due until when, and how it went.

    A reopened complaint gets new clocks for what has to be said again; those of
    before keep what became of them.
    """

    _name = "crm.complaint.clock"
    _description = "Clock of a Complaint"
    _inherit = ["crm.dependent.record", "crm.portion.mixin"]
    _owner_field = "complaint_id"
    _order = "complaint_id, due_date, id"

    complaint_id = fields.Many2one(
        "crm.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    rule_id = fields.Many2one("crm.complaint.clock.rule", ondelete="set null")
    kind = fields.Selection(KINDS, required=True, string="Deadline")
    amount = fields.Float("Time")
    unit = fields.Selection(UNITS, required=True)
    is_pausable = fields.Boolean("Stops While Waiting")
    tells_customer = fields.Boolean("Tell the Customer")
    start_date = fields.Datetime("From", required=True)
    due_date = fields.Datetime("Due", index=True)
    met_date = fields.Datetime("Done On")
    result = fields.Selection(
        [
            ("met", "Met"),
            ("missed", "Missed"),
            ("cancelled", "Not Needed"),
        ],
        index=True,
        help="Empty: it runs. Missed stays missed, done late or never.",
    )
    is_running = fields.Boolean(compute="_compute_is_running", store=True)
    is_paused = fields.Boolean("Stands Still")
    watched_date = fields.Datetime("Last Looked At", readonly=True)

    _running_by_due = models.Index("(due_date) WHERE is_running AND result IS NULL")
    _once = models.UniqueIndex(
        "(complaint_id, kind) WHERE is_running",
        "A complaint has one running clock of a kind.",
    )

    @api.depends("met_date", "result")
    def _compute_is_running(self):
        for clock in self:
            clock.is_running = not clock.met_date and clock.result != "cancelled"

    def _plan(self):
        """Set when each clock runs out, from its rule's time and the pauses."""
        for clock in self:
            complaint = clock.complaint_id
            pauses = complaint._get_pauses() if clock.is_pausable else []
            clock.due_date = plan_due(
                complaint._get_calendar(),
                complaint.company_id.crm_timezone,
                clock.unit,
                clock.amount,
                clock.start_date,
                pauses,
            )

    def _is_late(self, moment):
        """Whether it ran out before; waiting puts it off until its expected end."""
        self.ensure_one()
        if self.is_paused:
            self._plan()
        return bool(self.due_date and self.due_date < moment)

    def _meet(self, moment=None):
        """What the clocks wait for has happened; later than due is missed."""
        for clock in self.filtered("is_running"):
            met = moment or fields.Datetime.now()
            late = clock._is_late(met)
            clock.write(
                {
                    "met_date": met,
                    "is_paused": False,
                    "result": "missed" if late or clock.result == "missed" else "met",
                }
            )

    def _stop(self):
        """Nothing will come any more: what is not missed already was not needed."""
        running = self.filtered("is_running")
        now = fields.Datetime.now()
        for clock in running:
            if clock._is_late(now) or clock.result == "missed":
                clock.write({"result": "missed", "met_date": now, "is_paused": False})
            else:
                clock.write({"result": "cancelled", "is_paused": False})

    @api.model
    def _cron_run_out(self):
        """Note the clocks whose time is over, and tell the complainants."""
        now = fields.Datetime.now()
        self.sudo()._in_portions(
            [
                ("is_running", "=", True),
                ("is_paused", "=", False),
                ("result", "=", False),
                ("due_date", "<", now),
            ],
            "watched_date",
            lambda clocks: clocks._run_out(),
            order="due_date, id",
        )

    def _run_out(self):
        """Say on each complaint that a deadline passed, and tell the complainant."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        self.write({"result": "missed"})
        for complaint, clocks in self.grouped("complaint_id").items():
            complaint.message_post(
                body=self.env._(
                    "The time is over: %s.",
                    ", ".join(labels[clock.kind] for clock in clocks),
                )
            )
            if any(clocks.mapped("tells_customer")):
                complaint._tell_status()
