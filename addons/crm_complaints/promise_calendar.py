"""Time that a promise allows, as tables that a statement joins.

A calendar's hours and holidays are known to Python alone, and documents to the
database: a table of days or of working hours brings both together, so that the due
time of any number of documents takes one statement.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytz

from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day

SECOND = timedelta(seconds=1)


def start_of_local_day(day, timezone):
    """Return the first UTC instant of ``day`` in ``timezone``, naive."""
    return end_of_local_day(day - timedelta(days=1), timezone)


def list_spans(company, begin, end):
    """Return [(opened, closed)] of the company's working time, in UTC and in order.

    A company without working hours works always.

    :param begin, end: moments in UTC, without zone
    """
    calendar = company.resource_calendar_id
    if not calendar.attendance_ids:
        return [(begin, end)]
    work = calendar._work_intervals_batch(
        pytz.utc.localize(begin),
        pytz.utc.localize(end),
        domain=[
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ],
    )[False]
    return [
        tuple(m.astimezone(pytz.utc).replace(tzinfo=None) for m in (opened, closed))
        for opened, closed, _meta in work
    ]


def list_days(company, first, last, limit, only_working):
    """Return [(day, begun, over, due)] of all days from first to last.

    ``begun`` counts the days that count until the end of this one, ``over`` those
    before it and one more: ``over`` of the day on which something ended, less
    ``begun`` of the day it ran from, is how many days it took. The day it runs from
    is not counted. ``due`` is the last moment that keeps a limit of so many days
    from this one, None when that is after the last day.
    """
    timezone = company.crm_timezone
    working = None
    if only_working and company.resource_calendar_id.attendance_ids:
        zone = ZoneInfo(timezone)
        spans = list_spans(
            company,
            start_of_local_day(first, timezone),
            end_of_local_day(last, timezone),
        )
        working = {pytz.utc.localize(span[0]).astimezone(zone).date() for span in spans}
    counting, rows = [], []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        over = len(counting) + 1
        if working is None or day in working:
            counting.append(day)
        rows.append((day, len(counting), over))
    return [
        (day, begun, over, _get_due(day, begun + limit, limit, counting, timezone))
        for day, begun, over in rows
    ]


def _get_due(day, place, limit, counting, timezone):
    if limit and place > len(counting):
        return None
    due = counting[place - 1] if limit else day
    return end_of_local_day(due, timezone) - SECOND


def measure_days(source: SQL, company, now, first, limit, only_working) -> SQL:
    """Return SQL of the rows of ``source`` with ``due`` and the ``value`` in days.

    :param source: SQL with the columns ``base``, from which on the limit runs, and
        ``ended``
    :param first: date before which nothing begins
    """
    zone = ZoneInfo(company.crm_timezone)
    last = pytz.utc.localize(now).astimezone(zone).date()
    rows = list_days(company, first, max(first, last), limit, only_working)
    days, begun, over, due = (list(column) for column in zip(*rows, strict=True))
    local = SQL("AT TIME ZONE 'UTC' AT TIME ZONE %s", company.crm_timezone)
    return SQL(
        """WITH day AS MATERIALIZED (
               SELECT * FROM unnest(%(days)s::date[], %(begun)s::int[],
                                    %(over)s::int[], %(due)s::timestamp[])
                   AS day(day, begun, over, due))
           SELECT source.*, begins.due,
                  GREATEST(ends.over - begins.begun, 0)::float8 AS value
             FROM (%(source)s) source
             JOIN day begins ON begins.day = (source.base %(local)s)::date
             LEFT JOIN day ends
               ON ends.day = (COALESCE(source.ended, %(now)s) %(local)s)::date""",
        days=days,
        begun=begun,
        over=over,
        due=due,
        source=source,
        local=local,
        now=now,
    )


def measure_hours(source: SQL, company, now, first, limit) -> SQL:
    """The same in working hours. What took less on the clock is left out."""
    begin = datetime.combine(first, time.min) - timedelta(days=1)
    spans = list_spans(company, begin, max(begin, now))
    opened = [span[0] for span in spans]
    length = [(span[1] - span[0]).total_seconds() for span in spans]
    before = [sum(length[:place]) for place in range(len(length))]
    return SQL(
        """WITH span AS MATERIALIZED (
               SELECT * FROM unnest(%(opened)s::timestamp[], %(before)s::float8[],
                                    %(length)s::float8[])
                   AS span(opened, before, length))
           SELECT source.*, due.due,
                  (ends.place - begins.place) / 3600 AS value
             FROM (%(source)s) source
            CROSS JOIN LATERAL (SELECT COALESCE((%(base)s), 0) AS place) begins
            CROSS JOIN LATERAL (SELECT COALESCE((%(ended)s), 0) AS place) ends
             LEFT JOIN LATERAL (
                  SELECT span.opened + make_interval(
                             secs => begins.place + %(limit)s - span.before) AS due
                    FROM span
                   WHERE span.before + span.length >= begins.place + %(limit)s
                   ORDER BY span.opened
                   LIMIT 1) due ON TRUE
            WHERE COALESCE(source.ended, %(now)s) - source.base
                  > make_interval(secs => %(limit)s)""",
        opened=opened,
        before=before,
        length=length,
        source=source,
        base=_select_place(SQL("source.base")),
        ended=_select_place(SQL("COALESCE(source.ended, %s)", now)),
        limit=limit * 3600.0,
        now=now,
    )


def _select_place(moment: SQL) -> SQL:
    """SQL of how many seconds were worked until a moment."""
    return SQL(
        """SELECT span.before
                  + LEAST(EXTRACT(EPOCH FROM %(moment)s - span.opened), span.length)
             FROM span
            WHERE span.opened <= %(moment)s
            ORDER BY span.opened DESC
            LIMIT 1""",
        moment=moment,
    )
