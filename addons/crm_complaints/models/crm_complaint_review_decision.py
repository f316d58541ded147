from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

REVIEWERS = (
    "crm_complaints.group_complaint_manager,crm_complaints.group_complaint_auditor"
)
MANAGER = "crm_complaints.group_complaint_manager"
# What whoever carries a decision out writes on it, who does not answer for complaints
THEIR_FIELDS = {"result", "evidence_file", "evidence_filename"}
# What a decision is, as long as its review is not closed
DECIDED = {"name", "description", "kind"}


class CrmComplaintReviewDecision(models.Model):
    """What top management decided, who does it until when, and what came of it.

    Whoever carries it out may be anybody who works here: they see their decision, and
    neither the review nor its figures.
    """

    _name = "crm.complaint.review.decision"
    _description = "Decision of a Management Review"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.complaint.stepwise"]
    _order = "date_deadline, id"
    _check_company_auto = True

    review_id = fields.Many2one(
        "crm.complaint.review",
        required=True,
        index=True,
        ondelete="cascade",
        groups=REVIEWERS,
    )
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, index=True, precompute=True
    )
    name = fields.Char(
        "Decision",
        required=True,
        tracking=True,
        help="Whoever carries it out reads this, and not the review: name nobody who "
        "complained, and nobody of whom.",
    )
    description = fields.Text(help="What is to be achieved, and how one sees it.")
    kind = fields.Selection(
        [
            ("process", "Improve the Handling of Complaints"),
            ("product", "Improve Products or Services"),
            ("resource", "Resources Needed"),
            ("policy", "Policy or Objectives"),
        ],
        required=True,
        default="process",
        tracking=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        domain="[('share', '=', False)]",
        tracking=True,
        index=True,
    )
    date_deadline = fields.Date("Deadline", required=True, tracking=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_mine_only = fields.Boolean(
        compute="_compute_is_mine_only",
        help="The user carries it out, and does not answer for complaints.",
    )
    result = fields.Text(
        copy=False,
        help="What was done and how one sees that it works, or why it was given up.",
    )
    evidence_file = fields.Binary("Evidence", attachment=True, copy=False)
    evidence_filename = fields.Char("Name of the Evidence", copy=False)
    done_date = fields.Datetime("Done On", readonly=True, copy=False)
    done_user_id = fields.Many2one(
        "res.users", "Reported Done By", readonly=True, copy=False
    )

    _open_by_deadline = models.Index("(company_id, date_deadline) WHERE state = 'open'")

    @api.depends("date_deadline", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for decision in self:
            is_late = decision.date_deadline and decision.date_deadline < today
            decision.is_overdue = bool(is_late and decision.state == "open")

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = Domain("date_deadline", "<", today) & Domain("state", "=", "open")
        return late if True in value else ~late

    @api.depends_context("uid")
    def _compute_is_mine_only(self):
        self.is_mine_only = not self.env.user.has_group(MANAGER)

    @api.constrains("user_id", "company_id")
    def _check_responsible(self):
        for decision in self:
            user = decision.user_id
            if user.share or decision.company_id not in user.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in “%(company)s”. Choose somebody "
                        "who does.",
                        user=user.name,
                        company=decision.company_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Guard
    # ------------------------------------------------------------------

    _first_state = "open"
    _flow_fields = frozenset({"state", "done_date", "done_user_id"})
    _fixed_fields = frozenset({"review_id", "company_id"})
    _writable_in = {None: ("open",)}

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._check_review("held")
        decisions._remind()
        return decisions

    def write(self, vals):
        self._check_theirs(vals)
        if DECIDED & set(vals):
            self._check_review("held")
        result = super().write(vals)
        if {"user_id", "date_deadline"} & set(vals):
            self._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_while_held(self):
        self._check_review("draft", "held")

    def _check_review(self, *states):
        """What was decided changes only while the review goes on."""
        if self.env.su:
            return
        if set(self.sudo().review_id.mapped("state")) - set(states):
            raise UserError(
                self.env._(
                    "Decisions are recorded when the review is held, and stand once "
                    "it is closed."
                )
            )

    def _check_theirs(self, names):
        """Whoever carries it out writes what came of it, and nothing else."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        ours = {
            name
            for name in names
            if name in self._fields and self._fields[name]._module != "mail"
        }
        if ours - THEIR_FIELDS:
            raise AccessError(
                self.env._(
                    "Only who answers for complaints changes a decision. Write its "
                    "result, and press “Done”."
                )
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_done(self):
        """It is carried out, and this is what came of it."""
        self._end("done")

    def action_cancel(self):
        """It is given up; why, is in the result."""
        self._require_manager()
        self._end("cancelled")

    def action_reopen(self):
        """It is not done yet, or wanted again."""
        self._require_manager()
        decision = self._begin("done", "cancelled")
        decision.write({"state": "open", "done_date": False, "done_user_id": False})
        decision._remind()

    def _end(self, state):
        decision = self._begin("open")
        decision._require_filled("result")
        decision.write(
            {
                "state": state,
                "done_date": fields.Datetime.now(),
                "done_user_id": self.env.uid,
            }
        )
        decision.activity_unlink(["mail.mail_activity_data_todo"])

    def _require_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("This is for those who answer for complaints.")
            )

    def _remind(self):
        """Plan one activity for whoever carries it out, in place of earlier ones."""
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        for decision in self.filtered(lambda decision: decision.state == "open"):
            user = decision.user_id
            decision.with_context(lang=user.lang).activity_schedule(
                "mail.mail_activity_data_todo",
                decision.date_deadline,
                summary=self.with_context(lang=user.lang).env._(
                    "Carry out what was decided, and write what came of it"
                ),
                user_id=user.id,
            )
