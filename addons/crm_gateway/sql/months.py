"""An amount of a longer time, divided among its months."""

from odoo.tools import SQL


def split_by_month(first: SQL, last: SQL, months: int) -> SQL:
    """Return SQL of a table with a row for each month from ``first`` to ``last``.

    Its columns are ``day``, the first day that the month shares with that time,
    ``share`` of the time's days, and ``slot``, a number of the month below 256.
    The shares of all months add up to 1; ``months`` of them are returned at most.

    Use it as a lateral join: the days are SQL of type date, of the tables before it.
    """
    # With a fixed number PostgreSQL knows about how many rows there will be.
    return SQL(
        """LATERAL (
            SELECT GREATEST(month.day, span.first) AS day,
                   (LEAST((month.day + interval '1 month')::date, span.last + 1)
                    - GREATEST(month.day, span.first))::float8
                   / (span.last - span.first + 1) AS share,
                   (EXTRACT(YEAR FROM month.day)::int * 12
                    + EXTRACT(MONTH FROM month.day)::int) %% 256 AS slot
              FROM (SELECT %(first)s AS first, %(last)s AS last) span
             CROSS JOIN LATERAL (
                   SELECT (date_trunc('month', span.first::timestamp)
                           + make_interval(months => number))::date AS day
                     FROM generate_series(0, %(months)s - 1) number) month
             WHERE month.day <= span.last)""",
        first=first,
        last=last,
        months=months,
    )
