from odoo import api, fields, models
from odoo.fields import Domain

# Figures of the dashboard with a good side, and what they are called here and there
FIGURES = [
    ("deadlines", "Deadlines Kept"),
    ("first_contact", "Settled by One Letter"),
    ("response", "First Response (Median)"),
    ("resolution", "Resolution (Median)"),
    ("resolution_most", "Resolution (90 %)"),
    ("reopened", "Reopened"),
    ("recurrence", "Recurring"),
    ("rate", "For 1,000 Orders"),
    ("overdue", "Overdue"),
    ("recovery", "Bought Again"),
]
SHARES = ("deadlines", "first_contact", "reopened", "recurrence", "recovery")
# The more the better; of all others, the less
MORE_IS_BETTER = ("deadlines", "first_contact", "recovery")


class CrmComplaintObjective(models.Model):
    """What top management wants a figure of complaints to be, from a day on.

    The dashboard and the management review show it beside the figure. A new one takes
    the place of the old from its day on; the old one stays, for the periods before.
    """

    _name = "crm.complaint.objective"
    _description = "Objective of Handling Complaints"
    _inherit = ["crm.company.bound", "mail.thread"]
    _order = "figure, date_from desc, id desc"
    _check_company_auto = True

    figure = fields.Selection(FIGURES, required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    direction = fields.Selection(
        [("least", "At Least"), ("most", "At Most")],
        compute="_compute_direction",
        help="Which side of the value is the good one; it follows from the figure.",
    )
    is_share = fields.Boolean(compute="_compute_direction")
    value = fields.Float(
        required=True,
        tracking=True,
        help="Hours of work for times; a share of 0.95 is 95 %.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._get_crm_today(),
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        tracking=True,
    )
    means = fields.Text(help="People, training, tools and money that it takes.")

    _once_a_day = models.UniqueIndex(
        "(company_id, figure, date_from) WHERE active",
        "There is an objective of this figure from that day on already.",
    )
    _value_not_negative = models.Constraint(
        "CHECK (value >= 0)", "An objective is not negative."
    )
    _share_is_share = models.Constraint(
        f"CHECK (value <= 1 OR figure NOT IN {SHARES})", "A share is at most 100 %."
    )

    @api.depends("figure")
    def _compute_direction(self):
        for objective in self:
            is_more = objective.figure in MORE_IS_BETTER
            objective.direction = "least" if is_more else "most"
            objective.is_share = objective.figure in SHARES

    @api.depends("figure", "value")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = self._get_labels()
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        for objective in self:
            number = objective.value * (100 if objective.is_share else 1)
            text = lang.format("%.1f", number, grouping=True)
            parts = {
                "figure": labels.get(objective.figure, ""),
                "value": f"{text}%" if objective.is_share else text,
            }
            objective.display_name = (
                self.env._("%(figure)s: at least %(value)s", **parts)
                if objective.direction == "least"
                else self.env._("%(figure)s: at most %(value)s", **parts)
            )

    @api.model
    def _get_labels(self):
        """Return the words of the user's language for each figure, here as there."""
        return dict(self._fields["figure"]._description_selection(self.env))

    @api.model
    def _judge(self, figures, day):
        """Set beside figures what they should be on a day, and whether they are.

        :param figures: list of dict of the dashboard; each gets ``objective`` (a dict
            ``value``, ``direction``, ``is_reached``) if there is one. Without a value
            nothing is reached or missed: ``is_reached`` is None.
        :param day: last day of the period
        """
        company = Domain("company_id", "=", self.env.company.id)
        found = {}
        for objective in self.search(company & Domain("date_from", "<=", day)):
            found.setdefault(objective.figure, objective)
        for figure in figures:
            objective = found.get(figure["name"])
            if objective:
                figure["objective"] = {
                    "value": objective.value,
                    "direction": objective.direction,
                    "is_reached": objective._is_reached(figure["value"]),
                }

    def _is_reached(self, value):
        self.ensure_one()
        if value is None:
            return None
        if self.direction == "least":
            return value >= self.value
        return value <= self.value
