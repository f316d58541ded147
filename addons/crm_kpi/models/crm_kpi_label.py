from odoo import api, models
from odoo.tools.misc import format_date


class CrmKpi(models.Model):
    """Names of periods, in the language of the reader and the company's calendar."""

    _inherit = "crm.kpi"

    @api.model
    def _get_jalali_months(self):
        return [
            self.env._("Farvardin"),
            self.env._("Ordibehesht"),
            self.env._("Khordad"),
            self.env._("Tir"),
            self.env._("Mordad"),
            self.env._("Shahrivar"),
            self.env._("Mehr"),
            self.env._("Aban"),
            self.env._("Azar"),
            self.env._("Dey"),
            self.env._("Bahman"),
            self.env._("Esfand"),
        ]

    @api.model
    def _name_period(self, period, calendar):
        """Return what people call a period, e.g. “Nov 2026” or “Azar 1405”."""
        year, month, day = calendar.split(period.date_from)
        if period.kind == "week":
            year, week = period.key.split("-W")
            return self.env._("Week %(week)s, %(year)s", week=int(week), year=year)
        if period.kind == "quarter":
            return self.env._(
                "Q%(quarter)s %(year)s", quarter=(month + 2) // 3, year=year
            )
        if period.kind == "year":
            return str(year)
        if period.kind == "fiscal_year":
            name = self.env._("Fiscal year %s", period.key.removeprefix("FY"))
            return self.env._("%s (short)", name) if period.is_stub else name
        if calendar.name == "jalali":
            name = self._get_jalali_months()[month - 1]
            if period.kind == "day":
                return f"{day} {name}"
            return f"{name} {year}"
        pattern = "d MMM" if period.kind == "day" else "MMM y"
        return _format_gregorian(self.env, period.date_from, pattern)


def _format_gregorian(env, day, pattern):
    """Format by the Gregorian calendar, whatever the language's own one is."""
    return format_date(env, day, date_format=pattern)
