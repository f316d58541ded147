"""Clocks that are put forward and back, months of unequal length, odd zones."""

from datetime import datetime, timedelta

import pytest
from scheduling import add_time, at_time_of_day, find_zone
from scheduling import from_local as from_local_zone
from scheduling import to_local as to_local_zone

BERLIN, TEHRAN = "Europe/Berlin", "Asia/Tehran"


def resolve(local, tz):
    return from_local_zone(local, find_zone(tz))


def to_local(moment, tz):
    return to_local_zone(moment, find_zone(tz))


def test_an_hour_that_is_left_out():
    """02:30 on 28 March 2027 does not exist in Berlin: 03:00 summer time it is."""
    moment = resolve(datetime(2027, 3, 28, 2, 30), BERLIN)
    assert moment == datetime(2027, 3, 28, 1, 0)
    assert to_local(moment, BERLIN) == datetime(2027, 3, 28, 3, 0)


def test_an_hour_that_comes_twice():
    """02:30 on 25 October 2026 comes twice in Berlin: the first one, in summer time."""
    assert resolve(datetime(2026, 10, 25, 2, 30), BERLIN) == datetime(
        2026, 10, 25, 0, 30
    )


def test_a_day_that_is_left_out():
    """Samoa had no 30 December 2011."""
    moment = resolve(datetime(2011, 12, 30, 9, 0), "Pacific/Apia")
    assert to_local(moment, "Pacific/Apia") == datetime(2011, 12, 31, 0, 0)


def test_days_keep_the_time_of_day():
    before = resolve(datetime(2027, 3, 27, 10, 0), BERLIN)
    after = add_time(before, BERLIN, 2, "day")
    assert to_local(after, BERLIN) == datetime(2027, 3, 29, 10, 0)
    assert after - before == timedelta(hours=47)


def test_hours_are_lengths():
    before = resolve(datetime(2027, 3, 27, 10, 0), BERLIN)
    assert add_time(before, BERLIN, 48, "hour") - before == timedelta(hours=48)


@pytest.mark.parametrize(
    ("start", "number", "unit", "end"),
    [
        ((2026, 1, 31), 1, "month", (2026, 2, 28)),
        ((2024, 2, 29), 1, "year", (2025, 2, 28)),
        ((2026, 12, 15), 1, "month", (2027, 1, 15)),
        ((2026, 3, 15), -4, "month", (2025, 11, 15)),
        ((2026, 5, 4), 2, "week", (2026, 5, 18)),
    ],
)
def test_calendar_units(start, number, unit, end):
    assert add_time(datetime(*start, 8), "UTC", number, unit) == datetime(*end, 8)


def test_unknown_units_are_refused():
    with pytest.raises(ValueError, match="no unit of time"):
        add_time(datetime(2026, 1, 1), "UTC", 1, "moon")


def test_time_of_day_today_or_tomorrow():
    moment = resolve(datetime(2026, 6, 1, 9, 0), TEHRAN)
    assert to_local(at_time_of_day(moment, TEHRAN, 600), TEHRAN) == datetime(
        2026, 6, 1, 10, 0
    )
    assert to_local(at_time_of_day(moment, TEHRAN, 480), TEHRAN) == datetime(
        2026, 6, 2, 8, 0
    )
    assert at_time_of_day(moment, TEHRAN, 540) == moment


def test_nobody_knows_where():
    for name in (None, "", "Nowhere/Land"):
        assert to_local(datetime(2026, 1, 1, 5), name) == datetime(2026, 1, 1, 5)
