from ast import literal_eval
from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

KINDS = [
    ("request_answer", "A request is answered"),
    ("order_invoice", "An order is invoiced"),
    ("complaint_response", "A complaint is answered"),
    ("manual", "Recorded by people"),
]
# Part of what was promised, as soon as one version was approved
PROMISED_FIELDS = {"kind", "scope_domain", "code_id"}


class CrmPromise(models.Model):
    """One promise of a code: what is measured, and which documents it is about.

    How it is worded, what the limit is and what a breach is worth change with time:
    see ``crm.promise.version``. ``crm.promise.source`` knows the documents.
    """

    _name = "crm.promise"
    _description = "Promise to Customers"
    _inherit = [
        "crm.company.bound",
        "crm.promise.source",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "code_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(
        "Promise", required=True, translate=True, help="As customers are told it."
    )
    reference = fields.Char("Code", help="Short, for reports, e.g. D1.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="An archived promise is neither shown nor measured."
    )
    code_id = fields.Many2one(
        "crm.promise.code",
        "Code of Conduct",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="code_id.company_id", store=True, index=True)
    kind = fields.Selection(
        KINDS,
        "Measured By",
        required=True,
        default="manual",
        help="When the time of a promise ends. It runs from when the request or the "
        "complaint was received, or the order confirmed.",
    )
    category_id = fields.Many2one(
        "crm.complaint.category",
        "Category of Breaches",
        check_company=True,
        ondelete="restrict",
        help="Of the complaint in which a breach is compensated.",
    )
    scope_model = fields.Char(compute="_compute_scope_model")
    scope_domain = fields.Char(
        "Applies To", default="[]", help="Only these documents. Empty: all."
    )
    version_ids = fields.One2many(
        "crm.promise.version", "promise_id", "Versions", copy=True
    )
    version_id = fields.Many2one(
        "crm.promise.version", "In Force", compute="_compute_version_id"
    )
    target_share = fields.Float("Target", compute="_compute_version_id")

    @api.depends("reference", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            reference = f"[{promise.reference}] " if promise.reference else ""
            promise.display_name = f"{reference}{promise.name or ''}"

    @api.depends("kind")
    def _compute_scope_model(self):
        for promise in self:
            source = promise._get_sources().get(promise.kind)
            promise.scope_model = source and source.model

    @api.depends(
        "version_ids.valid_from", "version_ids.valid_until", "version_ids.state"
    )
    def _compute_version_id(self):
        for promise in self:
            today = (promise.company_id or self.env.company)._get_crm_today()
            promise.version_id = promise._get_version_in_force(today)
            promise.target_share = promise.version_id.target_share

    def _get_version_in_force(self, date):
        """Return the crm.promise.version that held on a day; it may be empty.

        :param date: day, or moment in UTC, which counts on its business day
        """
        self.ensure_one()
        if isinstance(date, datetime):
            date = self._get_business_day(date)
        return self.version_ids.filtered(lambda version: version._is_in_force(date))

    def _get_business_day(self, moment):
        """Return the day of a moment in UTC where the company is."""
        zone = pytz.timezone(self.company_id.crm_timezone)
        return pytz.utc.localize(moment).astimezone(zone).date()

    def _get_version_promised(self, document):
        """Return the crm.promise.version that holds for an order or a request.

        None where the promise is measured by other documents, is not about this one,
        or had not been published on its day.
        """
        self.ensure_one()
        sources = self._get_sources()
        source = sources.get(self.kind)
        none = self.version_ids.browse()
        if source and source.model != document._name:
            return none
        if source and not document.filtered_domain(self._get_document_domain()):
            return none
        started = {source.model: source.started for source in sources.values()}
        day = self._get_business_day(document[started[document._name]])
        version = self._get_version_in_force(day)
        return version if version and version._counts_on(day) else none

    @api.constrains("scope_domain", "kind")
    def _check_scope_domain(self):
        for promise in self:
            try:
                domain = promise._parse_scope()
                if promise.scope_model:
                    domain.validate(self.env[promise.scope_model])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(scope)s” does not tell which documents the promise “"
                        "%(name)s” is about. Choose them anew; nothing may depend on "
                        "who looks.",
                        scope=promise.scope_domain,
                        name=promise.name,
                    )
                ) from error

    def _parse_scope(self):
        """Return the Domain of the documents that the promise is about."""
        self.ensure_one()
        return Domain(literal_eval(self.scope_domain or "[]"))

    def write(self, vals):
        kept = PROMISED_FIELDS & set(vals)
        if kept and not self.env.su:
            for promise in self.filtered(
                lambda promise: any(promise.version_ids.mapped("is_approved"))
            ):
                changed = {
                    name
                    for name in kept
                    if promise._fields[name].convert_to_write(promise[name], promise)
                    != vals[name]
                }
                if changed:
                    raise AccessError(
                        self.env._(
                            "Customers were promised “%s” already: what is measured "
                            "stays. Archive the promise and make another one.",
                            promise.name,
                        )
                    )
        return super().write(vals)
