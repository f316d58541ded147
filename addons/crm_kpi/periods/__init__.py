"""Days, weeks, months, quarters and years of the Gregorian and Jalali calendars.

Pure: knows nothing of Odoo.
"""

from .calendar import KINDS, Calendar
from .period import Period

__all__ = ["KINDS", "Calendar", "Period"]
