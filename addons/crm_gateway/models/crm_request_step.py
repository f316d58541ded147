from odoo import api, fields, models

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
    request, and nothing else of it; what they do goes through the actions of its
    flow, which check whose step it is.
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
