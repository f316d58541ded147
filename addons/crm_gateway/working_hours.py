from datetime import timedelta

import pytz

# What is not done after so long is planned behind it, more to do behind less.
HORIZON = timedelta(days=4 * 365)
FIRST_SPAN = timedelta(days=14)


def plan_hours(calendar, hours, start, resource=None, leaves=True):
    """Return when ``hours`` of work are done that begin at ``start``.

    :param calendar: resource.calendar; if empty or without working hours, hours of
        the clock count
    :param start: moment in UTC, without zone, as the ORM keeps it
    :param resource: resource.resource whose own leave counts besides the holidays
    :param leaves: whether leave and holidays count at all
    :return: moment in UTC, without zone
    """
    if not calendar.attendance_ids:
        return start + timedelta(hours=hours)
    begin, left, span = pytz.utc.localize(start), hours, FIRST_SPAN
    limit = begin + HORIZON
    while begin < limit:
        end = min(begin + span, limit)
        for opened, closed in _get_intervals(calendar, begin, end, resource, leaves):
            worked = (closed - opened).total_seconds() / 3600
            if left <= worked:
                moment = opened + timedelta(hours=left)
                return moment.astimezone(pytz.utc).replace(tzinfo=None)
            left -= worked
        # each look takes statements: who is busy for a year is not asked by fortnights
        begin, span = end, 2 * span
    return start + HORIZON + timedelta(hours=hours)


def _get_intervals(calendar, begin, end, resource, leaves):
    """Return the (begin, end) of all working time in a span, in order."""
    resources = resource or calendar.env["resource.resource"]
    work = calendar._work_intervals_batch(
        begin, end, resources=resources, compute_leaves=leaves
    )
    return [(opened, closed) for opened, closed, _meta in work[resources.id]]
