from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_request_type_step import KIND_HELP, KINDS

STATES = [
    ("blocked", "Waiting"),
    ("ready", "To Do"),
    ("progress", "In Progress"),
    ("done", "Done"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("blocked", "ready", "progress")
RUNNING_STATES = ("ready", "progress")


class CrmRequestStep(models.Model):
    """One step of one request: what a department or employee does for it.

    Employees read the steps that are theirs and what they need to know of the
    request, and nothing else of it; what they do goes through the actions below,
    which check whose step it is.
    """

    _name = "crm.request.step"
    _description = "Request Step"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_deadline, request_id, sequence, id"
    _mail_post_access = "read"
    _check_company_auto = True

    request_id = fields.Many2one(
        "crm.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    template_id = fields.Many2one(
        "crm.request.type.step",
        "Step of the Plan",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, tracking=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="free", help=KIND_HELP)
    depends_on_ids = fields.Many2many(
        "crm.request.step",
        "crm_request_step_dependency",
        "step_id",
        "depends_on_id",
        "After",
        domain="[('request_id', '=', request_id), ('id', '!=', id)]",
    )
    department_id = fields.Many2one("hr.department", index=True, check_company=True)
    job_id = fields.Many2one("hr.job", "Job Position", check_company=True)
    team_id = fields.Many2one("crm.team", index="btree_not_null", check_company=True)
    planned_employee_id = fields.Many2one(
        "hr.employee",
        "Planned For",
        check_company=True,
        help="Whom the plan names, if anybody.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Assigned to",
        index=True,
        tracking=True,
        ondelete="set null",
        check_company=True,
    )
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index=True)
    hours = fields.Float("Working Hours", default=4)
    instructions = fields.Text(translate=True)
    customer_visible = fields.Boolean("Shown to the Customer", default=True)

    state = fields.Selection(
        STATES,
        required=True,
        default="blocked",
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    ready_date = fields.Datetime(readonly=True, copy=False)
    start_date = fields.Datetime(readonly=True, copy=False)
    date_deadline = fields.Datetime("Deadline", tracking=True, index=True)
    done_date = fields.Datetime(readonly=True, copy=False)
    is_for_me = fields.Boolean(
        "Mine or Free",
        compute="_compute_is_for_me",
        search="_search_is_for_me",
        help="The user's own, or nobody's in the user's department or team.",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_overdue")
    waiting_hours = fields.Float(
        "Waiting (Hours)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From being ready to somebody starting it.",
    )
    working_hours = fields.Float(
        "Working (Hours)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From the start to the end. If nobody pressed Start before reporting the "
        "step as done, from being ready: it counts as worked on since then.",
    )
    overdue_hours = fields.Float(
        "Overdue (Hours)",
        readonly=True,
        copy=False,
        help="From the deadline to the end.",
    )
    escalation_level = fields.Integer(readonly=True, copy=False)
    escalation_date = fields.Datetime(readonly=True, copy=False)
    escalated_employee_id = fields.Many2one(
        "hr.employee",
        "Escalated to",
        readonly=True,
        ondelete="set null",
        copy=False,
    )
    problem = fields.Char(
        readonly=True,
        copy=False,
        help="Why the step cannot go on by itself.",
        tracking=True,
    )

    # What whoever does the step needs to know of the request
    request_number = fields.Char(related="request_id.number", string="Number")
    request_name = fields.Char(related="request_id.name", string="Subject")
    request_type_id = fields.Many2one(
        related="request_id.type_id", store=True, index=True
    )
    request_state = fields.Selection(related="request_id.state", string="Request State")
    customer_name = fields.Char(
        compute="_compute_customer_name", compute_sudo=True, string="Customer"
    )
    description = fields.Html(related="request_id.description", string="Wish")
    promised_date = fields.Datetime(related="request_id.promised_date")
    priority = fields.Selection(related="request_id.priority", store=True)

    _hours_positive = models.Constraint(
        "CHECK (hours > 0)", "A step needs more than zero working hours."
    )
    _open_by_employee = models.Index(
        "(employee_id, date_deadline) WHERE state IN ('blocked', 'ready', 'progress')"
    )

    @api.depends("request_id.partner_id", "request_id.partner_name")
    def _compute_customer_name(self):
        for step in self:
            request = step.request_id
            step.customer_name = (
                request.partner_id.display_name
                or request.partner_name
                or request.email_from
            )

    @api.depends("name", "request_id.number")
    def _compute_display_name(self):
        for step in self:
            number = step.sudo().request_id.number
            step.display_name = f"[{number}] {step.name}" if number else step.name

    @api.depends("state")
    def _compute_is_open(self):
        for step in self:
            step.is_open = step.state in OPEN_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN_STATES)]

    @api.depends_context("uid")
    @api.depends("user_id", "employee_id", "department_id", "team_id")
    def _compute_is_for_me(self):
        mine = self.filtered_domain(self._search_is_for_me("in", {True}))
        mine.is_for_me = True
        (self - mine).is_for_me = False

    def _search_is_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        Domain = fields.Domain
        me = Domain("user_id", "=", self.env.uid)
        free = Domain("employee_id", "=", False) & (
            # not everybody may read departments and teams, not even their own
            Domain("department_id", "any!", Domain("member_ids", "any!", me))
            | Domain("team_id", "any!", Domain("crm_team_member_ids", "any!", me))
        )
        return me | free if True in value else ~(me | free)

    @api.depends("date_deadline", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for step in self:
            due = step.date_deadline
            step.is_overdue = bool(step.state in RUNNING_STATES and due and due < now)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = fields.Domain("state", "in", RUNNING_STATES) & fields.Domain(
            "date_deadline", "<", fields.Datetime.now()
        )
        return overdue if True in value else ~overdue

    @api.model_create_multi
    def create(self, vals_list):
        """A step that an officer adds to a running request starts when it can."""
        steps = super().create(vals_list)
        added = steps.filtered(lambda s: not s.template_id)
        added._plan_deadlines()
        added.request_id.filtered(lambda r: r.state == "open")._advance()
        return steps

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------

    def action_start(self):
        """Begin to work on the step."""
        for step in self._act_on("ready"):
            step.write({"state": "progress", "start_date": fields.Datetime.now()})

    def action_done(self):
        """Report the step as done; what waits for it becomes ready."""
        for step in self._act_on("ready", "progress"):
            if step.kind == "document" and not step._has_attachment():
                raise UserError(
                    self.env._(
                        "“%s” is done when its document is attached. Attach it to "
                        "the step, and report it as done then.",
                        step.name,
                    )
                )
            step._close("done")
            step.request_id._advance()

    def action_skip(self):
        """Leave the step out; what waits for it becomes ready."""
        self._check_officer()
        for step in self._act_on("blocked", "ready", "progress"):
            step._close("skipped")
            step.request_id._advance()

    def action_take(self):
        """Take a step of one's own department that nobody has."""
        self.check_access("read")
        for step in self.sudo():
            step.request_id._wait_for_others()
            step._require(*RUNNING_STATES)
            employee = self.env.user.with_company(step.company_id).employee_id
            if not employee:
                raise UserError(
                    self.env._(
                        "You are not linked to an employee of %s. Ask the "
                        "administrator to set your user on your employee record.",
                        step.company_id.name,
                    )
                )
            if step.employee_id:
                raise UserError(
                    self.env._(
                        "%(step)s has been taken by %(employee)s.",
                        step=step.name,
                        employee=step.employee_id.name,
                    )
                )
            step._assign_to(employee.sudo())

    def action_reassign(self):
        """Ask to whom the step goes, and why."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reassign"),
            "res_model": "crm.request.step.reassign",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_step_ids": self.ids},
        }

    def _act_on(self, *states):
        """Return the steps, with all rights, if the user may act on them.

        :raise AccessError: for a step that is not the user's, nor of an employee or
            department that the user leads, unless the user is at the request desk
        :raise UserError: when the step is in none of the ``states``, because
            somebody else was faster, say
        """
        self.check_access("read")
        officer = self.env.user.has_group("crm_gateway.group_request_user")
        steps = self.sudo()
        for step in steps:
            if not (officer or step._is_led_by(self.env.user)):
                raise AccessError(
                    self.env._("“%s” is not yours. Take it first.", step.name)
                )
        steps.request_id._wait_for_others()
        steps._require(*states)
        return steps

    def _require(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for step in self:
            if step.state not in states:
                raise UserError(
                    self.env._(
                        "“%(step)s” is %(state)s meanwhile. Load the page again.",
                        step=step.name,
                        state=labels[step.state],
                    )
                )

    def _is_led_by(self, user):
        """Whether it is the user's own step, or of somebody whom the user leads."""
        self.ensure_one()
        return user in (
            self.user_id
            | self.employee_id.parent_id.user_id
            | self.department_id.manager_id.user_id
            | self.team_id.user_id
            | self.told_employee_ids.user_id
            | self.escalated_employee_id.user_id
        )

    def _check_officer(self):
        if not self.env.user.has_group("crm_gateway.group_request_user"):
            raise AccessError(self.env._("Only the request desk may do this."))

    def _has_attachment(self):
        self.ensure_one()
        return bool(
            self.env["ir.attachment"]
            .sudo()
            .search_count(
                [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
            )
        )

    # ------------------------------------------------------------------
    # What happens by itself
    # ------------------------------------------------------------------

    def _is_free_to_start(self):
        self.ensure_one()
        return all(
            before.state in ("done", "skipped", "cancelled")
            for before in self.depends_on_ids
        )

    def _take_translations(self):
        """Let everybody read the copied plan in a language of their own."""
        names = ["name", "instructions"]
        self.flush_recordset(names)
        self.template_id.flush_recordset(names)
        self.env.cr.execute(
            SQL(
                """UPDATE crm_request_step AS step
                      SET name = plan.name, instructions = plan.instructions
                     FROM crm_request_type_step AS plan
                    WHERE plan.id = step.template_id AND step.id = ANY(%s)""",
                self.ids,
            )
        )
        self.invalidate_recordset(names)

    def _make_ready(self):
        """Give the steps to somebody, begin what they do, and follow it at once."""
        for step in self:
            step.write(
                {
                    "state": "ready",
                    "ready_date": fields.Datetime.now(),
                    # begun before, if its request was taken up again
                    "start_date": False,
                }
            )
            step._assign()
            step._begin()
        self._follow()

    def _close(self, state):
        now = fields.Datetime.now()
        for step in self:
            ready, start = step.ready_date, step.start_date
            due = step.date_deadline
            if state == "done":
                start = start or ready
            late = now - due if due and due < now and state == "done" else None
            step.write(
                {
                    "state": state,
                    "done_date": now,
                    "problem": False,
                    "waiting_hours": _hours((start or now) - ready) if ready else 0,
                    "working_hours": _hours(now - start) if start else 0,
                    "overdue_hours": _hours(late) if late else 0,
                }
            )
        # without asking what comes of it: the step knows already
        self.with_context(crm_request_step_closing=True)._finish_activities(state)

    def _finish_activities(self, state):
        activities = self.activity_ids
        if state == "done":
            activities.action_feedback()
        else:
            activities.unlink()


def _hours(delta):
    return delta.total_seconds() / 3600
