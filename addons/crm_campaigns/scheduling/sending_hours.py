"""The hours at which messages may arrive, by the clock of whoever receives them."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from .local_time import from_local, to_local

# a week, and one day more: today may be over
DAYS_AHEAD = 8


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


def _at(day, hour):
    return datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
