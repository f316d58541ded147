import numpy as np

from odoo import api, models
from odoo.tools.misc import format_date, format_decimalized_amount, formatLang

from .crm_kpi import MONEY_UNITS

SIGNS = {"percent": "%", "permille": "‰", "times": "×"}


class CrmKpi(models.Model):
    """Periods and values, in the reader's language and the company's calendar."""

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

    @api.model
    def _format_value(self, value, unit, digits, company):
        """Return a value in words of the user's language, with its unit.

        :param float value: NaN for no data
        :param str unit: a key of :data:`UNITS`
        """
        if np.isnan(value):
            return "–"
        if unit in MONEY_UNITS:
            amount = format_decimalized_amount(value)
            symbol = company.currency_id.symbol
            is_after = company.currency_id.position == "after"
            return f"{amount} {symbol}" if is_after else f"{symbol}{amount}"
        number = formatLang(self.env, value, digits=digits)
        words = {
            "days": self.env._("%s days", number),
            "hours": self.env._("%s h", number),
            "minutes": self.env._("%s min", number),
        }
        if unit in words:
            return words[unit]
        return f"{number} {SIGNS[unit]}" if unit in SIGNS else number


def _format_gregorian(env, day, pattern):
    """Format by the Gregorian calendar, whatever the language's own one is."""
    return format_date(env, day, date_format=pattern)
