from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("published", "Published"),
    ("withdrawn", "Withdrawn"),
]
# Changed by the buttons only
FLOW_FIELDS = {"state", "published_date", "withdrawn_date"}
REMIND_DAYS = 14


class CrmPromiseCode(models.Model):
    """A code of conduct by ISO 10001: what the company promises its customers.

    Purpose, scope, contact and the way to complain are of the code; what is
    promised, and what holds when, are its promises and their versions. Nobody is
    held to a code that was not published.
    """

    _name = "crm.promise.code"
    _description = "Code of Conduct"
    _inherit = ["crm.company.bound", "mail.thread", "crm.reminder.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Answers for the code, and is told of every breach.",
    )
    purpose = fields.Text(translate=True, tracking=True)
    scope_text = fields.Text(
        "Applies To", translate=True, tracking=True, help="Customers, goods, services."
    )
    exclusions = fields.Text("Does Not Apply To", translate=True, tracking=True)
    contact = fields.Text(
        translate=True, tracking=True, help="Whom customers ask about the code."
    )
    how_to_complain = fields.Text(translate=True, tracking=True)
    published_date = fields.Date("Published On", readonly=True, copy=False)
    withdrawn_date = fields.Date("Withdrawn On", readonly=True, copy=False)
    review_date = fields.Date(
        "Next Review",
        tracking=True,
        copy=False,
        help="Two weeks before, the owner gets an activity.",
    )
    promise_ids = fields.One2many("crm.promise", "code_id", "Promises", copy=True)
    breach_count = fields.Integer(compute="_compute_breach_count")

    def _compute_breach_count(self):
        counts = dict(
            self.env["crm.promise.breach"]._read_group(
                [("code_id", "in", self.ids)], ["code_id"], ["__count"]
            )
        )
        for code in self:
            code.breach_count = counts.get(code, 0)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            defaults = self.default_get(list(FLOW_FIELDS))
            for vals in vals_list:
                given = {**defaults, **vals}
                self._refuse(
                    name
                    for name in FLOW_FIELDS & set(given)
                    if given[name] and (name, given[name]) != ("state", "draft")
                )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse(FLOW_FIELDS & set(vals))
            if "company_id" in vals and set(self.mapped("state")) - {"draft"}:
                self._refuse(["company_id"])
        if not vals.get("active", True) and "published" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "Customers read this code. Withdraw it before you archive it."
                )
            )
        return super().write(vals)

    def _refuse(self, names):
        for name in sorted(names):
            raise AccessError(
                self.env._(
                    "“%s” of a code of conduct follows from what is done. Use the "
                    "buttons of the code.",
                    self._fields[name]._description_string(self.env),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if set(self.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._(
                    "A code that customers were shown stays in the records. Withdraw "
                    "it."
                )
            )

    def action_publish(self):
        """Show the code to everybody, and hold ourselves to it from today."""
        self.check_access("write")
        for code in self:
            code._check_can_be_published()
            code.sudo().write(
                {
                    "state": "published",
                    "published_date": code.company_id._get_crm_today(),
                }
            )

    def _check_can_be_published(self):
        """A code says why, for whom, whom to ask and how to complain."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "Only a draft is published. To bring a withdrawn code back, "
                    "duplicate it."
                )
            )
        for name in ("purpose", "scope_text", "contact", "how_to_complain", "user_id"):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "Fill in “%s” before you publish the code.",
                        self._fields[name]._description_string(self.env),
                    )
                )
        if not any(self.promise_ids.version_ids.mapped("is_approved")):
            raise UserError(
                self.env._(
                    "Nothing is promised yet. Add a promise, and have another manager "
                    "approve its wording."
                )
            )

    def action_withdraw(self):
        """Promise nothing more from today; what was promised before still holds."""
        self.check_access("write")
        for code in self:
            if code.state != "published":
                raise UserError(self.env._("Only a published code can be withdrawn."))
            code.sudo().write(
                {
                    "state": "withdrawn",
                    "withdrawn_date": code.company_id._get_crm_today(),
                }
            )

    def action_open_breaches(self):
        """Open the breaches of this code."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_complaints.crm_promise_breach_action"
        )
        action["domain"] = Domain("code_id", "=", self.id)
        action["context"] = {}
        return action

    def _get_versions_in_force(self):
        """Return the crm.promise.version that customers are promised today."""
        self.ensure_one()
        today = self.company_id._get_crm_today()
        versions = self.env["crm.promise.version"]
        for promise in self.promise_ids:
            versions |= promise._get_version_in_force(today)
        return versions

    @api.model
    def _get_reminder_domain(self, today):
        last = fields.Date.add(today, days=REMIND_DAYS)
        return [("state", "=", "published"), ("review_date", "<=", last)]

    def _get_reminders(self, today):
        self.ensure_one()
        return [
            ("review", self.review_date, self.env._("Review the code “%s”", self.name))
        ]

    def _get_reminder_users(self):
        return self.user_id
