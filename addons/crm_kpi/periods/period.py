"""A period of a calendar."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``date_from`` to ``date_to``, both included.

    :ivar kind: day, week, month, quarter, year or fiscal_year
    :ivar key: unique among the periods of its calendar and kind, and in their
        order when sorted as text, e.g. ``2026-11`` or ``1405-Q3``
    :ivar is_stub: shorter or longer than its kind, because the end of the fiscal
        year was moved: not to be compared with others
    """

    date_from: date
    date_to: date
    kind: str
    key: str
    is_stub: bool = False

    @property
    def days(self):
        """Number of days."""
        return (self.date_to - self.date_from).days + 1

    def holds(self, day):
        """Whether a date lies in the period."""
        return self.date_from <= day <= self.date_to
