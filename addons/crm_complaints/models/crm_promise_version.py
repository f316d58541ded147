from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

UNITS = [
    ("hours", "Working Hours"),
    ("working_days", "Working Days"),
    ("days", "Calendar Days"),
    ("amount", "Amount"),
    ("percent", "%"),
    ("times", "Times"),
]
TIME_UNITS = ("hours", "working_days", "days")
# Set by the buttons and by whoever writes, never by hand
FLOW_FIELDS = {"state", "approver_id", "approved_date", "author_id", "number"}
LONGEST_LIMIT = 1000


class CrmPromiseVersion(models.Model):
    """How a promise reads, what its limit is and what a breach is worth, from a day on.

    It holds until the next approved version begins. An approved version is what
    customers were told: it is superseded by another one and never changed.
    """

    _name = "crm.promise.version"
    _description = "Version of a Promise"
    _inherit = ["crm.company.bound", "crm.portion.mixin"]
    _order = "promise_id, valid_from desc, id desc"

    promise_id = fields.Many2one(
        "crm.promise", required=True, index=True, ondelete="restrict"
    )
    code_id = fields.Many2one(related="promise_id.code_id", store=True, index=True)
    company_id = fields.Many2one(related="promise_id.company_id", store=True)
    kind = fields.Selection(related="promise_id.kind")
    number = fields.Integer("Version", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    is_approved = fields.Boolean(compute="_compute_is_approved")
    status = fields.Selection(
        [
            ("draft", "Draft"),
            ("coming", "Coming"),
            ("current", "In Force"),
            ("superseded", "Superseded"),
        ],
        compute="_compute_status",
    )
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        help="The day before the next approved version begins.",
    )
    text = fields.Text(
        "Wording", required=True, translate=True, help="As customers read it."
    )
    limit_value = fields.Float("Limit", required=True, default=2)
    limit_unit = fields.Selection(UNITS, "Unit", required=True, default="working_days")
    target_share = fields.Float(
        "Target",
        default=0.95,
        help="In how many cases of all we want to keep the promise.",
    )
    compensation_kind = fields.Selection(
        [
            ("none", "None"),
            ("fixed", "Fixed Amount"),
            ("percent", "Part of the Order"),
        ],
        "Compensation",
        required=True,
        default="none",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    compensation_amount = fields.Monetary(
        "Amount", help="For other currencies at the rate of the day it was promised."
    )
    compensation_share = fields.Float(
        "Share", help="Of the total of the order, with taxes."
    )
    remedy_text = fields.Text("Remedy", translate=True, help="What a breach leads to.")
    staff_text = fields.Text(
        "For Employees", translate=True, help="What they do to keep it."
    )
    customer_text = fields.Text(
        "For Customers", translate=True, help="What they are written after a breach."
    )
    author_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        help="Who last wrote it, and does not approve it.",
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_date = fields.Datetime("Approved On", readonly=True, copy=False)
    looked_date = fields.Datetime("Last Measured", readonly=True, copy=False)

    _begins_once = models.UniqueIndex(
        "(promise_id, valid_from) WHERE state = 'approved'",
        "Two versions of a promise cannot begin on the same day.",
    )
    _target_is_a_share = models.Constraint(
        "CHECK (target_share BETWEEN 0 AND 1)",
        "A promise is kept in between 0 and 100 % of all cases.",
    )
    _compensation_is_a_share = models.Constraint(
        "CHECK (compensation_share BETWEEN 0 AND 1)",
        "A compensation is between 0 and 100 % of the order.",
    )
    _amounts_not_negative = models.Constraint(
        "CHECK (limit_value >= 0 AND COALESCE(compensation_amount, 0) >= 0)",
        "Limits and compensations cannot be negative.",
    )

    @api.depends("promise_id.name", "promise_id.reference", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(promise)s, version %(number)s",
                promise=version.promise_id.display_name,
                number=version.number,
            )

    @api.depends("state")
    def _compute_is_approved(self):
        for version in self:
            version.is_approved = version.state == "approved"

    @api.depends("promise_id.version_ids.valid_from", "promise_id.version_ids.state")
    def _compute_valid_until(self):
        for version in self:
            later = version.promise_id.version_ids.filtered(
                lambda other, first=version.valid_from: (
                    other.state == "approved" and first and other.valid_from > first
                )
            )
            following = min(later.mapped("valid_from"), default=None)
            version.valid_until = following and fields.Date.subtract(following, days=1)

    @api.depends("state", "valid_from", "valid_until", "company_id")
    def _compute_status(self):
        for version in self:
            today = (version.company_id or self.env.company)._get_crm_today()
            if not version.is_approved:
                version.status = "draft"
            elif version._is_in_force(today):
                version.status = "current"
            else:
                coming = version.valid_from > today
                version.status = "coming" if coming else "superseded"

    def _is_in_force(self, day):
        """Whether this is what customers were promised on a day."""
        self.ensure_one()
        return bool(
            self.is_approved
            and self.valid_from <= day
            and (not self.valid_until or day <= self.valid_until)
        )

    @api.constrains("limit_value", "limit_unit", "promise_id")
    def _check_limit(self):
        for version in self:
            if version.limit_unit not in TIME_UNITS:
                if version.kind != "manual":
                    raise ValidationError(
                        self.env._(
                            "“%s” is measured in time. Choose working hours, working "
                            "days or calendar days.",
                            version.promise_id.name,
                        )
                    )
            elif version.limit_value > LONGEST_LIMIT:
                raise ValidationError(
                    self.env._("A limit is at most %s hours or days.", LONGEST_LIMIT)
                )
            if "days" in version.limit_unit and version.limit_value % 1:
                raise ValidationError(
                    self.env._("Days are whole. For parts of a day choose hours.")
                )

    @api.constrains("compensation_kind", "promise_id")
    def _check_compensation(self):
        for version in self:
            promise = version.promise_id
            if version.compensation_kind != "percent" or promise.kind == "manual":
                continue
            if promise.scope_model != "sale.order":
                raise ValidationError(
                    self.env._(
                        "“%s” is not about orders: there is no order of which to give "
                        "a part back. Choose a fixed amount.",
                        promise.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            defaults = self.default_get(list(FLOW_FIELDS - {"author_id"}))
            for vals in vals_list:
                given = {**defaults, **vals}
                self._refuse(
                    name
                    for name in FLOW_FIELDS & set(given)
                    if given[name] and (name, given[name]) != ("state", "draft")
                )
        versions = super().create(vals_list)
        for promise in versions.promise_id:
            last = max(promise.version_ids.mapped("number"), default=0)
            for version in (promise.version_ids & versions).sorted("id"):
                if not version.number:
                    last += 1
                    version.sudo().number = last
        return versions

    def write(self, vals):
        if not self.env.su and vals:
            self._refuse((FLOW_FIELDS | {"promise_id"}) & set(vals))
            self._check_unapproved()
            vals = {**vals, "author_id": self.env.uid}
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """Words in another language are words that customers are told, too."""
        if not self.env.su:
            self._check_unapproved()
            self.sudo().author_id = self.env.user
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )

    def _refuse(self, names):
        for name in sorted(names):
            raise AccessError(
                self.env._(
                    "“%s” of a version follows from what is done. Use its buttons.",
                    self._fields[name]._description_string(self.env),
                )
            )

    def _check_unapproved(self):
        for version in self:
            if version.is_approved:
                raise AccessError(
                    self.env._(
                        "“%s” was approved and is what customers were told. Make a new "
                        "version that begins later.",
                        version.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unapproved(self):
        self._check_unapproved()

    def action_approve(self):
        """Let the version hold from its first day on; whoever wrote it cannot."""
        self.check_access("write")
        for version in self:
            version._check_can_be_approved()
            version.sudo().write(
                {
                    "state": "approved",
                    "approver_id": self.env.uid,
                    "approved_date": fields.Datetime.now(),
                }
            )
            version.code_id.message_post(
                body=self.env._(
                    "“%(version)s” approved, valid from %(date)s.",
                    version=version.display_name,
                    date=fields.Date.to_string(version.valid_from),
                )
            )

    def _check_can_be_approved(self):
        self.ensure_one()
        if self.is_approved:
            raise UserError(self.env._("This version has been approved already."))
        if self.author_id == self.env.user:
            raise UserError(
                self.env._(
                    "You wrote this version. Have another manager read and approve it."
                )
            )
        before = self.promise_id.version_ids.filtered("is_approved")
        if not before:
            return
        last = max(before.mapped("valid_from"))
        today = self.company_id._get_crm_today()
        if self.valid_from <= last or self.valid_from < today:
            raise UserError(
                self.env._(
                    "What was promised cannot be changed afterwards. Let the version "
                    "begin today or later, and after %s.",
                    fields.Date.to_string(last),
                )
            )

    def action_revise(self):
        """Take the approval back from a version that has not begun."""
        self.check_access("write")
        for version in self:
            if version.status != "coming":
                raise UserError(
                    self.env._(
                        "Only a version that has not begun can be revised. Make a new "
                        "version."
                    )
                )
            version.sudo().write(
                {"state": "draft", "approver_id": False, "approved_date": False}
            )
            version.code_id.message_post(
                body=self.env._(
                    "“%s” is a draft again.",
                    version.display_name,
                )
            )
