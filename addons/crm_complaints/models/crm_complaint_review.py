from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# What is put in by hand, in the order it is talked about
INPUTS = (
    "internal_factors",
    "external_factors",
    "performance",
    "audit_results",
    "recommendations",
)
USUAL_MONTHS = 12


class CrmComplaintReview(models.Model):
    """How top management finds that complaints are handled, and what it decides.

    Prepared as a draft, with the figures of this moment; when it is held, the figures
    are frozen, so that what was reviewed can be read again. Numbers and neutral words
    only: it names neither who complained nor of whom.
    """

    _name = "crm.complaint.review"
    _description = "Management Review of Complaints"
    _inherit = [
        "crm.numbered.record",
        "mail.thread",
        "mail.activity.mixin",
        "crm.complaint.stepwise",
    ]
    _order = "date_to desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._propose_period()[0]
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._propose_period()[1], index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Prepared By",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        index=True,
        help="Collects what is reviewed, and sees that decisions are made.",
    )
    chair_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Somebody of top management.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "crm_complaint_review_participant_rel",
        string="Participants",
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("held", "Held"), ("closed", "Closed")],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    held_date = fields.Datetime("Held On", readonly=True, copy=False)
    held_user_id = fields.Many2one(
        "res.users",
        "Held By",
        readonly=True,
        copy=False,
        help="The figures count the complaints that this person may open.",
    )
    closed_date = fields.Datetime("Closed On", readonly=True, copy=False)

    # What is reviewed
    figures = fields.Json(
        "Frozen Figures",
        readonly=True,
        copy=False,
        help="As they were when the review was held, with the rules they rest on.",
    )
    internal_factors = fields.Text(
        "Changes Within",
        help="What changed here and bears on complaints: policy, objectives, people, "
        "means, products and services.",
    )
    external_factors = fields.Text(
        "Changes Outside",
        help="What changed around us: law, competitors, technology, what customers "
        "expect.",
    )
    performance = fields.Text(
        "Overall Performance",
        help="How the figures are judged: what is good, what is not, against which "
        "objective.",
    )
    audit_results = fields.Text(
        help="What audits of the handling of complaints found, and when they were."
    )
    recommendations = fields.Text(
        "Recommendations for Improvement", help="What is proposed to be decided."
    )

    # What comes out
    conclusions = fields.Text(
        copy=False, help="What was said and concluded. Name nobody."
    )
    decision_ids = fields.One2many(
        "crm.complaint.review.decision", "review_id", "Decisions"
    )
    no_decision_reason = fields.Text(
        "Why No Decision Is Needed",
        copy=False,
        help="Without any decision, a review is closed only with a reason.",
    )
    earlier_decision_ids = fields.Many2many(
        "crm.complaint.review.decision",
        compute="_compute_earlier_decision_ids",
        string="Decisions of Earlier Reviews",
        help="Those that were open when this period began, or are open still.",
    )
    decision_count = fields.Integer(
        "Number of Decisions", compute="_compute_decision_count"
    )
    open_decision_count = fields.Integer(
        "Open Decisions", compute="_compute_decision_count"
    )

    _period_forward = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends before it begins."
    )
    _number_unique = models.UniqueIndex(
        "(company_id, number)", "Two reviews cannot bear the same number."
    )

    @api.model
    def _propose_period(self):
        """Return the first and the last day of the period after the last review's."""
        company = self.env.company
        last = self.sudo().search([("company_id", "=", company.id)], limit=1)
        end = company._get_crm_today().replace(day=1) - relativedelta(days=1)
        if last and last.date_to < end:
            return last.date_to + relativedelta(days=1), end
        return end - relativedelta(months=USUAL_MONTHS) + relativedelta(days=1), end

    @api.depends("number", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            period = " – ".join(
                format_date(self.env, day)
                for day in (review.date_from, review.date_to)
                if day
            )
            review.display_name = f"{review.number or ''} {period}".strip()

    @api.depends("decision_ids.state")
    def _compute_decision_count(self):
        groups = self.env["crm.complaint.review.decision"]._read_group(
            [("review_id", "in", self.ids)], ["review_id", "state"], ["__count"]
        )
        counts = {}
        for review, state, count in groups:
            counts.setdefault(review.id, {})[state] = count
        for review in self:
            found = counts.get(review.id, {})
            review.decision_count = sum(found.values())
            review.open_decision_count = found.get("open", 0)

    @api.depends("company_id", "date_from")
    def _compute_earlier_decision_ids(self):
        Decision = self.env["crm.complaint.review.decision"]
        for review in self:
            if not (review.company_id and review.date_from):
                review.earlier_decision_ids = False
                continue
            running = Domain("state", "=", "open") | Domain(
                "done_date", ">=", fields.Datetime.to_datetime(review.date_from)
            )
            earlier = Domain("company_id", "=", review.company_id.id)
            if review._origin:
                earlier &= Domain("review_id", "!=", review._origin.id)
                earlier &= Domain("review_id.date_to", "<=", review.date_to)
            review.earlier_decision_ids = Decision.search(earlier & running)

    @api.constrains("user_id", "chair_id", "participant_ids", "company_id")
    def _check_people(self):
        """Who sits there works in this company."""
        for review in self:
            people = (review.user_id | review.chair_id | review.participant_ids).sudo()
            for user in people:
                if user.share or review.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work in “%(company)s”. Choose somebody "
                            "who does.",
                            user=user.name,
                            company=review.company_id.name,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(review.state != "draft" for review in self):
            raise UserError(
                self.env._("A review that was held is a record: it is not deleted.")
            )

    def action_open_decisions(self):
        """Open the decisions of this review."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.complaint.review.decision",
            "view_mode": "list,form",
            "domain": [("review_id", "=", self.id)],
            "context": {"default_review_id": self.id},
            "name": self.env._("Decisions"),
        }

    def _get_report_inputs(self):
        """Return (label, text) of what was considered, for the printed review."""
        self.ensure_one()
        return [
            (self._fields[name]._description_string(self.env), self[name])
            for name in INPUTS
        ]
