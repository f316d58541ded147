from datetime import timedelta

import pytz

# A calendar that never works plans nothing; then hours of the clock count.
NEVER = timedelta(days=365)


def plan_hours(calendar, hours, start, resource=None, leaves=True):
    """Return when ``hours`` of work are done that begin at ``start``.

    :param calendar: resource.calendar, or an empty one: then hours of the clock count
    :param start: moment in UTC, without zone, as the ORM keeps it
    :param resource: resource.resource whose own leave counts besides the holidays
    :param leaves: whether leave and holidays count at all
    :return: moment in UTC, without zone
    """
    aware = pytz.utc.localize(start)
    end = calendar and calendar.plan_hours(
        hours, aware, compute_leaves=leaves, resource=resource
    )
    if not end or end - aware > NEVER:
        return start + timedelta(hours=hours)
    return end.astimezone(pytz.utc).replace(tzinfo=None)
