import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# How a stored quotient is shown: what it is multiplied with
FACTORS = {"percent": 100, "permille": 1000, "points": 100}
UNITS = [
    ("money", "Money"),
    ("percent", "%"),
    ("permille", "‰"),
    ("points", "Points (-100 to 100)"),
    ("number", "Number"),
    ("times", "Times (×)"),
    ("score", "Score"),
    ("days", "Days"),
    ("hours", "Hours"),
    ("minutes", "Minutes"),
    ("money_per_day", "Money per day"),
]
MONEY_UNITS = ("money", "money_per_day")
CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
# Fewer cases than this, and a figure may be chance
FEW_CASES = 30
ONE = SQL("1")


def measure_of(rows: SQL, kpi: SQL, above: SQL = ONE, below: SQL = ONE) -> SQL:
    """Return SQL of a KPI's value over rows that are grouped.

    All rows of a group are of KPIs with the same measure and unit. A quotient is
    put together by its parts, a median by its samples; no data gives NULL.

    :param rows: identifier of a table with numerator, denominator and sample
    :param kpi: identifier of ``crm_kpi``
    :param above, below: exchange rates of a row's money above and below the line
    """
    factors = SQL(" ").join(
        SQL("WHEN %s THEN %s", unit, factor) for unit, factor in FACTORS.items()
    )
    return SQL(
        """
        MIN(CASE %(kpi)s.unit %(factors)s ELSE 1 END)
        * CASE MIN(%(kpi)s.measure)
          WHEN 'sum' THEN SUM(%(rows)s.numerator * %(above)s)
          WHEN 'ratio'
          THEN SUM(%(rows)s.numerator * %(above)s)
               / NULLIF(SUM(%(rows)s.denominator * %(below)s), 0)
          ELSE (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY one)
                  FROM unnest(string_to_array(
                       string_agg(array_to_string(%(rows)s.sample, ','), ','), ','
                       )::float8[]) one)
          END
        """,
        rows=rows,
        kpi=kpi,
        factors=factors,
        above=above,
        below=below,
    )


class CrmKpi(models.Model):
    """A key performance indicator: what is measured, how, and for whom.

    The figures themselves are facts a day (``crm.kpi.fact``) and values a month
    (``crm.kpi.value``), kept as numerator and denominator: a share of two teams
    is the sum of what is above the line by the sum of what is below, never the
    mean of two shares.
    """

    _name = "crm.kpi"
    _description = "Key Performance Indicator"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="Its name in formulas: small Latin letters, digits and _.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    perspective_id = fields.Many2one(
        "crm.kpi.perspective", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: measured in each company.", index="btree_not_null"
    )
    area = fields.Selection(
        [
            ("sales", "Sales"),
            ("marketing", "Marketing"),
            ("service", "Service"),
            ("customer", "Customers"),
            ("finance", "Finance"),
            ("people", "People"),
        ],
        required=True,
        default="sales",
    )
    description = fields.Text(
        "Definition", translate=True, help="What the figure says, in plain words."
    )
    calculation = fields.Text(
        translate=True, help="How it is computed, and what counts and does not."
    )
    caveat = fields.Text(
        translate=True, help="What the figure does not say, and when not to trust it."
    )
    reference = fields.Char(
        "Source of the Formula", help="Book, standard or model that defines it."
    )
    owner_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        index="btree_not_null",
        help="Answers for the figure: gets the activity when it turns red.",
    )
    unit = fields.Selection(UNITS, required=True, default="number")
    is_money_above = fields.Boolean(
        "Money Above the Line",
        compute="_compute_is_money_above",
        store=True,
        readonly=False,
        precompute=True,
        help="Converted at the rate of the period's end when companies are added up.",
    )
    is_money_below = fields.Boolean("Money Below the Line")
    digits = fields.Integer("Decimals", default=1)
    direction = fields.Selection(
        [("higher", "Higher is better"), ("lower", "Lower is better")],
        required=True,
        default="higher",
        tracking=True,
    )
    yellow_from = fields.Float(
        "Yellow From (%)",
        default=90,
        tracking=True,
        help="Share of the target from which the light is yellow; below it is red.",
    )
    few_cases = fields.Integer(
        "Enough Cases",
        default=FEW_CASES,
        help="With fewer cases, the figure is marked as possibly chance.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Only For",
        help="Who may see the figure, on every path. Empty: everybody who may see "
        "figures.",
    )
    is_personal = fields.Boolean(
        "Kept Personal",
        help="What it says of a single person is seen by that person, their line of "
        "managers and human resources; others see it only of teams and the company.",
    )
    is_library = fields.Boolean("From the Library", readonly=True, copy=False)
    version_ids = fields.One2many("crm.kpi.version", "kpi_id", readonly=True)

    _code_unique = models.UniqueIndex(
        "(code)", "There is a KPI with this code already. Choose another one."
    )
    _yellow_is_a_share = models.Constraint(
        "CHECK (yellow_from BETWEEN 0 AND 100)",
        "Yellow begins between 0 and 100 % of the target.",
    )
    _few_cases_not_negative = models.Constraint(
        "CHECK (few_cases >= 0)", "The number of cases cannot be negative."
    )
    _digits_few = models.Constraint(
        "CHECK (digits BETWEEN 0 AND 6)", "Show between 0 and 6 decimals."
    )

    @api.depends("unit")
    def _compute_is_money_above(self):
        for kpi in self:
            kpi.is_money_above = kpi.unit in MONEY_UNITS

    @api.constrains("code")
    def _check_code(self):
        for kpi in self:
            if not CODE.fullmatch(kpi.code):
                raise ValidationError(
                    self.env._(
                        "“%s” is no code. Use small Latin letters, digits and _, "
                        "and begin with a letter.",
                        kpi.code,
                    )
                )

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for kpi, vals in zip(self, vals_list, strict=True):
            if "code" not in default:
                vals["code"] = kpi._find_free_code()
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", kpi.name)
        return vals_list

    def _find_free_code(self):
        taken = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("code", "=like", f"{self.code}%")])
            .mapped("code")
        )
        number = 2
        while f"{self.code[:55]}_{number}" in taken:
            number += 1
        return f"{self.code[:55]}_{number}"
