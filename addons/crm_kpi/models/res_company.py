from datetime import date

from odoo import api, fields, models

from ..periods import Calendar


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_kpi_calendar = fields.Selection(
        [("gregorian", "Gregorian"), ("jalali", "Jalali")],
        string="Calendar of KPIs",
        compute="_compute_crm_kpi_calendar",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="By whose months, quarters and years figures are kept, closed and "
        "compared.",
    )

    @api.depends("country_id")
    def _compute_crm_kpi_calendar(self):
        for company in self:
            company.crm_kpi_calendar = company.crm_kpi_calendar or (
                "jalali" if company.country_id.code in ("IR", "AF") else "gregorian"
            )

    def _get_kpi_calendar(self):
        """Return the :class:`Calendar` by which this company keeps its figures."""
        self.ensure_one()
        if self.crm_kpi_calendar == "jalali":
            return Calendar("jalali")
        return Calendar(
            "gregorian",
            year_ends=[
                (
                    date.min,
                    int(self.fiscalyear_last_month),
                    self.fiscalyear_last_day,
                )
            ],
        )

    def _get_kpi_month(self, day):
        """Return the month of a date."""
        return self._get_kpi_calendar().period("month", day)

    def _get_kpi_month_before(self, day):
        calendar = self._get_kpi_calendar()
        return calendar.before(calendar.period("month", day))

    def _get_kpi_month_after(self, day):
        calendar = self._get_kpi_calendar()
        return calendar.after(calendar.period("month", day))

    def _get_kpi_months(self, first, last):
        """Return the months from that of a date to that of another."""
        return self._get_kpi_calendar().between("month", first, last)

    def _get_kpi_months_of(self, days):
        """Return the months that hold some of these dates, ascending."""
        calendar = self._get_kpi_calendar()
        months = []
        for day in sorted(days):
            if not (months and months[-1].holds(day)):
                months.append(calendar.period("month", day))
        return months

    def _get_kpi_periods(self, kind, day, count):
        """Return the last ``count`` periods of a kind up to that of a date."""
        return self._get_kpi_calendar().last(kind, day, count)
