from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .crm_complaint import IDENTITY

STATES = [
    ("new", "New"),
    ("communicated", "Customer Told"),
    ("compensated", "Compensated"),
    ("waived", "Waived"),
]
# Changed by the buttons only
FLOW_FIELDS = {
    "state",
    "told_date",
    "ended_date",
    "res_model",
    "res_id",
    "source_id",
    "remedy_id",
}
# What people may change on a breach that was found, and not recorded by them
FREE_FIELDS = {"waive_reason", "note", "complaint_id"}


class CrmPromiseBreach(models.Model):
    """One case in which a promise was not kept.

    Found by the scheduler, once for each document, or recorded by people. What is
    late already is a breach before it is done. Whoever may not know of a complaint
    sees none of the breaches that belong to it; whoever may not know who complains
    does not learn from any of them who the customer is.
    """

    _name = "crm.promise.breach"
    _description = "Breach of a Promise"
    _inherit = [
        "crm.company.bound",
        "crm.dependent.record",
        "crm.complaint.discreet",
        "crm.nameless.thread",
        "crm.single.record",
    ]
    _owner_field = "complaint_id"
    _owner_is_optional = True
    _order = "started_date desc, id desc"
    _rec_names_search = ["res_name"]
    _check_company_auto = True

    promise_id = fields.Many2one(
        "crm.promise",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'manual')]",
    )
    version_id = fields.Many2one(
        "crm.promise.version",
        compute="_compute_version_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
        help="The version that was in force when the case began.",
    )
    code_id = fields.Many2one(related="promise_id.code_id", store=True, index=True)
    company_id = fields.Many2one(
        related="promise_id.company_id", store=True, index=True
    )
    category_id = fields.Many2one(related="promise_id.category_id", store=True)
    kind = fields.Selection(related="promise_id.kind")
    state = fields.Selection(
        STATES,
        required=True,
        default="new",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )

    # What it is about
    res_model = fields.Char("Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True, copy=False, groups=IDENTITY
    )
    source_id = fields.Integer(
        compute="_compute_source_id",
        store=True,
        groups=fields.NO_ACCESS,
        help="The document still, when nobody may know of it any more: it is not found "
        "a second time.",
    )
    res_name = fields.Char(
        "Number", help="Of the order, the request or the like.", groups=IDENTITY
    )
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", check_company=True, groups=IDENTITY
    )
    request_id = fields.Many2one(
        "crm.request", index="btree_not_null", check_company=True, groups=IDENTITY
    )
    complaint_id = fields.Many2one(
        "crm.complaint",
        index="btree_not_null",
        check_company=True,
        copy=False,
        help="In which the breach is compensated.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", index=True, check_company=True, groups=IDENTITY
    )

    # How late
    started_date = fields.Datetime(
        "Promised On",
        compute="_compute_started_date",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        help="When the customer ordered or asked.",
    )
    due_date = fields.Datetime("Due")
    happened_date = fields.Datetime(
        "Happened On", help="Empty: it has not been done yet."
    )
    is_ongoing = fields.Boolean(
        "Not Done Yet", compute="_compute_is_ongoing", search="_search_is_ongoing"
    )
    measured_value = fields.Float(
        "Measured",
        aggregator="avg",
        help="In the unit of the limit; until it is done, when it was found.",
    )
    limit_value = fields.Float(related="version_id.limit_value", string="Limit")
    limit_unit = fields.Selection(related="version_id.limit_unit")

    # What the customer gets
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    order_amount = fields.Monetary(
        compute="_compute_order_amount", store=True, precompute=True
    )
    compensation_amount = fields.Monetary("Compensation", copy=False)
    told_date = fields.Datetime("Customer Told On", readonly=True, copy=False)
    ended_date = fields.Datetime(
        "Settled On", readonly=True, copy=False, help="Compensated or waived."
    )
    waive_reason = fields.Text("Reason for Waiving", copy=False, tracking=True)
    note = fields.Html(groups=IDENTITY)

    _once = models.UniqueIndex(
        "(promise_id, res_model, source_id) WHERE source_id > 0",
        "A document breaks a promise once only.",
    )

    @api.depends("promise_id", "res_name")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        # with all rights too: so the host reads the name of what a record links to
        known = self.env.user.has_group(IDENTITY)
        for breach in self:
            parts = [breach.promise_id.display_name, known and breach.res_name]
            breach.display_name = ": ".join(filter(None, parts))

    @api.model
    def _search_display_name(self, operator, value):
        if self.env.user.has_group(IDENTITY):
            return super()._search_display_name(operator, value)
        return Domain("promise_id.display_name", operator, value)

    @api.depends("promise_id", "started_date")
    def _compute_version_id(self):
        for breach in self:
            if breach.promise_id and breach.started_date:
                breach.version_id = breach.promise_id._get_version_in_force(
                    breach.started_date
                )

    @api.depends("res_id")
    def _compute_source_id(self):
        for breach in self:
            breach.source_id = breach.res_id or breach.source_id

    @api.depends("order_id", "request_id")
    def _compute_started_date(self):
        for breach in self:
            source = breach.sudo()
            breach.started_date = (
                source.order_id.date_order
                or source.request_id.create_date
                or breach.started_date
                or fields.Datetime.now()
            )

    @api.depends("happened_date", "kind")
    def _compute_is_ongoing(self):
        for breach in self:
            breach.is_ongoing = breach.kind != "manual" and not breach.happened_date

    def _search_is_ongoing(self, operator, value):
        if operator != "in":
            return NotImplemented
        ongoing = Domain("promise_id.kind", "!=", "manual") & Domain(
            "happened_date", "=", False
        )
        return ongoing if True in value else ~ongoing

    @api.depends("order_id", "promise_id")
    def _compute_currency_id(self):
        for breach in self:
            company = breach.company_id or self.env.company
            order = breach.sudo().order_id
            breach.currency_id = (
                order.currency_id or breach.currency_id or company.currency_id
            )

    @api.depends("order_id")
    def _compute_order_amount(self):
        for breach in self:
            # an order that was forgotten has been worth as much
            order = breach.sudo().order_id
            breach.order_amount = order.amount_total if order else breach.order_amount

    @api.constrains("promise_id", "started_date")
    def _check_version(self):
        for breach in self:
            if not breach.version_id:
                raise ValidationError(
                    self.env._(
                        "“%s” was not promised on that day. Choose another promise or "
                        "day.",
                        breach.promise_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            defaults = self.default_get(list(FLOW_FIELDS | {"promise_id"}))
            for vals in vals_list:
                given = {**defaults, **vals}
                self._refuse(
                    name
                    for name in (FLOW_FIELDS | {"version_id"}) & set(given)
                    if given[name] and (name, given[name]) != ("state", "new")
                )
                self._check_complaint(vals)
        breaches = super().create(vals_list)
        if not self.env.su and set(breaches.mapped("kind")) - {"manual"}:
            self._refuse(["promise_id"])
        breaches._set_compensation()
        return breaches

    def write(self, vals):
        if not self.env.su:
            self._refuse((FLOW_FIELDS | {"promise_id", "version_id"}) & set(vals))
            self._check_complaint(vals)
            if "complaint_response" in self.mapped("kind"):
                self._refuse({"complaint_id"} & set(vals))
            if any(breach._is_fixed() for breach in self):
                own = {name for name in vals if self._is_ours(name)}
                self._refuse(own - FREE_FIELDS)
        return super().write(vals)

    @api.model
    def _check_complaint(self, vals):
        """Nobody hides a breach behind a complaint that they may not open."""
        if vals.get("complaint_id"):
            self.env["crm.complaint"].browse(vals["complaint_id"]).check_access("read")

    def _is_ours(self, name):
        """Whether a field is of the breach, and not of its talks and activities."""
        field = self._fields.get(name)
        return bool(field) and field._module == "crm_complaints"

    def _is_fixed(self):
        """Whether the breach says what documents told, or what was settled."""
        self.ensure_one()
        return self.kind != "manual" or self.state != "new"

    def _refuse(self, names):
        for name in sorted(names):
            raise AccessError(
                self.env._(
                    "“%s” of a breach follows from its document and from what is done. "
                    "Use the buttons of the breach.",
                    self._fields[name]._description_string(self.env),
                )
            )

    def _set_compensation(self):
        """Propose what the version in force gives, in the currency of the order."""
        rates = {}
        for breach in self.sudo():
            if breach.compensation_amount:
                continue
            version, currency = breach.version_id, breach.currency_id
            amount = 0
            if version.compensation_kind == "percent":
                amount = breach.order_amount * version.compensation_share
            elif version.compensation_kind == "fixed":
                zone = breach.company_id.crm_timezone
                day = fields.Datetime.context_timestamp(
                    breach.with_context(tz=zone), breach.started_date
                ).date()
                key = (version.currency_id, currency, breach.company_id, day)
                if key not in rates:
                    rates[key] = self.env["res.currency"]._get_conversion_rate(*key)
                amount = version.compensation_amount * rates[key]
            breach.compensation_amount = currency.round(amount)

    def _get_complaints(self):
        return self.sudo().complaint_id

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        if self.env.su or self.env.user.has_group(IDENTITY):
            return super()._message_get_suggested_recipients_batch(*args, **kwargs)
        return {breach.id: [] for breach in self}

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Letters greet the customer by name: they are for those who may know it."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation != "read" or self.env.user.has_group(IDENTITY):
            return operations
        return dict.fromkeys(operations, "write")
