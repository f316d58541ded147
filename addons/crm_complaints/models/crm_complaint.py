from odoo import api, fields, models
from odoo.fields import Domain

CHANNELS = [
    ("phone", "Phone"),
    ("person", "In person"),
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("website", "Website"),
    ("portal", "Portal"),
    ("request", "Request"),
    ("api", "Other program"),
    ("survey", "Survey"),
]
STATES = [
    ("received", "Received"),
    ("acknowledged", "Acknowledged"),
    ("assessed", "Assessed"),
    ("investigating", "Investigating"),
    ("waiting", "Waiting"),
    ("responded", "Responded"),
    ("escalated", "Escalated"),
    ("final", "Final Response"),
    ("dispute", "External Dispute"),
    ("closed", "Closed"),
    ("merged", "Merged"),
    ("invalid", "Invalid"),
]
ENDED_STATES = ("closed", "merged", "invalid")
# Nothing was said on the matter yet
UNANSWERED_STATES = ("received", "acknowledged", "assessed", "investigating", "waiting")
DECISIONS = [
    ("upheld", "Upheld"),
    ("partly", "Partly Upheld"),
    ("rejected", "Rejected"),
]
GRADES = [("1", "Low"), ("2", "Medium"), ("3", "High"), ("4", "Very High")]
PRIORITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]
# Who complains: for those who handle the complaint, and nobody else
IDENTITY = "crm_complaints.group_complaint_user"


class CrmComplaint(models.Model):
    """What a customer is dissatisfied with, from receipt to the end.

    Handled by ISO 10002: acknowledged at once, assessed, investigated, answered,
    and open until the customer is content or every way was tried. Its files: who
    (this one), the flow, the clocks, the mail, and who may not know of it.
    """

    _name = "crm.complaint"
    _description = "Complaint"
    _inherit = [
        "crm.numbered.record",
        "crm.company.bound",
        "crm.stranger.mail",
        "portal.mixin",
        "crm.complaint.discreet",
        "mail.thread.cc",
        "crm.nameless.thread",
        "crm.single.record",
        # agents name employees, without rights on what is private of them
        "hr.mixin",
    ]
    _order = "id desc"
    _primary_email = "email_from"
    _about_paths = ("accused_user_ids", "conflicted_user_ids")
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char("Subject", required=True, tracking=True, index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES,
        required=True,
        default="received",
        tracking=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    channel = fields.Selection(CHANNELS, required=True, default="phone", tracking=True)
    category_id = fields.Many2one(
        "crm.complaint.category",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    is_confidential = fields.Boolean(
        "Confidential",
        compute="_compute_is_confidential",
        store=True,
        readonly=False,
        tracking=True,
        help="Only the owner, the team's leader and managers open it.",
    )
    team_id = fields.Many2one(
        "crm.complaint.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Answers for it: somebody of the team who is trained and not involved.",
    )

    # Who complains
    partner_id = fields.Many2one(
        "res.partner",
        "Complainant",
        index=True,
        tracking=True,
        check_company=True,
        groups=IDENTITY,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
        groups=IDENTITY,
    )
    partner_name = fields.Char("Name of the Complainant", groups=IDENTITY)
    email_from = fields.Char(
        "E-mail",
        compute="_compute_contact",
        store=True,
        readonly=False,
        groups=IDENTITY,
    )
    phone = fields.Char(
        compute="_compute_contact", store=True, readonly=False, groups=IDENTITY
    )
    email_cc = fields.Char(groups=IDENTITY)
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        compute="_compute_lang",
        store=True,
        readonly=False,
        help="In which the complainant is written to.",
    )
    is_anonymous = fields.Boolean(
        "Anonymous", readonly=True, copy=False, help="Nobody knows who complains."
    )

    # What happened
    description = fields.Html("What Happened")
    occurred_date = fields.Date("Happened On")
    remedy_wanted = fields.Text("What the Customer Wants")
    immediate_action = fields.Text(
        "Done at Once", tracking=True, help="What was done before any investigation."
    )
    department_id = fields.Many2one(
        "hr.department", "Department Concerned", check_company=True
    )
    request_id = fields.Many2one(
        "crm.request", index="btree_not_null", check_company=True, groups=IDENTITY
    )
    link_ids = fields.One2many("crm.complaint.link", "complaint_id", "About")
    received_date = fields.Datetime(
        "Received",
        required=True,
        default=fields.Datetime.now,
        index=True,
        help="From here on all clocks run, whoever recorded it and when.",
    )

    # How bad it is
    severity = fields.Selection(
        GRADES, tracking=True, help="How much it harms whoever complains."
    )
    impact = fields.Selection(
        GRADES, tracking=True, help="How many are concerned, and how far it goes."
    )
    complexity = fields.Selection(
        [("simple", "Simple"), ("moderate", "Moderate"), ("complex", "Complex")],
        tracking=True,
    )
    is_safety = fields.Boolean(
        "Safety", tracking=True, help="Somebody's health or life is in danger."
    )
    priority = fields.Selection(
        PRIORITIES,
        compute="_compute_priority",
        store=True,
        precompute=True,
        index=True,
        tracking=True,
        help="Severity times impact; safety makes it critical.",
    )

    # Opens the page of the complainant to whoever has it
    access_token = fields.Char(groups=IDENTITY)

    # What was decided
    decision = fields.Selection(DECISIONS, tracking=True, copy=False)
    decision_reason = fields.Html("Reasons", copy=False)
    cause_id = fields.Many2one(
        "crm.complaint.cause",
        "Root Cause",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        copy=False,
        ondelete="restrict",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "Two complaints cannot bear the same number."
    )

    @api.depends("number", "name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Show no more than the number to employees who may not open it.

        The host reads names of what a record names with all rights.
        """
        readable = self._origin
        user = self.env.user
        if self.env.su and user._is_internal() and not user._is_superuser():
            known = self._origin
            readable = known.sudo(False)._filtered_access("read").sudo()
        for complaint in self:
            number = f"[{complaint.number}]" if complaint.number else ""
            origin = complaint._origin
            name = complaint.name if not origin or origin in readable else ""
            complaint.display_name = f"{number} {name or ''}".strip()

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        return Domain(domain) | Domain("number", operator, value)

    @api.depends("state")
    def _compute_is_open(self):
        for complaint in self:
            complaint.is_open = complaint.state not in ENDED_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "not in" if True in value else "in", ENDED_STATES)]

    @api.depends("category_id")
    def _compute_is_confidential(self):
        for complaint in self:
            complaint.is_confidential = (
                complaint.is_confidential or complaint.category_id.is_confidential
            )

    @api.depends("category_id", "company_id")
    def _compute_team_id(self):
        Team = self.env["crm.complaint.team"].sudo()
        for complaint in self:
            company = complaint.company_id
            complaint.team_id = (
                complaint.category_id.sudo()._get_team(company)
                or complaint.team_id.filtered(lambda t, c=company: t.company_id == c)
                or Team._get_default(company)
            )

    @api.depends("team_id")
    def _compute_user_id(self):
        for complaint in self:
            complaint.user_id = complaint.user_id or complaint._choose_owner()

    @api.depends("partner_id")
    def _compute_contact(self):
        for complaint in self:
            complaint.email_from = complaint.partner_id.email or complaint.email_from
            complaint.phone = complaint.partner_id.phone or complaint.phone

    @api.depends("partner_id")
    def _compute_lang(self):
        for complaint in self:
            complaint.lang = (
                complaint.partner_id.lang
                or complaint.lang
                or complaint.company_id.partner_id.lang
            )

    @api.depends("severity", "impact", "is_safety")
    def _compute_priority(self):
        for complaint in self:
            complaint.priority = self._grade(
                {name: complaint[name] for name in ("severity", "impact", "is_safety")}
            )

    @api.model
    def _grade(self, values):
        """Return the priority: severity x impact, from 12 critical, 8 high, 4 normal.

        Not assessed yet counts as normal, so that its clocks run.
        """
        if values["is_safety"]:
            return "3"
        if not (values["severity"] and values["impact"]):
            return "1"
        product = int(values["severity"]) * int(values["impact"])
        return str(sum(product >= least for least in (4, 8, 12)))

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"
        return result

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]
