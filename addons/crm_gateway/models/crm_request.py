from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CHANNELS = [
    ("phone", "Phone"),
    ("person", "In person"),
    ("email", "E-mail"),
    ("portal", "Portal"),
    ("chat", "Chat"),
    ("website", "Website"),
    ("lead", "Lead"),
    ("api", "Other program"),
]
# Anybody can write here, in anybody's name, before one of us has seen it
STRANGERS_CHANNELS = ("email", "website")
STATES = [
    ("new", "New"),
    ("open", "In Progress"),
    ("waiting", "Waiting for Customer"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("new", "open", "waiting")
# Customers read their requests in the portal, and by RPC: not what we think of them
INTERNAL = "base.group_user"


class CrmRequest(models.Model):
    """What one customer asked for, on any channel: the door of the company.

    The request's type brings a plan of steps (see ``crm.request.step``), which
    departments carry out; the request follows them to its end.
    """

    _name = "crm.request"
    _description = "Customer Request"
    _inherit = [
        "crm.numbered.record",
        "crm.stranger.mail",
        "portal.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
    ]
    # not by priority, which customers may not read; the views order by it
    _order = "id desc"
    _primary_email = "email_from"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Subject", required=True, tracking=True, index="trigram")
    number = fields.Char(readonly=True, copy=False, index=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    type_id = fields.Many2one(
        "crm.request.type",
        "Request Type",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self._default_type(),
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone", tracking=True)
    reference = fields.Char(
        "Their Reference",
        copy=False,
        index="btree_not_null",
        help="The number under which the customer, or another program, keeps it.",
    )
    business_line_id = fields.Many2one(
        "crm.business.line",
        groups=INTERNAL,
        compute="_compute_from_type",
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
    )
    description = fields.Html("Wish")
    promised_date = fields.Datetime(
        "Promised", tracking=True, help="When the customer was told to expect it."
    )
    email_cc = fields.Char(groups=INTERNAL)
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "High"), ("3", "Urgent")],
        groups=INTERNAL,
        compute="_compute_priority",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Proposed by what the customer is worth; change it as you see fit.",
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
    )

    # Who asks
    partner_id = fields.Many2one(
        "res.partner", "Customer", index=True, tracking=True, check_company=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    partner_name = fields.Char(
        "Name of the Caller", help="Of somebody who is not among your contacts yet."
    )
    email_from = fields.Char(
        "E-mail", compute="_compute_contact", store=True, readonly=False
    )
    phone = fields.Char(compute="_compute_contact", store=True, readonly=False)

    # Where it stands
    state = fields.Selection(
        STATES,
        required=True,
        default="new",
        tracking=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    step_ids = fields.One2many(
        "crm.request.step", "request_id", "Steps", copy=False, groups=INTERNAL
    )
    current_step_id = fields.Many2one(
        "crm.request.step", compute="_compute_progress", store=True, groups=INTERNAL
    )
    current_template_id = fields.Many2one(
        "crm.request.type.step",
        "Step in the Plan",
        compute="_compute_progress",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
    )
    progress = fields.Float(compute="_compute_progress", store=True, aggregator="avg")
    next_deadline = fields.Datetime(
        compute="_compute_progress", store=True, index="btree_not_null"
    )
    expected_date = fields.Datetime(
        "Expected",
        compute="_compute_progress",
        store=True,
        help="When the last step ends, as planned.",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_overdue")
    is_late = fields.Boolean(
        "Will Be Late",
        compute="_compute_is_overdue",
        help="The plan ends after the promised date.",
    )
    start_date = fields.Datetime("Started", readonly=True, copy=False)
    done_date = fields.Datetime("Ended", readonly=True, copy=False)
    duration_hours = fields.Float(
        "Throughput (Hours)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From recording to the end, in hours of the clock.",
    )

    # What came of it
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        index="btree_not_null",
        check_company=True,
        groups=INTERNAL,
    )
    order_ids = fields.One2many("sale.order", "request_id", "Orders")
    move_ids = fields.One2many(
        "account.move", "request_id", help="Invoices that came of no order."
    )
    invoice_ids = fields.Many2many("account.move", compute="_compute_invoice_ids")
    order_count = fields.Integer(compute="_compute_document_counts")
    invoice_count = fields.Integer(compute="_compute_document_counts")

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "Two requests cannot bear the same number."
    )
    # a program that calls again after a broken connection must not file twice
    _reference_unique = models.UniqueIndex(
        "(company_id, reference) WHERE channel = 'api' AND reference IS NOT NULL",
        "Another program has filed a request with this reference already. Look it up "
        "by its reference.",
    )

    @api.model
    def _default_type(self):
        return self.env["crm.request.type"].search(
            [("company_id", "in", [False, self.env.company.id])], limit=1
        )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for request in self:
            number = f"[{request.number}] " if request.number else ""
            request.display_name = f"{number}{request.name or ''}"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        return Domain(domain) | Domain("number", operator, value)

    @api.depends("type_id")
    def _compute_from_type(self):
        for request in self:
            request.business_line_id = (
                request.business_line_id or request.type_id.business_line_id
            )

    @api.depends("type_id")
    def _compute_user_id(self):
        me = self.env.user
        desk = me.active and me.has_group("crm_gateway.group_request_user")
        for request in self:
            request.user_id = (
                request.user_id or (desk and me) or request.type_id.user_id
            )

    @api.depends("partner_id")
    def _compute_priority(self):
        for request in self:
            request.priority = (
                request.partner_id._get_request_priority()
                if request.partner_id
                else request.priority or "0"
            )

    @api.depends("partner_id")
    def _compute_contact(self):
        for request in self:
            request.email_from = request.partner_id.email or request.email_from
            request.phone = request.partner_id.phone or request.phone

    @api.depends("state")
    def _compute_is_open(self):
        for request in self:
            request.is_open = request.state in OPEN_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN_STATES)]

    @api.depends("step_ids.state", "step_ids.hours", "step_ids.date_deadline")
    def _compute_progress(self):
        for request in self:
            steps = request.step_ids.filtered(lambda s: s.state != "cancelled")
            ended = steps.filtered(lambda s: s.state in ("done", "skipped"))
            running = steps.filtered(lambda s: s.state in ("ready", "progress"))
            total = sum(steps.mapped("hours"))
            request.progress = 100 * sum(ended.mapped("hours")) / total if total else 0
            request.current_step_id = running[:1]
            request.current_template_id = running[:1].template_id
            request.next_deadline = min(
                filter(None, running.mapped("date_deadline")), default=False
            )
            request.expected_date = max(
                filter(None, (steps - ended).mapped("date_deadline")),
                default=request.expected_date,
            )

    @api.depends("next_deadline", "promised_date", "expected_date", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for request in self:
            due, promised = request.next_deadline, request.promised_date
            running = request.state in OPEN_STATES
            request.is_overdue = running and bool(
                (due and due < now) or (promised and promised < now)
            )
            expected = request.expected_date
            request.is_late = running and bool(
                promised and expected and promised < expected
            )

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        overdue = Domain("state", "in", OPEN_STATES) & (
            Domain("next_deadline", "<", now) | Domain("promised_date", "<", now)
        )
        return overdue if True in value else ~overdue

    @api.depends("order_ids.invoice_ids", "move_ids")
    def _compute_invoice_ids(self):
        for request in self:
            request.invoice_ids = request.order_ids.invoice_ids | request.move_ids

    @api.depends("order_ids", "invoice_ids")
    def _compute_document_counts(self):
        for request in self.sudo():
            request.order_count = len(request.order_ids)
            request.invoice_count = len(request.invoice_ids)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/requests/{request.id}"
        return result

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests.filtered("partner_id"):
            request.message_subscribe(request.partner_id.ids)
        requests.filtered(lambda request: request._is_started_at_once())._start()
        return requests

    def _is_started_at_once(self):
        """Whether the plan starts before anybody has read the request."""
        self.ensure_one()
        return self.type_id.auto_start and not self._is_from_stranger()

    def _is_from_stranger(self):
        """Whether somebody filed it of whom we know nothing but an address."""
        self.ensure_one()
        return self.channel in STRANGERS_CHANNELS and not self.partner_id

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        if any(request.state != "new" for request in self):
            raise UserError(
                self.env._(
                    "A request that was worked on stays in the records. Cancel it "
                    "or archive it."
                )
            )
