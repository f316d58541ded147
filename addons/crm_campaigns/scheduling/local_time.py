"""Local clocks, across the days on which they are changed.

Moments are naive datetimes in UTC, as databases keep them; local times are naive
too, and belong to a zone of the tz database.
"""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
MINUTES_A_DAY = 24 * 60
DAYS = {"day": 1, "week": 7}
SECONDS = {"minute": 60, "hour": 3600}
MONTHS = {"month": 1, "year": 12}


def find_zone(*names):
    """Return the first of these zones that exists, else UTC."""
    for name in names:
        if not name:
            continue
        try:
            return ZoneInfo(name)
        except (KeyError, OSError, ValueError):
            # unknown, a folder of the database, or no name of a zone at all
            continue
    return ZoneInfo("UTC")


def from_local(local, zone):
    """Return the moment at which clocks of the zone show this time.

    A time that the clocks skip in spring becomes the first minute after it that
    they show; of one that they show twice in autumn, it is the first.
    """
    moment = _as_utc(local, zone)
    if to_local(moment, zone) == local:
        return moment
    # The skipped part is rarely longer than an hour; where the date line was moved
    # it was a whole day.
    local = local.replace(second=0, microsecond=0)
    for _minute in range(MINUTES_A_DAY + 60):
        local += MINUTE
        moment = _as_utc(local, zone)
        if to_local(moment, zone) == local:
            return moment
    raise ValueError(f"{zone} shows no time after {local}")


def to_local(moment, zone):
    """Return what clocks of the zone show at this moment."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, fold=0)


def _as_utc(local, zone):
    aware = local.replace(tzinfo=zone, fold=0)
    return aware.astimezone(UTC).replace(tzinfo=None)


def add_time(moment, tz, number, unit):
    """``number`` units after ``moment`` (naive UTC), as people there count them.

    Minutes and hours are lengths of time; days, weeks, months and years keep the
    time of day, and the day of the month where the month has it (31 January and a
    month: the last of February).

    :raises ValueError: for a unit other than minute, hour, day, week, month, year
    """
    if unit in SECONDS:
        return moment + timedelta(seconds=number * SECONDS[unit])
    zone = find_zone(tz)
    local = to_local(moment, zone)
    if unit in DAYS:
        return from_local(local + timedelta(days=number * DAYS[unit]), zone)
    if unit in MONTHS:
        months = local.year * 12 + local.month - 1 + number * MONTHS[unit]
        year, month = divmod(months, 12)
        day = min(local.day, monthrange(year, month + 1)[1])
        return from_local(local.replace(year=year, month=month + 1, day=day), zone)
    raise ValueError(f"{unit} is no unit of time: {[*SECONDS, *DAYS, *MONTHS]}")


def at_time_of_day(moment, tz, minutes):
    """The first moment, not before ``moment``, at which it is so late in ``tz``.

    :param int minutes: after midnight, 0 to 1439, by the clock on the wall
    """
    zone = find_zone(tz)
    day = to_local(moment, zone).date()
    clock = time(*divmod(minutes, 60))
    for later in range(3):
        wanted = from_local(datetime.combine(day + timedelta(days=later), clock), zone)
        if wanted >= moment:
            return wanted
    raise ValueError(f"no {clock} within two days of {moment} in {tz}")
