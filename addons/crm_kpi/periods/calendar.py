"""Which period of a calendar a day belongs to, and which ones lie around it."""

from bisect import bisect_left
from calendar import monthrange
from datetime import date, timedelta

import jdatetime

from .period import Period

KINDS = ("day", "week", "month", "quarter", "year", "fiscal_year")
ONE_DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


class Calendar:
    """Periods by which a company keeps its figures.

    :param name: ``gregorian`` or ``jalali``
    :param int first_weekday: 0 (Monday) to 6 (Sunday); by default Monday, in the
        Jalali calendar Saturday
    :param year_ends: ascending ``(from, month, day)``: the Gregorian month and day
        on which fiscal years end, for those that end on ``from`` or later. None
        for the calendar's own year.

    The Jalali calendar follows ``jdatetime``, whose leap years are those of the
    33-year rule; it agrees with the official calendar from 1178 to 1633.
    """

    def __init__(self, name="gregorian", first_weekday=None, year_ends=None):
        if name not in ("gregorian", "jalali"):
            raise ValueError(f"unknown calendar: {name}")
        self.name = name
        if first_weekday is None:
            first_weekday = SATURDAY if name == "jalali" else MONDAY
        self.first_weekday = first_weekday
        self.year_ends = year_ends

    # ------------------------------------------------------------------
    # Years and months of the calendar
    # ------------------------------------------------------------------

    def split(self, day):
        """Return (year, month, day of the month) of a date."""
        if self.name == "jalali":
            own = jdatetime.date.fromgregorian(date=day)
            return own.year, own.month, own.day
        return day.year, day.month, day.day

    def join(self, year, month, day=1):
        """Return the date of a year, month and day of the calendar.

        :raise ValueError: when there is no such day
        """
        if self.name == "jalali":
            return jdatetime.date(year, month, day).togregorian()
        return date(year, month, day)

    def _month_after(self, year, month, months):
        place = 12 * year + month - 1 + months
        return self.join(place // 12, place % 12 + 1)

    # ------------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------------

    def period(self, kind, day):
        """Return the :class:`Period` of a kind that holds a date."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind of period: {kind}")
        return getattr(self, f"_{kind}")(day)

    def _day(self, day):
        return Period(day, day, "day", "{:04}-{:02}-{:02}".format(*self.split(day)))

    def _week(self, day):
        """A week belongs to the year that holds its fourth day (as in ISO 8601)."""
        first = day - timedelta(days=(day.weekday() - self.first_weekday) % 7)
        middle = first + timedelta(days=3)
        year = self.split(middle)[0]
        number = (middle - self.join(year, 1)).days // 7 + 1
        return Period(
            first, first + timedelta(days=6), "week", f"{year:04}-W{number:02}"
        )

    def _months(self, kind, year, month, count, key):
        return Period(
            self.join(year, month),
            self._month_after(year, month, count) - ONE_DAY,
            kind,
            key,
        )

    def _month(self, day):
        year, month, _day = self.split(day)
        return self._months("month", year, month, 1, f"{year:04}-{month:02}")

    def _quarter(self, day):
        year, month, _day = self.split(day)
        number = (month - 1) // 3
        key = f"{year:04}-Q{number + 1}"
        return self._months("quarter", year, 3 * number + 1, 3, key)

    def _year(self, day):
        year = self.split(day)[0]
        return self._months("year", year, 1, 12, f"{year:04}")

    def _fiscal_year(self, day):
        """The fiscal year of a date; a stub where its end was moved.

        It is named by the year in which it ends.
        """
        if not self.year_ends:
            own = self._year(day)
            return Period(own.date_from, own.date_to, "fiscal_year", f"FY{own.key}")
        ends = self._list_year_ends(day)
        place = bisect_left(ends, day)
        first, last = ends[place - 1] + ONE_DAY, ends[place]
        is_stub = not 360 <= (last - first).days + 1 <= 371
        key = f"FY{last:%Y}"
        if any(end.year == last.year for end in ends[:place] + ends[place + 1 :]):
            key = f"FY{last:%Y-%m}"
        return Period(first, last, "fiscal_year", key, is_stub)

    def _list_year_ends(self, day):
        """Return the ends of fiscal years around a date, ascending."""
        ends = set()
        for number, (start, month, last) in enumerate(self.year_ends):
            until = (
                self.year_ends[number + 1][0]
                if number + 1 < len(self.year_ends)
                else date.max
            )
            for year in range(day.year - 2, day.year + 4):
                end = date(year, month, min(last, monthrange(year, month)[1]))
                if (number == 0 or end >= start) and end < until:
                    ends.add(end)
        return sorted(ends)

    def after(self, period):
        """Return the period that follows."""
        return self.period(period.kind, period.date_to + ONE_DAY)

    def before(self, period):
        """Return the period that goes before."""
        return self.period(period.kind, period.date_from - ONE_DAY)

    def between(self, kind, first, last):
        """Return the periods of a kind from the one of a date to that of another."""
        found = [self.period(kind, first)]
        while found[-1].date_to < last:
            found.append(self.after(found[-1]))
        return found

    def last(self, kind, day, count):
        """Return the last ``count`` periods up to that of a date, ascending."""
        found = [self.period(kind, day)]
        while len(found) < count:
            found.append(self.before(found[-1]))
        return found[::-1]

    def year_ago(self, period):
        """Return the period of last year that it is compared with, or None.

        A stub has none, and no period is compared with a stub.
        """
        if period.is_stub:
            return None
        if period.kind in ("year", "fiscal_year"):
            found = self.before(period)
        elif period.kind == "week":
            found = self.period("week", period.date_from - timedelta(weeks=52))
        else:
            year, month, day = self.split(period.date_from)
            try:
                found = self.period(period.kind, self.join(year - 1, month, day))
            except ValueError:  # 29 February or 30 Esfand
                found = self.period(period.kind, self.join(year - 1, month, day - 1))
        return None if found.is_stub else found

    def months(self, period):
        """Return the months whose first day lies in a period."""
        return [
            month
            for month in self.between("month", period.date_from, period.date_to)
            if period.holds(month.date_from)
        ]
