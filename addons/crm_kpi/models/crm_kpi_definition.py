import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..formula import FormulaError, compile_formula, evaluation_order
from ..kpi_facts import DIMENSIONS

# What makes a figure another figure: changing it begins a new version
DEFINING = (
    "kind",
    "source",
    "measure",
    "timing",
    "formula",
    "model_name",
    "domain",
    "date_field",
    "numerator_field",
    "numerator_domain",
    "denominator_field",
    "team_field",
    "user_field",
    "department_field",
    "campaign_field",
    "partner_field",
    "company_field",
)
NUMBERS = ("integer", "float", "monetary")


class CrmKpi(models.Model):
    """How a KPI is computed: from the library, records, a formula, or by hand."""

    _inherit = "crm.kpi"

    kind = fields.Selection(
        [
            ("source", "From the library"),
            ("records", "Records of a model"),
            ("formula", "Formula over KPIs"),
            ("manual", "Typed in"),
        ],
        required=True,
        default="records",
    )
    source = fields.Char(readonly=True, copy=True)
    measure = fields.Selection(
        [
            ("sum", "Sum"),
            ("ratio", "Numerator by denominator"),
            ("median", "Median"),
        ],
        required=True,
        default="sum",
    )
    timing = fields.Selection(
        [("flow", "During the period"), ("stock", "At the end of the period")],
        required=True,
        default="flow",
        help="A flow adds up over days (revenue), a stock does not (open pipeline).",
    )
    can_backfill = fields.Boolean(
        "Past Can Be Computed",
        default=True,
        help="Off: documents do not tell what it was on a past day, so that its "
        "history begins on the day of installation.",
    )
    formula = fields.Char(help="For example: pct(won_value, order_revenue)")
    formula_names = fields.Char(compute="_compute_formula_names", store=True)
    model_name = fields.Char("Model", help="Technical name, kept when it goes away.")
    model_id = fields.Many2one(
        "ir.model",
        "Records",
        compute="_compute_model_id",
        inverse="_inverse_model_id",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
    )
    domain = fields.Char("Which Records", default="[]")
    date_field = fields.Char()
    numerator_field = fields.Char(
        "Number Field", help="Empty: the records are counted."
    )
    numerator_domain = fields.Char(
        "Above the Line",
        default="[]",
        help="Which of the records count above the line; all count below.",
    )
    denominator_field = fields.Char(
        "Number Field Below the Line", help="Empty: the records are counted."
    )
    company_field = fields.Char(default="company_id")
    team_field = fields.Char("Sales Team Field")
    user_field = fields.Char("Salesperson Field")
    department_field = fields.Char()
    campaign_field = fields.Char()
    partner_field = fields.Char("Customer Field")

    @api.depends("model_name")
    def _compute_model_id(self):
        for kpi in self:
            kpi.model_id = (
                self.env["ir.model"]._get(kpi.model_name)
                if kpi.model_name and kpi.model_name in self.env
                else False
            )

    def _inverse_model_id(self):
        for kpi in self:
            if kpi.model_id:
                kpi.model_name = kpi.model_id.model

    @api.depends("formula", "kind")
    def _compute_formula_names(self):
        codes = None
        for kpi in self:
            if kpi.kind != "formula" or not kpi.formula:
                kpi.formula_names = False
                continue
            codes = codes or self._get_all_codes()
            try:
                names = compile_formula(kpi.formula, codes).names
            except FormulaError:
                names = ()
            kpi.formula_names = " ".join(sorted(names))

    @api.model
    def _get_all_codes(self):
        kpis = self.sudo().with_context(active_test=False)
        return set(kpis.search([("code", "!=", False)]).mapped("code"))

    # ------------------------------------------------------------------
    # What may be defined
    # ------------------------------------------------------------------

    @api.constrains("kind", "formula", "code")
    def _check_formula(self):
        formulas = self.filtered(lambda kpi: kpi.kind == "formula")
        codes = self._get_all_codes() if self else set()
        for kpi in formulas:
            try:
                compile_formula(kpi.formula or "", codes)
            except FormulaError as error:
                raise ValidationError(
                    self._explain_formula_error(kpi, error)
                ) from error
        if formulas:
            self._check_cycles()

    @api.model
    def _check_cycles(self):
        every = (
            self.sudo()
            .with_context(active_test=False)
            .search([("kind", "=", "formula")])
        )
        try:
            evaluation_order(
                {kpi.code: set((kpi.formula_names or "").split()) for kpi in every}
            )
        except FormulaError as error:
            raise ValidationError(
                self.env._(
                    "These KPIs need each other in a circle: %s. Take one of them "
                    "out of the formula of the next.",
                    error.detail,
                )
            ) from error

    @api.model
    def _explain_formula_error(self, kpi, error):
        """Return what is wrong with a formula, and what to do, in words."""
        messages = {
            "EMPTY": self.env._("Write a formula, such as: div(revenue, orders)"),
            "TOO_LONG": self.env._("It is too long: 500 characters at most."),
            "TOO_COMPLEX": self.env._("It is too long: divide it into several KPIs."),
            "SYNTAX": self.env._("It cannot be read. Are brackets closed?"),
            "TYPE": self.env._("Only numbers are allowed, no texts."),
            "TOO_BIG": self.env._("A number in it is too large."),
            "UNKNOWN_NAME": self.env._(
                "There is no KPI with the code “%s”.", error.detail
            ),
            "ARITY": self.env._(
                "“%s” is given too many or too few values.", error.detail
            ),
            "FORBIDDEN": self.env._(
                "Use only + - * /, comparisons, codes of KPIs, and the functions "
                "min, max, abs, round, div, nz, iff, sum, avg and pct."
            ),
        }
        return self.env._(
            "The formula of “%(kpi)s” does not work. %(reason)s",
            kpi=kpi.name,
            reason=messages.get(error.code, error.code),
        )

    @api.constrains(*DEFINING)
    def _check_records(self):
        # The host checks with all rights, but nobody may count what they cannot read
        mine = self.with_user(self.env.user)
        for kpi in mine.filtered(lambda kpi: kpi.kind == "records"):
            if not kpi.model_name or kpi.model_name not in self.env:
                raise ValidationError(
                    self.env._("Say which records “%s” counts.", kpi.name)
                )
            kpi._check_readable()
            kpi._check_fields()
            kpi._check_domains()

    def _check_readable(self):
        """Nobody makes a figure of what they may not read themselves."""
        Model = self.env[self.model_name]
        if Model._abstract or Model._transient:
            raise ValidationError(
                self.env._("“%s” keeps no records to be counted.", Model._description)
            )
        Model.check_access("read")

    def _check_fields(self):
        """Each field exists, may be read, and is of the type that is needed."""
        wanted = {
            "date_field": ("date", "datetime"),
            "numerator_field": NUMBERS,
            "denominator_field": NUMBERS,
            "company_field": ("res.company",),
            "team_field": ("crm.team",),
            "user_field": ("res.users",),
            "department_field": ("hr.department",),
            "campaign_field": ("utm.campaign",),
            "partner_field": ("res.partner",),
        }
        Model = self.env[self.model_name]
        if not self.date_field:
            raise ValidationError(
                self.env._("Say by which date a record of “%s” counts.", self.name)
            )
        for name, types in wanted.items():
            if not self[name]:
                continue
            field = Model._fields.get(self[name])
            kind = field and (field.comodel_name or field.type)
            if not field or not field.store or kind not in types:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(model)s” cannot be used as “%(use)s”.",
                        field=self[name],
                        model=Model._description,
                        use=self._fields[name].get_description(self.env)["string"],
                    )
                )
            Model._check_field_access(field, "read")

    def _check_domains(self):
        for name in ("domain", "numerator_domain"):
            try:
                self.env[self.model_name].search(self._parse_domain(name), limit=1)
            except AccessError:
                raise
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of “%(kpi)s” cannot be read: %(reason)s",
                        kpi=self.name,
                        reason=str(error),
                    )
                ) from error

    def _parse_domain(self, name):
        """Return a :class:`Domain` of literals: no name in it is ever looked up."""
        return Domain(ast.literal_eval(self[name] or "[]"))

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        kpis = super().create(vals_list)
        kpis._begin_version(first=True)
        return kpis

    def write(self, vals):
        if not set(vals) & {*DEFINING, "model_id"}:
            return super().write(vals)
        before = {kpi: kpi._get_definition() for kpi in self}
        for kpi in self:
            if kpi.is_library and not self.env.su and kpi.kind != "manual":
                raise UserError(
                    self.env._(
                        "“%s” belongs to the library: its calculation cannot be "
                        "changed. Copy it, or make a KPI of your own.",
                        kpi.name,
                    )
                )
        result = super().write(vals)
        self.filtered(lambda kpi: kpi._get_definition() != before[kpi])._begin_version()
        return result

    def _get_definition(self):
        self.ensure_one()
        return {name: self[name] or False for name in DEFINING}

    def _begin_version(self, first=False):
        """Note the present definition: earlier days keep the one before it."""
        today = fields.Date.context_today(self)
        Version = self.env["crm.kpi.version"].sudo()
        Version.create(
            [
                {
                    "kpi_id": kpi.id,
                    "number": 1
                    + max(kpi.sudo().version_ids.mapped("number"), default=0),
                    "date_from": False if first else today,
                    "definition": kpi._get_definition(),
                    "author_id": self.env.uid,
                }
                for kpi in self
            ]
        )
        if not first:
            self.env["crm.kpi.dirty.day"].sudo()._mark(self, [today])

    def _get_dimension_fields(self):
        """Return {dimension: field} of a KPI over records of a model."""
        self.ensure_one()
        names = {name: f"{name.removesuffix('_id')}_field" for name in DIMENSIONS}
        return {
            dimension: self[name]
            for dimension, name in names.items()
            if name in self._fields and self[name]
        }
