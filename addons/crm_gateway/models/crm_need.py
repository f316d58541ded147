from odoo import api, fields, models

GRADES = [
    ("1", "1 – poorly"),
    ("2", "2 – barely"),
    ("3", "3 – fairly"),
    ("4", "4 – well"),
    ("5", "5 – fully"),
]


class CrmNeed(models.Model):
    """What matters to a customer, how much, and who meets it better.

    The gap is the weight times what is missing to a full grade, so that the
    largest gap is where an effort is felt most.
    """

    _name = "crm.need"
    _description = "Customer Need"
    _inherit = ["crm.customer.record", "mail.thread", "crm.reminder.mixin"]
    _order = "gap desc, weight desc, id"
    _rec_names_search = ["name", "topic_id", "partner_id"]

    name = fields.Char("In Their Words", required=True)
    active = fields.Boolean(default=True)
    contact_id = fields.Many2one(
        "res.partner",
        "Said By",
        check_company=True,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    topic_id = fields.Many2one(
        "crm.need.topic", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("need", "Need"), ("expectation", "Expectation")],
        default="need",
        required=True,
        help="A need must be met, an expectation makes us preferred.",
    )
    weight = fields.Integer(
        "Importance",
        default=3,
        required=True,
        aggregator="avg",
        help="From 1, hardly matters, to 5, decides.",
    )
    our_grade = fields.Selection(
        GRADES, "We Meet It", help="Empty: we do not know yet.", tracking=True
    )
    competitor_id = fields.Many2one(
        "crm.competitor", "Best Rival", check_company=True, index="btree_not_null"
    )
    rival_grade = fields.Selection(GRADES, "The Rival Meets It")
    gap = fields.Integer(
        compute="_compute_gap",
        store=True,
        aggregator="avg",
        help="Importance × what we lack of a full grade: 0 to 20.",
    )
    rival_lead = fields.Integer(
        compute="_compute_gap",
        store=True,
        aggregator="avg",
        help="Importance × how many grades the rival is ahead; negative where we are.",
    )
    source = fields.Selection(
        [
            ("visit", "Visit"),
            ("call", "Call"),
            ("survey", "Survey"),
            ("complaint", "Complaint"),
            ("negotiation", "Negotiation"),
            ("other", "Other"),
        ],
        "Learned From",
        default="visit",
        required=True,
    )
    learned_date = fields.Date(
        "Learned On", default=fields.Date.context_today, required=True
    )
    review_date = fields.Date(
        "Ask Again On",
        index=True,
        help="On this day the responsible gets an activity: needs change.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
    )
    note = fields.Text("What We Do About It")

    _weight_in_range = models.Constraint(
        "CHECK (weight BETWEEN 1 AND 5)", "The importance of a need is from 1 to 5."
    )
    _review_after_learning = models.Constraint(
        "CHECK (review_date IS NULL OR review_date >= learned_date)",
        "A need cannot be asked for again before it was learned.",
    )

    @api.depends("weight", "our_grade", "rival_grade")
    def _compute_gap(self):
        for need in self:
            ours = int(need.our_grade or 0)
            need.gap = need.weight * (5 - ours) if ours else 0
            need.rival_lead = (
                need.weight * (int(need.rival_grade) - ours)
                if ours and need.rival_grade
                else 0
            )

    @api.onchange("contact_id")
    def _onchange_contact_id(self):
        if self.contact_id and not self.partner_id:
            self.partner_id = self.contact_id.commercial_partner_id

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.contact_id.commercial_partner_id != self.partner_id:
            self.contact_id = False

    @api.model
    def _get_reminder_domain(self, today):
        return [("review_date", "<=", today)]

    def _get_reminders(self, today):
        self.ensure_one()
        yield (
            "review",
            self.review_date,
            self.env._(
                "Ask %(customer)s again: %(need)s",
                customer=self.partner_id.name,
                need=self.name,
            ),
        )
