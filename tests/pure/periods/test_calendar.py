from datetime import date, timedelta

import pytest
from periods import KINDS, Calendar

GREGORIAN, JALALI = Calendar(), Calendar("jalali")
# First day of the Jalali years 1390 to 1414, as the official calendar has them
NEW_YEARS = {
    1390: 21, 1391: 20, 1392: 21, 1393: 21, 1394: 21, 1395: 20, 1396: 21, 1397: 21,
    1398: 21, 1399: 20, 1400: 21, 1401: 21, 1402: 21, 1403: 20, 1404: 21, 1405: 21,
    1406: 21, 1407: 20, 1408: 20, 1409: 21, 1410: 21, 1411: 20, 1412: 20, 1413: 21,
    1414: 21,
}  # fmt: skip


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_new_year(year, day):
    found = JALALI.period("year", date(year + 621, 5, 5))
    assert (found.key, found.date_from) == (str(year), date(year + 621, 3, day))


def test_year_1403():
    found = JALALI.period("fiscal_year", date(2024, 6, 1))
    assert (found.date_from, found.date_to) == (date(2024, 3, 20), date(2025, 3, 20))
    assert JALALI.period("year", date(2025, 3, 21)).key == "1404"


def test_months_of_a_leap_year():
    months = JALALI.months(JALALI.period("year", date(2024, 6, 1)))
    assert [month.days for month in months] == [31] * 6 + [30] * 6
    assert [month.key for month in months][:2] == ["1403-01", "1403-02"]


@pytest.mark.parametrize("calendar", [GREGORIAN, JALALI], ids=lambda one: one.name)
@pytest.mark.parametrize("kind", KINDS)
def test_periods_follow_one_another(calendar, kind):
    """Each day of eleven years lies in one period; none overlap, none are missing."""
    periods = calendar.between(kind, date(2018, 1, 1), date(2028, 12, 31))
    for one, other in zip(periods, periods[1:], strict=False):
        assert other.date_from == one.date_to + timedelta(days=1)
        assert one.key < other.key
    assert len({one.key for one in periods}) == len(periods)
    for period in periods:
        assert calendar.period(kind, period.date_from) == period
        assert calendar.period(kind, period.date_to) == period


def test_iso_weeks():
    for number in range(4000):
        day = date(2018, 1, 1) + timedelta(days=number)
        year, week, _weekday = day.isocalendar()
        assert GREGORIAN.period("week", day).key == f"{year}-W{week:02}"


def test_jalali_weeks_begin_on_saturday():
    week = JALALI.period("week", date(2026, 11, 23))
    assert (week.date_from, week.date_from.weekday()) == (date(2026, 11, 21), 5)


def test_quarters():
    assert GREGORIAN.period("quarter", date(2026, 11, 3)).key == "2026-Q4"
    summer = JALALI.period("quarter", date(2026, 6, 22))
    assert (summer.key, summer.date_from) == ("1405-Q2", date(2026, 6, 22))


def test_moved_end_of_the_fiscal_year_leaves_a_stub():
    calendar = Calendar(year_ends=[(date.min, 12, 31), (date(2026, 1, 1), 3, 31)])
    before, stub, after = (
        calendar.period("fiscal_year", date(*day))
        for day in ((2025, 5, 1), (2026, 2, 1), (2026, 5, 1))
    )
    assert [one.is_stub for one in (before, stub, after)] == [False, True, False]
    assert (stub.date_from, stub.date_to) == (date(2026, 1, 1), date(2026, 3, 31))
    assert len(calendar.months(stub)) == 3
    assert calendar.year_ago(stub) is None
    assert calendar.year_ago(after) is None


def test_end_of_february():
    calendar = Calendar(year_ends=[(date.min, 2, 29)])
    assert calendar.period("fiscal_year", date(2024, 2, 29)).date_to == date(
        2024, 2, 29
    )
    assert calendar.period("fiscal_year", date(2025, 2, 1)).date_to == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("calendar", "kind", "day", "expected"),
    [
        (GREGORIAN, "month", (2026, 2, 5), "2025-02"),
        (GREGORIAN, "day", (2024, 2, 29), "2023-02-28"),
        (GREGORIAN, "week", (2026, 11, 23), "2025-W48"),
        (GREGORIAN, "year", (2026, 11, 23), "2025"),
        (JALALI, "month", (2026, 11, 23), "1404-09"),
        (JALALI, "day", (2025, 3, 20), "1402-12-29"),
        (JALALI, "quarter", (2026, 6, 22), "1404-Q2"),
    ],
)
def test_a_year_ago(calendar, kind, day, expected):
    assert calendar.year_ago(calendar.period(kind, date(*day))).key == expected


def test_last_periods():
    found = GREGORIAN.last("month", date(2026, 2, 5), 3)
    assert [one.key for one in found] == ["2025-12", "2026-01", "2026-02"]


def test_unknown_names():
    with pytest.raises(ValueError, match="calendar"):
        Calendar("maya")
    with pytest.raises(ValueError, match="period"):
        GREGORIAN.period("fortnight", date(2026, 1, 1))
