"""Clocks that are put forward and back, months of unequal length, odd zones."""

from datetime import datetime, timedelta

import pytest
from scheduling import SendingHours, add_time, at_time_of_day, resolve
from scheduling.local_time import to_local

BERLIN, TEHRAN = "Europe/Berlin", "Asia/Tehran"


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


WORKING = SendingHours(9 * 60, 18 * 60, frozenset({5, 6, 0, 1, 2}))  # Saturday first


def test_quiet_evening_waits_for_the_morning():
    """Wednesday 20:00 in Tehran: Thursday and Friday are off, so Saturday 9:00."""
    moment = resolve(datetime(2026, 6, 3, 20, 0), TEHRAN)
    assert not WORKING.allow(moment, TEHRAN)
    assert to_local(WORKING.next_allowed(moment, TEHRAN), TEHRAN) == datetime(
        2026, 6, 6, 9, 0
    )


def test_allowed_is_now():
    moment = resolve(datetime(2026, 6, 3, 9, 0), TEHRAN)
    assert WORKING.next_allowed(moment, TEHRAN) == moment
    assert not WORKING.allow(resolve(datetime(2026, 6, 3, 18, 0), TEHRAN), TEHRAN)


def test_over_midnight_belongs_to_the_day_before():
    friday_night = SendingHours(22 * 60, 2 * 60, frozenset({4}))
    assert friday_night.allow(datetime(2026, 6, 6, 1, 0), "UTC")  # Saturday, 1:00
    assert not friday_night.allow(datetime(2026, 6, 5, 1, 0), "UTC")
    assert friday_night.next_allowed(datetime(2026, 6, 5, 3), "UTC") == datetime(
        2026, 6, 5, 22
    )


def test_opening_in_the_hour_left_out():
    """Hours from 02:30 begin at 03:00 on the day when 02:30 does not exist."""
    hours = SendingHours(150, 300)
    moment = resolve(datetime(2027, 3, 28, 0, 30), BERLIN)
    assert to_local(hours.next_allowed(moment, BERLIN), BERLIN) == datetime(
        2027, 3, 28, 3, 0
    )


@pytest.mark.parametrize(
    "values", [(-1, 5, {0}), (0, 2000, {0}), (0, 5, set()), (0, 5, {7})]
)
def test_impossible_hours_are_refused(values):
    with pytest.raises(ValueError):
        SendingHours(values[0], values[1], frozenset(values[2]))
