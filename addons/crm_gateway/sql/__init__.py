"""Pieces of SQL that several of the add-ons put into their statements."""

from .currency import rate_on_day
from .local_day import end_of_local_day, local_day

__all__ = ["end_of_local_day", "local_day", "rate_on_day"]
