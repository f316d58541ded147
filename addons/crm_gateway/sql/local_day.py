"""The business day of a stored UTC timestamp, as the company's people see it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.tools import SQL


def local_day(timestamp: SQL, timezone: str) -> SQL:
    """Return SQL for the calendar day of ``timestamp`` in ``timezone``.

    :param timestamp: SQL of a ``timestamp without time zone`` kept in UTC, as
        Odoo keeps its Datetime fields
    :param timezone: IANA name, e.g. ``Asia/Tehran``
    :return: SQL of type ``date``

    An order confirmed at 22:00 UTC belongs to the next day in Tehran; a plain
    ``::date`` would count it on the wrong one.
    """
    return SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", timestamp, timezone)


def end_of_local_day(day: date, timezone: str) -> datetime:
    """Return the first UTC instant after ``day`` in ``timezone``, naive.

    Compare with ``<``: a condition on the bare column can use its index, one
    on :func:`local_day` cannot.
    """
    midnight = datetime.combine(
        day + timedelta(days=1), time.min, tzinfo=ZoneInfo(timezone)
    )
    return midnight.astimezone(UTC).replace(tzinfo=None)
