"""When a message may go out, by the clock of whoever receives it.

Knows nothing of Odoo. Moments are naive datetimes in UTC, as the host stores them;
local times are naive too, and belong to a zone of the tz database.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
# a week, and one day more: today may be over
DAYS_AHEAD = 8
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Hours:
    """The part of each day, and the days, at which messages may arrive.

    :param float start: the first hour, 0 to 24: 8.5 is half past eight
    :param float end: the hour at which it is over, later than ``start``
    :param frozenset weekdays: 0 is Monday
    """

    start: float = 0.0
    end: float = 24.0
    weekdays: frozenset = field(default_factory=lambda: frozenset(range(7)))

    def __post_init__(self):
        if not 0 <= self.start < self.end <= 24:
            raise ValueError("the end of the hours is not after their start")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("no weekday is allowed")


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


def next_allowed(moment, hours, zone):
    """Return the first moment, not before this one, within the hours.

    The hours of each further day are read anew from its clocks, so that 8 o'clock
    stays 8 o'clock over a change of the clocks.
    """
    today = to_local(moment, zone).date()
    for shift in range(DAYS_AHEAD + 1):
        day = today + timedelta(days=shift)
        if day.weekday() not in hours.weekdays:
            continue
        opens = from_local(_at(day, hours.start), zone)
        closes = from_local(_at(day, hours.end), zone)
        if max(moment, opens) < closes:
            return max(moment, opens)
    raise ValueError("the clocks skip every hour that is allowed")


def _as_utc(local, zone):
    aware = local.replace(tzinfo=zone, fold=0)
    return aware.astimezone(UTC).replace(tzinfo=None)


def _at(day, hour):
    return datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
