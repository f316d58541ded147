from calendar import monthrange
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONTHS = [(str(number), str(number)) for number in range(1, 13)]


class CrmKpiYearEnd(models.Model):
    """On which day fiscal years end, from a day on.

    The company's setting knows only how it is today. Kept here is how it was, so that
    a year whose end was moved is a stub, and no other year becomes another one.
    """

    _name = "crm.kpi.year.end"
    _description = "End of Fiscal Years"
    _order = "company_id, date_from"
    _rec_name = "date_from"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(
        "Holds From",
        required=True,
        help="For fiscal years that end on this day or later.",
    )
    month = fields.Selection(MONTHS, required=True)
    day = fields.Integer(required=True)

    _once = models.UniqueIndex(
        "(company_id, date_from)", "Another end of years holds from this day already."
    )

    @api.constrains("month", "day")
    def _check_day(self):
        for row in self:
            if not 1 <= row.day <= monthrange(2024, int(row.month))[1]:
                raise ValidationError(
                    self.env._(
                        "There is no day %(day)s in month %(month)s.",
                        day=row.day,
                        month=row.month,
                    )
                )

    @api.model
    def _get_ends(self, company):
        """Return the ends of a company's years as a :class:`Calendar` takes them."""
        rows = self.sudo().search([("company_id", "=", company.id)])
        if not rows:
            return [
                (
                    date.min,
                    int(company.fiscalyear_last_month),
                    company.fiscalyear_last_day,
                )
            ]
        first, *others = rows
        return [
            (date.min, int(first.month), first.day),
            *((row.date_from, int(row.month), row.day) for row in others),
        ]
