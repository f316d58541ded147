"""Arithmetic on local clocks, across the days on which they are changed."""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Who has no time zone lives here
NOWHERE = "UTC"
# No clock was ever put forward by more than a day (Samoa, 2011)
LONGEST_GAP = 24 * 60 + 1
DAYS = {"day": 1, "week": 7}
SECONDS = {"minute": 60, "hour": 3600}
MONTHS = {"month": 1, "year": 12}


def zone(name):
    """The zone of this name; UTC where there is none, or an unknown one."""
    try:
        return ZoneInfo(name or NOWHERE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(NOWHERE)


def to_local(moment, tz):
    """What the clocks in ``tz`` show at ``moment`` (naive UTC): a naive datetime."""
    return moment.replace(tzinfo=UTC).astimezone(zone(tz)).replace(tzinfo=None)


def resolve(local, tz):
    """The moment (naive UTC) at which the clocks in ``tz`` show ``local``.

    Shown twice, as when clocks go back: the first time.  Never shown, as when they
    go forward: the first later minute that is shown.
    """
    place = zone(tz)
    for minutes in range(LONGEST_GAP):
        wanted = local + timedelta(minutes=minutes)
        if minutes:
            # the hour that is left out ends on a full minute
            wanted = wanted.replace(second=0, microsecond=0)
        moment = wanted.replace(tzinfo=place, fold=0).astimezone(UTC)
        if moment.astimezone(place).replace(tzinfo=None) == wanted:
            return moment.replace(tzinfo=None)
    raise ValueError(f"no clock in {tz} shows {local} or a later minute of the day")


def add_time(moment, tz, number, unit):
    """``number`` units after ``moment`` (naive UTC), as people there count them.

    Minutes and hours are lengths of time; days, weeks, months and years keep the
    time of day, and the day of the month where the month has it (31 January and a
    month: the last of February).

    :raises ValueError: for a unit other than minute, hour, day, week, month, year
    """
    if unit in SECONDS:
        return moment + timedelta(seconds=number * SECONDS[unit])
    local = to_local(moment, tz)
    if unit in DAYS:
        return resolve(local + timedelta(days=number * DAYS[unit]), tz)
    if unit in MONTHS:
        months = local.year * 12 + local.month - 1 + number * MONTHS[unit]
        year, month = divmod(months, 12)
        day = min(local.day, monthrange(year, month + 1)[1])
        return resolve(local.replace(year=year, month=month + 1, day=day), tz)
    raise ValueError(f"{unit} is no unit of time: {[*SECONDS, *DAYS, *MONTHS]}")


def at_time_of_day(moment, tz, minutes):
    """The first moment, not before ``moment``, at which it is so late in ``tz``.

    :param int minutes: after midnight, 0 to 1439, by the clock on the wall
    """
    day = to_local(moment, tz).date()
    clock = time(*divmod(minutes, 60))
    for later in range(3):
        wanted = resolve(datetime.combine(day + timedelta(days=later), clock), tz)
        if wanted >= moment:
            return wanted
    raise ValueError(f"no {clock} within two days of {moment} in {tz}")
