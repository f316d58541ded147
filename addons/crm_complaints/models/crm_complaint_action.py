from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_complaint_investigation import READERS

OPEN_STATES = ("planned", "doing")


class CrmComplaintAction(models.Model):
    """What is done so that a cause of complaints does not work again.

    Whoever is responsible sees and does it without knowing who complained, nor of
    which complaint it comes: its words are neutral, and what leads to the complaints
    is for those who handle them. It may serve several complaints, or none yet.
    """

    _name = "crm.complaint.action"
    _description = "Corrective or Preventive Action"
    _inherit = [
        "crm.company.bound",
        "crm.complaint.discreet",
        "crm.reminder.mixin",
        "crm.complaint.stepwise",
    ]
    _order = "date_deadline, id"
    _mail_post_access = "read"
    # whoever cannot judge may still do what follows
    _about_paths = ("complaint_ids.accused_user_ids",)
    _check_company_auto = True

    name = fields.Char(
        "Action",
        required=True,
        tracking=True,
        help="Whoever does it reads this, and not the complaint: name nobody.",
    )
    description = fields.Text(
        help="What is to be done, in words that tell nobody who complained or of whom."
    )
    kind = fields.Selection(
        [
            ("containment", "Containment"),
            ("corrective", "Corrective"),
            ("preventive", "Preventive"),
        ],
        required=True,
        default="corrective",
        tracking=True,
        help="Containment keeps others from harm for now, correction removes the "
        "cause, prevention keeps it from arising elsewhere.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("doing", "In Progress"),
            ("done", "Done"),
            ("verified", "Effective"),
            ("ineffective", "Not Effective"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        tracking=True,
        help="May be anybody who works here: sees the action, not the complaint.",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
    )
    date_deadline = fields.Date("Deadline", required=True, tracking=True, index=True)
    is_mine_only = fields.Boolean(
        compute="_compute_is_mine_only",
        help="The user does it, and does not handle complaints.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    work_note = fields.Text("What Was Done", tracking=True)
    done_date = fields.Datetime("Done On", readonly=True, copy=False)
    done_user_id = fields.Many2one(
        "res.users", "Reported Done By", readonly=True, copy=False
    )

    # Where it comes from: for those who handle complaints
    complaint_ids = fields.Many2many(
        "crm.complaint",
        "crm_complaint_action_rel",
        "action_id",
        "complaint_id",
        "Complaints",
        check_company=True,
        groups=READERS,
    )
    investigation_id = fields.Many2one(
        "crm.complaint.investigation",
        index="btree_not_null",
        check_company=True,
        groups=READERS,
    )
    category_id = fields.Many2one(
        "crm.complaint.category",
        compute="_compute_category_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="restrict",
        groups=READERS,
        help="Complaints of it, with the same cause, show whether the action works.",
    )
    cause_id = fields.Many2one(
        "crm.complaint.cause",
        "Root Cause",
        compute="_compute_cause_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="restrict",
        groups=READERS,
    )

    # Whether it works
    check_days = fields.Integer(
        "Days Until the Check",
        compute="_compute_check_days",
        store=True,
        readonly=False,
        precompute=True,
        help="So long after it is done, somebody else looks whether it works.",
    )
    check_date = fields.Date("Check Planned On", copy=False, tracking=True)
    check_method = fields.Text(
        "How It Is Checked", help="What is measured, and what must come out."
    )
    checker_id = fields.Many2one("res.users", "Checked By", readonly=True, copy=False)
    checked_date = fields.Datetime("Checked On", readonly=True, copy=False)
    result_reason = fields.Text(
        "Result of the Check",
        copy=False,
        help="What was found, or why it is cancelled.",
    )
    recurrence_count = fields.Integer(
        "Recurrences",
        compute="_compute_recurrence_count",
        compute_sudo=True,
        groups=READERS,
        help="Complaints of the same category and cause that came in since it is "
        "done; once it is checked, until then.",
    )
    previous_action_id = fields.Many2one(
        "crm.complaint.action",
        "Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The action that did not work.",
    )

    _check_days_positive = models.Constraint(
        "CHECK (check_days >= 0)", "Days until the check are not negative."
    )
    _open_by_deadline = models.Index(
        "(user_id, date_deadline) WHERE state IN ('planned', 'doing')"
    )

    def _get_complaints(self):
        return self.sudo().complaint_ids

    @api.depends("cause_id")
    def _compute_department_id(self):
        for action in self:
            cause = action.sudo().cause_id.with_company(action.company_id)
            action.department_id = action.department_id or cause.department_id

    @api.depends("complaint_ids.category_id")
    def _compute_category_id(self):
        for action in self:
            complaints = action.sudo().complaint_ids
            action.category_id = action.category_id or complaints.category_id[:1]

    @api.depends("complaint_ids.cause_id", "investigation_id.cause_id")
    def _compute_cause_id(self):
        for action in self:
            known = action.sudo()
            found = known.investigation_id.cause_id or known.complaint_ids.cause_id[:1]
            action.cause_id = action.cause_id or found

    @api.depends("company_id")
    def _compute_check_days(self):
        for action in self:
            action.check_days = (
                action.check_days or action.company_id.complaint_action_check_days
            )

    @api.depends_context("uid")
    def _compute_is_mine_only(self):
        handles = self.env.user.has_group("crm_complaints.group_complaint_user")
        self.is_mine_only = not handles

    @api.depends("date_deadline", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for action in self:
            due = action.date_deadline
            action.is_overdue = bool(
                due and due < today and action.state in OPEN_STATES
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "in", OPEN_STATES) & Domain(
            "date_deadline", "<", fields.Date.context_today(self)
        )
        return overdue if True in value else ~overdue

    @api.depends("category_id", "cause_id", "done_date", "checked_date")
    def _compute_recurrence_count(self):
        counts = self._count_recurrences()
        for action in self:
            action.recurrence_count = counts.get(action.id, 0)

    def _count_recurrences(self):
        """Return {id: complaints of the same category and cause since it was done}.

        Counted for all actions together; what is merged or no complaint is left out.
        """
        if not self.ids:
            return {}
        self.flush_model(
            ["company_id", "category_id", "cause_id", "done_date", "checked_date"]
        )
        self.env["crm.complaint"].flush_model(
            ["company_id", "category_id", "cause_id", "received_date", "state"]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT action.id, count(*)
                     FROM crm_complaint_action action
                     JOIN crm_complaint complaint
                       ON complaint.company_id = action.company_id
                      AND complaint.category_id = action.category_id
                      AND complaint.cause_id = action.cause_id
                      AND complaint.received_date > action.done_date
                      AND (action.checked_date IS NULL
                           OR complaint.received_date <= action.checked_date)
                      AND complaint.state NOT IN ('merged', 'invalid')
                    WHERE action.id = ANY(%s)
                    GROUP BY action.id""",
                self.ids,
            )
        )
        return dict(rows)

    @api.constrains("user_id", "complaint_ids")
    def _check_responsible(self):
        """Whom a complaint is about does not mend it, and does not hear of it."""
        for action in self.sudo():
            accused = action.complaint_ids.accused_user_ids
            if action.state in OPEN_STATES and action.user_id in accused:
                raise ValidationError(
                    self.env._(
                        "%s cannot be responsible for this action. Choose somebody "
                        "else.",
                        action.user_id.name,
                    )
                )
