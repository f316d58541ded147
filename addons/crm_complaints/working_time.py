"""Deadlines and durations in the units in which complaints are promised answers."""

from datetime import datetime, time, timedelta

import pytz

from odoo.addons.crm_gateway.working_hours import plan_hours

UNITS = [
    ("elapsed", "Hours"),
    ("hours", "Working Hours"),
    ("days", "Working Days"),
    ("calendar", "Calendar Days"),
]
# Who works in none of so many days does not work; days of the clock count then
LONGEST_BREAK = timedelta(days=400)
LAST_MOMENT = time(23, 59, 59)


def plan_due(calendar, zone, unit, amount, start, pauses=()):
    """Return when a clock runs out that begins at ``start``.

    The day of receipt does not count among days; hours count from the moment on. A
    pause that began before the clock ran out puts it off by as much of the clock's
    own unit as passed in the pause.

    :param calendar: resource.calendar with its holidays; if empty, all time is worked
    :param str zone: time zone whose calendar days count
    :param str unit: one of ``UNITS``
    :param amount: how much of the unit
    :param start: moment in UTC, without zone
    :param pauses: (begin, end) in UTC, without zone, in order and apart
    :return: moment in UTC, without zone
    """
    due = _plan(calendar, zone, unit, amount, start)
    for begin, end in pauses:
        if begin >= due:
            break
        amount += measure(calendar, zone, unit, max(begin, start), end)
        due = _plan(calendar, zone, unit, amount, start)
    return due


def measure(calendar, zone, unit, begin, end):
    """Return how much of the unit passed from ``begin`` to ``end``; days are whole.

    :param begin: moment in UTC, without zone, as ``end``
    """
    if end <= begin:
        return 0
    if unit == "elapsed" or (unit == "hours" and not calendar.attendance_ids):
        return (end - begin).total_seconds() / 3600
    if unit == "hours":
        return sum(
            (closed - opened).total_seconds() / 3600
            for opened, closed in _get_intervals(calendar, begin, end)
        )
    first, last = (_get_day(moment, zone) for moment in (begin, end))
    if unit == "calendar" or not calendar.attendance_ids:
        return (last - first).days
    return len(_find_days(calendar, begin, end, zone))


def count_days(calendar, zone, spans):
    """Return on how many working days any of the spans fell.

    As :func:`measure` counts days, but part of a day is a day, and no day counts
    twice: neither many short spans nor many on one day come to nothing.

    :param spans: (begin, end) in UTC, without zone
    """
    days = set()
    for begin, end in spans:
        first, last = (_get_day(moment, zone) for moment in (begin, end))
        if calendar.attendance_ids:
            found = _find_days(calendar, begin, end, zone)
        else:
            found = {first + timedelta(days=n + 1) for n in range((last - first).days)}
        days |= found or {first}
    return len(days)


def _plan(calendar, zone, unit, amount, start):
    if unit == "elapsed":
        return start + timedelta(hours=amount)
    if unit == "hours":
        return plan_hours(calendar, amount, start)
    amount = round(amount)
    if unit == "days" and calendar.attendance_ids:
        zone = calendar.tz
        received = _get_day(start, zone)
        limit = start + LONGEST_BREAK
        begin, span = start, timedelta(days=2 * amount + 7)
        ends = {}
        while begin < limit:
            for day, closed in _get_days(calendar, begin, begin + span).items():
                if day > received:
                    ends[day] = max(closed, ends.get(day, closed))
            if len(ends) > amount:
                return ends[sorted(ends)[max(amount - 1, 0)]]
            begin += span
    day = _get_day(start, zone) + timedelta(days=amount)
    last = pytz.timezone(zone).localize(datetime.combine(day, LAST_MOMENT))
    return _make_naive(last)


def _get_day(moment, zone):
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()


def _find_days(calendar, begin, end, zone):
    """Return the working days after the first one, up to and with the last."""
    first, last = (_get_day(moment, zone) for moment in (begin, end))
    days = _get_days(calendar, begin, end + timedelta(days=1))
    return {day for day in days if first < day <= last}


def _get_days(calendar, begin, end):
    """Return when work ends on each day of the calendar, in its own time zone."""
    ends = {}
    for _opened, closed in _get_intervals(calendar, begin, end):
        # in the zone of the calendar already
        ends[closed.date()] = _make_naive(closed)
    return ends


def _get_intervals(calendar, begin, end):
    resources = calendar.env["resource.resource"]
    zone = pytz.timezone(calendar.tz)
    begin, end = (pytz.utc.localize(moment).astimezone(zone) for moment in (begin, end))
    work = calendar._work_intervals_batch(begin, end, compute_leaves=True)
    return [(opened, closed) for opened, closed, _meta in work[resources.id]]


def _make_naive(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def go_back(calendar, zone, days, moment):
    """Return when the day began that was so many working days before a moment.

    :param calendar: resource.calendar; without working hours all days count
    :param str zone: time zone whose days count without a calendar
    :param days: how many working days, one or more
    :param moment: in UTC, without zone; its own day counts as none
    :return: moment in UTC, without zone
    """
    today = _get_day(moment, zone)
    day = today - timedelta(days=days)
    if calendar.attendance_ids:
        zone, span = calendar.tz, timedelta(days=2 * days + 7)
        while span < LONGEST_BREAK:
            found = _get_days(calendar, moment - span, moment)
            worked = sorted(found_day for found_day in found if found_day < today)
            if len(worked) >= days:
                day = worked[-days]
                break
            span *= 2
    first = pytz.timezone(zone).localize(datetime.combine(day, time.min))
    return _make_naive(first)
