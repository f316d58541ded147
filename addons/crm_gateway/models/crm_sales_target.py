from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmSalesTarget(models.Model):
    """What a team, or one of its salespeople, should sell in a time.

    The time is given by its days and not as a month of a calendar: it may be a month
    of any calendar, or a quarter. A team's target holds for all of the team;
    targets of its salespeople divide it and do not come on top.
    """

    _name = "crm.sales.target"
    _description = "Sales Target"
    _order = "date_from desc, team_id, user_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(
        "crm.team", "Sales Team", required=True, index=True, check_company=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Empty: the target of the whole team.",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._get_default_date_from()
    )
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(
        "Target",
        required=True,
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="Without taxes. A team starts with its invoicing target.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A target cannot end before it starts."
    )
    _not_too_long = models.Constraint(
        "CHECK (date_to < date_from + interval '35 months')",
        "A sales target is for less than three years. Divide it.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A sales target cannot be negative."
    )
    _once = models.UniqueIndex(
        "(company_id, team_id, (COALESCE(user_id, 0)), date_from)",
        "There is a target of this team or salesperson from that day already. Change "
        "that one.",
    )

    @api.model
    def _get_default_date_from(self):
        return self.env.company._get_crm_today().replace(day=1)

    @api.depends("date_from")
    def _compute_date_to(self):
        for target in self:
            target.date_to = target.date_from and target.date_from + relativedelta(
                months=1, days=-1
            )

    @api.depends("team_id", "user_id")
    def _compute_amount(self):
        """Start with what the host knows: the team's target of a month."""
        for target in self:
            if target.user_id:
                target.amount = target.amount or 0
            else:
                target.amount = target.amount or target.team_id.invoiced_target

    @api.depends("team_id", "user_id", "date_from")
    def _compute_display_name(self):
        for target in self:
            target.display_name = " ".join(
                filter(
                    None,
                    (
                        target.team_id.name,
                        target.user_id.name,
                        fields.Date.to_string(target.date_from),
                    ),
                )
            )

    @api.constrains("company_id", "team_id", "user_id", "date_from", "date_to")
    def _check_overlap(self):
        for target in self:
            other = self.sudo().search(
                Domain("id", "!=", target.id)
                & Domain("company_id", "=", target.company_id.id)
                & Domain("team_id", "=", target.team_id.id)
                & Domain("user_id", "=", target.user_id.id)
                & Domain("date_from", "<=", target.date_to)
                & Domain("date_to", ">=", target.date_from),
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(target)s overlaps the target from %(start)s to %(end)s. "
                        "Its amount would count twice: change the dates.",
                        target=target.display_name,
                        start=other.date_from,
                        end=other.date_to,
                    )
                )

    def copy_data(self, default=None):
        """A copy is for the time that follows."""
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for target, vals in zip(self, vals_list, strict=True):
            if "date_from" in default:
                continue
            vals["date_from"] = target.date_to + relativedelta(days=1)
            months = self._count_months(target.date_from, vals["date_from"])
            if months:
                vals["date_to"] = vals["date_from"] + relativedelta(
                    months=months, days=-1
                )
            else:
                vals["date_to"] = target.date_to + (
                    vals["date_from"] - target.date_from
                )
        return vals_list

    @api.model
    def _count_months(self, first, after):
        """Return how many whole months lie between two days, or 0."""
        months = 12 * (after.year - first.year) + after.month - first.month
        return months if first + relativedelta(months=months) == after else 0
