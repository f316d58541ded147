from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..scales import KINDS, SCALES

STATES = [("draft", "Draft"), ("running", "Running"), ("ended", "Ended")]
# Answers have been given to it: another question would give them another meaning
FIXED_FIELDS = {"kind", "ces_high_is_easy", "company_id", "moment"}


class CrmSatisfactionProgramme(models.Model):
    """How the company measures what customers think: why, of whom, when, and how.

    By ISO 10004 a measurement has a purpose, a scope, a frequency, a method and an
    owner, and is reviewed. Every programme asks one question of one kind, so that
    its figures mean one thing; the characteristics tell what lies behind it.
    """

    _name = "crm.satisfaction.programme"
    _description = "Satisfaction Programme"
    _inherit = ["crm.company.bound", "mail.thread", "crm.reminder.mixin"]
    _order = "state desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Answers for the measurement and for what is learnt from it.",
    )
    state = fields.Selection(
        STATES, required=True, default="draft", copy=False, tracking=True, index=True
    )
    purpose = fields.Text(
        tracking=True, help="What the company wants to know, and to decide by it."
    )
    scope = fields.Text(
        tracking=True, help="Which customers, products and services it is about."
    )
    method = fields.Text(
        tracking=True,
        help="How the sample is drawn, what is done with the answers, and by whom.",
    )
    review_date = fields.Date(
        "Next Review",
        tracking=True,
        help="The owner is told when it is time to ask whether the programme still "
        "measures what it should.",
    )

    # What is asked
    kind = fields.Selection(KINDS, required=True, default="csat", tracking=True)
    question = fields.Char(
        translate=True,
        help="In your own words. Empty: the usual question of this kind, in every "
        "language.",
    )
    ces_high_is_easy = fields.Boolean(
        "7 Is Easy",
        default=True,
        help="Whether the highest answer is the good one: yes for “it was easy”, no "
        "for “how much effort was it?”.",
    )
    characteristic_ids = fields.One2many(
        "crm.satisfaction.characteristic", "programme_id", "Characteristics", copy=True
    )

    # When, and whom
    moment = fields.Selection(
        [
            ("order", "Order Confirmed"),
            ("invoice", "Invoice Paid"),
            ("request", "Request Done"),
            ("complaint", "Complaint Closed"),
            ("sample", "Sample of Customers"),
        ],
        required=True,
        default="order",
        tracking=True,
        help="After what customers are asked. A sample is drawn from those who have "
        "ordered within a year.",
    )
    start_date = fields.Datetime(
        "Asking Since", readonly=True, copy=False, help="What was before is not asked."
    )
    delay_days = fields.Integer("Days After", default=1)
    sample_share = fields.Integer(
        "Share Asked (%)",
        default=100,
        help="Of all such moments; which ones is drawn once and never again.",
    )
    sample_size = fields.Integer(
        "Customers a Round",
        default=50,
        help="So many customers, drawn at random, are asked in every round.",
    )
    sample_months = fields.Integer("Months Between Rounds", default=3)
    fatigue_days = fields.Integer(
        "Days of Rest",
        default=30,
        help="Nobody is asked who was asked within so many days, by any programme "
        "and at any of the contacts with the same e-mail.",
    )
    reminder_days = fields.Integer(
        "Remind After Days", default=5, help="Once. 0: not at all."
    )
    validity_days = fields.Integer(
        "Open for Days", default=30, help="So long the page takes answers."
    )
    hour_from = fields.Float(
        "Send From", default=8, help="In the business time zone of the company."
    )
    hour_to = fields.Float("Send Until", default=20)
    channel = fields.Selection([("email", "E-mail")], required=True, default="email")
    template_id = fields.Many2one(
        "mail.template",
        "Mail",
        domain="[('model', '=', 'crm.satisfaction.invitation')]",
        help="Empty: the one that comes with the program.",
    )
    look_date = fields.Datetime("Looked for Moments", readonly=True, copy=False)

    # How it goes
    invitation_count = fields.Integer("Invitations", compute="_compute_counts")
    response_count = fields.Integer("Answers", compute="_compute_counts")
    response_rate = fields.Float(
        compute="_compute_counts", help="Answers for each invitation that was sent."
    )

    _days_not_negative = models.Constraint(
        "CHECK (delay_days >= 0 AND fatigue_days >= 0 AND reminder_days >= 0)",
        "Days cannot be negative.",
    )
    _validity_positive = models.Constraint(
        "CHECK (validity_days BETWEEN 1 AND 365)",
        "The page must stay open for 1 to 365 days.",
    )
    _sample_makes_sense = models.Constraint(
        "CHECK (sample_share BETWEEN 1 AND 100 AND sample_size > 0"
        " AND sample_months BETWEEN 1 AND 60)",
        "Ask 1 to 100 % of the moments, or one customer at least in rounds of 1 to 60 "
        "months.",
    )
    _hours_make_sense = models.Constraint(
        "CHECK (0 <= hour_from AND hour_from < hour_to AND hour_to <= 24)",
        "Mails are sent from an hour until a later one of the same day.",
    )

    @api.depends_context("uid")
    def _compute_counts(self):
        """Count with all rights: how many were asked tells nothing of anybody."""
        Invitation = self.env["crm.satisfaction.invitation"].sudo()
        Response = self.env["crm.satisfaction.response"]
        counted = {programme.id: [0, 0] for programme in self}
        for programme, state, count in Invitation._read_group(
            [("programme_id", "in", self.ids), ("sent_date", "!=", False)],
            ["programme_id", "state"],
            ["__count"],
        ):
            if state != "bounced":
                counted[programme.id][0] += count
                counted[programme.id][1] += count if state == "answered" else 0
        answers = dict(
            Response._read_group(
                [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
            )
            if Response.has_access("read")
            else ()
        )
        for programme in self:
            sent, answered = counted.get(programme.id, (0, 0))
            programme.invitation_count = sent
            programme.response_count = answers.get(programme, 0)
            programme.response_rate = answered / sent if sent else 0

    @api.constrains("kind", "moment")
    def _check_kind(self):
        for programme in self:
            if programme.kind == "process" and programme.moment != "complaint":
                raise ValidationError(
                    self.env._(
                        "Satisfaction with the process is asked after a complaint was "
                        "closed. Choose that moment, or another question."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_state(vals.get("state", "draft") != "draft")
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_state("state" in vals)
        changed = FIXED_FIELDS & set(vals)
        if changed and self._has_answers():
            raise UserError(
                self.env._(
                    "This programme has answers already: another question or moment "
                    "would give them another meaning. Duplicate the programme instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if self._has_answers():
            raise UserError(
                self.env._("What customers have answered is kept. Archive it instead.")
            )

    def _has_answers(self):
        Response = self.env["crm.satisfaction.response"].sudo()
        return bool(Response.search_count([("programme_id", "in", self.ids)], limit=1))

    def _refuse_state(self, is_written):
        if is_written:
            raise AccessError(
                self.env._("Use the buttons of the programme to start and to end it.")
            )

    # ----------------------------------------------------------------------
    # Start and end
    # ----------------------------------------------------------------------

    def action_start(self):
        """Ask from now on."""
        self.check_access("write")
        for programme in self.filtered(lambda p: p.state != "running"):
            if not (programme.purpose and programme.scope and programme.user_id):
                raise UserError(
                    self.env._(
                        "Write down the purpose and the scope of “%s”, and who owns "
                        "it, before customers are asked.",
                        programme.name,
                    )
                )
            programme.sudo().write(
                {"state": "running", "start_date": fields.Datetime.now()}
            )

    def action_end(self):
        """Ask nobody any more; the pages of those asked close."""
        self.check_access("write")
        self.sudo().write({"state": "ended"})

    def action_open_responses(self):
        """Show the answers."""
        self.check_access("read")
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "crm_complaints.crm_satisfaction_response_action"
            ),
            "domain": [("programme_id", "=", self.id)],
            "context": {"default_programme_id": self.id},
        }

    def action_open_invitations(self):
        """Show who was asked, and what became of it."""
        self.check_access("read")
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "crm_complaints.crm_satisfaction_invitation_action"
            ),
            "domain": [("programme_id", "=", self.id)],
            "context": {},
        }

    # ----------------------------------------------------------------------
    # Review
    # ----------------------------------------------------------------------

    @api.model
    def _get_reminder_domain(self, today):
        return [("state", "=", "running"), ("review_date", "<=", today)]

    def _get_reminders(self, today):
        self.ensure_one()
        return [
            (
                "review",
                self.review_date,
                self.env._("Review the programme: is it still what we need to know?"),
            )
        ]

    def _get_reminder_users(self):
        return self.user_id

    # ----------------------------------------------------------------------
    # The question
    # ----------------------------------------------------------------------

    def _get_question(self):
        """Return what is asked, in the language of the context."""
        self.ensure_one()
        company = self.company_id.name
        usual = {
            "csat": self.env._("How satisfied are you with us?"),
            "nps": self.env._("How likely are you to recommend %s to others?", company),
            "ces": self.env._("%s made it easy for me. Do you agree?", company)
            if self.ces_high_is_easy
            else self.env._("How much effort was it for you?"),
            "process": self.env._(
                "How satisfied are you with the way in which your complaint was "
                "handled, whatever its outcome?"
            ),
        }
        return self.question or usual[self.kind]

    def _get_scale_labels(self):
        """Return what the lowest and the highest answer mean."""
        self.ensure_one()
        agree = (self.env._("Not at all"), self.env._("Very much"))
        satisfied = (self.env._("Very dissatisfied"), self.env._("Very satisfied"))
        likely = (self.env._("Not at all likely"), self.env._("Extremely likely"))
        return {"nps": likely, "ces": agree}.get(self.kind, satisfied)

    def _get_scores(self):
        """Return the possible answers, lowest first."""
        self.ensure_one()
        lowest, highest = SCALES[self.kind]
        return range(lowest, highest + 1)

    def _get_template(self, name):
        """Return the mail: the programme's own, or the one of this name."""
        self.ensure_one()
        if self.template_id and name == "mail_template_satisfaction":
            return self.template_id
        return self.env.ref(f"crm_complaints.{name}", raise_if_not_found=False)
