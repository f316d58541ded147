"""When messages may reach people: hours and days of the week, by their clocks."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from .local_time import resolve, to_local

DAY = 24 * 60
ALL_WEEK = frozenset(range(7))


@dataclass(frozen=True)
class SendingHours:
    """From ``start`` to ``end`` minutes after midnight, on ``weekdays`` (Monday 0).

    ``start == end`` means the whole day.  ``end`` before ``start`` goes over
    midnight: the small hours then belong to the day before.
    """

    start: int = 0
    end: int = 0
    weekdays: frozenset = ALL_WEEK

    def __post_init__(self):
        if not (0 <= self.start < DAY and 0 <= self.end <= DAY):
            raise ValueError("the hours are minutes after midnight, 0 to 1440")
        if not self.weekdays or not self.weekdays <= ALL_WEEK:
            raise ValueError("name at least one day of the week, 0 to 6")

    def allow(self, moment, tz):
        """Whether a message may arrive at ``moment`` (naive UTC) in ``tz``."""
        local = to_local(moment, tz)
        minutes = local.hour * 60 + local.minute
        if self._is_whole_day:
            return local.weekday() in self.weekdays
        if self.start < self.end:
            return self.start <= minutes < self.end and local.weekday() in self.weekdays
        if minutes >= self.start:
            return local.weekday() in self.weekdays
        return minutes < self.end and (local.weekday() - 1) % 7 in self.weekdays

    def next_allowed(self, moment, tz):
        """The first moment, not before ``moment``, at which one may arrive."""
        if self.allow(moment, tz):
            return moment
        day = to_local(moment, tz).date()
        opening = 0 if self._is_whole_day else self.start
        clock = time(*divmod(opening, 60))
        for later in range(9):
            opened = resolve(datetime.combine(day + timedelta(days=later), clock), tz)
            # clocks that are put forward over the opening can leave the day out
            if opened >= moment and self.allow(opened, tz):
                return opened
        raise ValueError(f"these hours never come in {tz} after {moment}")

    @property
    def _is_whole_day(self):
        return self.start == self.end or (self.start == 0 and self.end == DAY)
