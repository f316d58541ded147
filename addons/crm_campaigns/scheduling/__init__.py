"""Moments by the recipient's own clock; nothing here imports Odoo.

All moments that come in and go out are naive datetimes in UTC, as databases keep
them; what is between is local.
"""

from .local_time import add_time, at_time_of_day, find_zone, from_local, to_local
from .sending_hours import Hours, next_allowed

__all__ = [
    "Hours",
    "add_time",
    "at_time_of_day",
    "find_zone",
    "from_local",
    "next_allowed",
    "to_local",
]
