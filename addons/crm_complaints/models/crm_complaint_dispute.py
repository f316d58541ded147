from datetime import timedelta

from odoo import api, fields, models

STATES = [
    ("draft", "Draft"),
    ("consented", "Agreed To"),
    ("referred", "Referred"),
    ("notified", "Notice Received"),
    ("position", "Position Sent"),
    ("outcome", "Outcome"),
    ("implementing", "Being Implemented"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
]
ENDED = ("closed", "withdrawn")
OPEN = tuple(state for state, _label in STATES if state not in ENDED)
BEFORE_OUTCOME = ("referred", "notified", "position")
# When what can be written; what others went by stays
WRITABLE_IN = {
    None: OPEN,
    **dict.fromkeys(
        (
            "origin",
            "provider_id",
            "is_voluntary",
            "is_informed",
            "is_unconditional",
            "consent_name",
            "consent_date",
            "consent_file",
        ),
        ("draft",),
    ),
    "our_position": ("draft", "consented", "referred", "notified"),
    **dict.fromkeys(
        ("outcome", "outcome_date", "outcome_text", "complete_date"), BEFORE_OUTCOME
    ),
    **dict.fromkeys(
        ("answer_reason", "customer_told_date", "provider_told_date"), ("outcome",)
    ),
    # whether something is due is part of the answer
    "nothing_due": tuple(state for state in OPEN if state != "implementing"),
    # the invoice may come late
    "fee": (*OPEN, *ENDED),
    "currency_id": (*OPEN, *ENDED),
}


class CrmComplaintDispute(models.Model):
    """A complaint before a body outside: from consent to the proof that it is done.

    Voluntary and informed, or it does not begin. Confidential: only the owner of the
    complaint, the leader of its team and managers open the file.
    """

    _name = "crm.complaint.dispute"
    _description = "External Dispute"
    _inherit = [
        "crm.company.bound",
        "crm.dependent.record",
        "crm.complaint.discreet",
        "crm.complaint.stepwise",
        "crm.erasable.record",
        "crm.reminder.mixin",
    ]
    _owner_field = "complaint_id"
    _order = "id desc"
    _check_company_auto = True
    _flow_fields = frozenset(
        {
            "state",
            "referral_date",
            "position_author_id",
            "position_approver_id",
            "answer",
            "answer_date",
            "review_count",
            "closed_date",
        }
    )
    _fixed_fields = frozenset({"complaint_id"})
    _writable_in = WRITABLE_IN

    complaint_id = fields.Many2one(
        "crm.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    owner_id = fields.Many2one(related="complaint_id.user_id", string="Owner")
    provider_id = fields.Many2one(
        "crm.complaint.provider",
        "External Body",
        compute="_compute_provider_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    provider_kind = fields.Selection(related="provider_id.kind")
    provider_reference = fields.Char("Its Reference")
    origin = fields.Selection(
        [("company", "Us"), ("customer", "The customer, directly")],
        "Referred By",
        required=True,
        default="company",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )

    # Consent
    is_voluntary = fields.Boolean(
        "Freely Given", help="The customer could refuse without any disadvantage."
    )
    is_informed = fields.Boolean(
        "Informed",
        help="The customer knows who the body is, how it works, what it costs, whether "
        "its outcome binds, and which other ways there are.",
    )
    is_unconditional = fields.Boolean(
        "No Condition of Purchase",
        help="Nobody had to agree to it in order to buy.",
    )
    consent_name = fields.Char("Agreed By")
    consent_date = fields.Date("Agreed On")
    consent_file = fields.Binary("Evidence of the Agreement", attachment=True)
    consent_filename = fields.Char()

    # Before the provider
    referral_date = fields.Date("Referred On", readonly=True, copy=False)
    notice_date = fields.Date("Notice Received On")
    position_due_date = fields.Date("Our Position Due On")
    our_position = fields.Text(
        help="What we say happened, what we did, and what we offer."
    )
    position_author_id = fields.Many2one(
        "res.users", "Written By", readonly=True, copy=False
    )
    position_approver_id = fields.Many2one(
        "res.users", "Approved By", readonly=True, copy=False
    )
    customer_position = fields.Text("The Customer's Position")
    complete_date = fields.Date(
        "File Complete On",
        help="When the external body had everything from both sides.",
    )
    target_date = fields.Date(
        "Outcome Expected By",
        compute="_compute_target_date",
        store=True,
        help="So many days after the file is complete as the company's settings say.",
    )

    # Outcome
    outcome = fields.Selection(
        [
            ("settlement", "Settlement"),
            ("recommendation", "Recommendation"),
            ("decision", "Decision"),
        ],
        tracking=True,
    )
    outcome_date = fields.Date()
    outcome_text = fields.Text("What Came Out")
    answer = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("review", "Review Sought"),
        ],
        "Our Answer",
        tracking=True,
        readonly=True,
        copy=False,
    )
    answer_date = fields.Date("Answered On", readonly=True, copy=False)
    answer_reason = fields.Text(
        "Reasons of Our Answer", help="Needed to reject, and to seek a review."
    )
    customer_told_date = fields.Date("Customer Told the Reasons On")
    provider_told_date = fields.Date("External Body Told the Reasons On")
    review_count = fields.Integer("Reviews Sought", readonly=True, copy=False)
    duration_days = fields.Integer(
        "Days to the Outcome",
        compute="_compute_duration_days",
        store=True,
        aggregator="avg",
    )

    # Implementation
    nothing_due = fields.Boolean(
        "Nothing to Implement", help="The outcome asks nothing of us."
    )
    due_date = fields.Date("Implement By")
    responsible_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    implemented_date = fields.Date("Implemented On")
    proof_file = fields.Binary("Proof", attachment=True)
    proof_filename = fields.Char()
    closed_date = fields.Date("Closed On", readonly=True, copy=False)
    withdraw_reason = fields.Text("Why Withdrawn")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    fee = fields.Monetary("Fee of the External Body")

    _one_open = models.UniqueIndex(
        "(complaint_id) WHERE state NOT IN ('closed', 'withdrawn')",
        "A complaint is in one dispute at a time.",
    )
    _fee_positive = models.Constraint("CHECK (fee >= 0)", "A fee is not negative.")

    def _get_complaints(self):
        return self.sudo().complaint_id

    @api.depends("complaint_id.number", "provider_id.name")
    def _compute_display_name(self):
        for dispute in self:
            parts = (dispute.complaint_id.number, dispute.provider_id.name)
            dispute.display_name = " – ".join(filter(None, parts))

    @api.depends("complaint_id")
    def _compute_provider_id(self):
        for dispute in self:
            dispute.provider_id = (
                dispute.provider_id or dispute.complaint_id.provider_id
            )

    @api.depends("provider_id")
    def _compute_currency_id(self):
        for dispute in self:
            dispute.currency_id = (
                dispute.provider_id.currency_id or dispute.company_id.currency_id
            )

    @api.depends("complete_date")
    def _compute_target_date(self):
        for dispute in self:
            days = timedelta(days=dispute.company_id.complaint_dispute_days)
            complete = dispute.complete_date
            dispute.target_date = complete and complete + days

    @api.depends("referral_date", "outcome_date")
    def _compute_duration_days(self):
        for dispute in self:
            begin, end = dispute.referral_date, dispute.outcome_date
            dispute.duration_days = (end - begin).days if begin and end else 0

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        disputes.filtered("our_position")._note_author()
        return disputes

    def write(self, vals):
        result = super().write(vals)
        if vals.get("our_position"):
            self._note_author()
        return result

    def _note_author(self):
        """Whoever wrote our position last does not approve it."""
        self.sudo().write(
            {"position_author_id": self.env.uid, "position_approver_id": False}
        )

    def _get_fee_cost(self):
        """Return the fee in the company's currency, as of the referral."""
        self.ensure_one()
        company = self.company_id
        return self.currency_id._convert(
            self.fee,
            company.currency_id,
            company,
            self.referral_date or fields.Date.context_today(self),
        )
