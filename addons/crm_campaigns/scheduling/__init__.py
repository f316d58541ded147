"""Moments by the recipient's own clock; nothing here imports Odoo.

All moments that come in and go out are naive datetimes in UTC, as databases keep
them; what is between is local.
"""

from .local_time import NOWHERE, add_time, at_time_of_day, resolve
from .sending_hours import SendingHours

__all__ = ["NOWHERE", "SendingHours", "add_time", "at_time_of_day", "resolve"]
