from datetime import datetime
from unittest import TestCase
from zoneinfo import ZoneInfo

from scheduling import Hours, find_zone, from_local, next_allowed, to_local

BERLIN = ZoneInfo("Europe/Berlin")
TEHRAN = ZoneInfo("Asia/Tehran")
APIA = ZoneInfo("Pacific/Apia")
WORKDAYS = frozenset(range(5))


class TestSendingHours(TestCase):
    """Quiet hours by the recipient's clock. Winter in Berlin is UTC+1, summer +2."""

    def test_in_the_hours_it_goes_at_once(self):
        moment = datetime(2026, 6, 3, 10, 17, 5)
        self.assertEqual(next_allowed(moment, Hours(8, 20), BERLIN), moment)

    def test_edges(self):
        hours = Hours(8, 20)
        for local, expected in (
            (datetime(2026, 6, 3, 7, 59), datetime(2026, 6, 3, 8)),
            (datetime(2026, 6, 3, 8), datetime(2026, 6, 3, 8)),
            (datetime(2026, 6, 3, 19, 59, 59), datetime(2026, 6, 3, 19, 59, 59)),
            (datetime(2026, 6, 3, 20), datetime(2026, 6, 4, 8)),
            (datetime(2026, 6, 3, 23, 59), datetime(2026, 6, 4, 8)),
        ):
            allowed = next_allowed(from_local(local, BERLIN), hours, BERLIN)
            self.assertEqual(to_local(allowed, BERLIN), expected, local)

    def test_half_hours_and_the_whole_day(self):
        moment = datetime(2026, 6, 3, 4)  # half past seven in Tehran
        allowed = next_allowed(moment, Hours(8.25, 12), TEHRAN)
        self.assertEqual(allowed, datetime(2026, 6, 3, 4, 45))
        self.assertEqual(next_allowed(moment, Hours(), TEHRAN), moment)

    def test_weekend_ends_at_the_first_hour_of_monday(self):
        friday_night = datetime(2026, 6, 5, 19)
        allowed = next_allowed(friday_night, Hours(8, 20, WORKDAYS), BERLIN)
        self.assertEqual(to_local(allowed, BERLIN), datetime(2026, 6, 8, 8))

    def test_one_day_a_week_is_found_a_week_later(self):
        monday = datetime(2026, 6, 1, 19)
        allowed = next_allowed(monday, Hours(8, 20, frozenset({0})), BERLIN)
        self.assertEqual(to_local(allowed, BERLIN), datetime(2026, 6, 8, 8))

    def test_hour_stays_over_a_change_of_the_clocks(self):
        # clocks go forward in the night to Sunday 28 March, back on 25 October
        for friday, monday in (
            (datetime(2027, 3, 26, 20), datetime(2027, 3, 29, 6)),
            (datetime(2026, 10, 23, 20), datetime(2026, 10, 26, 7)),
        ):
            allowed = next_allowed(friday, Hours(8, 20, WORKDAYS), BERLIN)
            self.assertEqual(allowed, monday)

    def test_skipped_time_is_the_first_minute_after_it(self):
        moment = from_local(datetime(2027, 3, 28, 2, 30), BERLIN)
        self.assertEqual(moment, datetime(2027, 3, 28, 1))
        self.assertEqual(to_local(moment, BERLIN), datetime(2027, 3, 28, 3))
        night = datetime(2027, 3, 28, 0, 30)
        self.assertEqual(next_allowed(night, Hours(2.5, 8), BERLIN), moment)

    def test_time_shown_twice_is_the_first(self):
        moment = from_local(datetime(2026, 10, 25, 2, 30), BERLIN)
        self.assertEqual(moment, datetime(2026, 10, 25, 0, 30))
        # at the second 02:30 it is allowed still, and goes at once
        second = datetime(2026, 10, 25, 1, 30)
        self.assertEqual(next_allowed(second, Hours(2.5, 8), BERLIN), second)

    def test_skipped_day(self):
        """Samoa had no 30 December 2011."""
        moment = from_local(datetime(2011, 12, 30, 9), APIA)
        self.assertEqual(to_local(moment, APIA), datetime(2011, 12, 31))
        thursday = from_local(datetime(2011, 12, 29, 21), APIA)
        allowed = next_allowed(thursday, Hours(8, 20), APIA)
        self.assertEqual(to_local(allowed, APIA), datetime(2011, 12, 31, 8))

    def test_hour_that_the_clocks_skip_is_looked_for_on_another_day(self):
        night = datetime(2027, 3, 28, 0, 30)
        allowed = next_allowed(night, Hours(2, 3), BERLIN)
        self.assertEqual(to_local(allowed, BERLIN), datetime(2027, 3, 29, 2))

    def test_senseless_hours_are_refused(self):
        for values in ((20, 8), (8, 8), (-1, 8), (8, 25)):
            with self.assertRaises(ValueError):
                Hours(*values)
        with self.assertRaises(ValueError):
            Hours(8, 20, frozenset())
        with self.assertRaises(ValueError):
            Hours(8, 20, frozenset({7}))

    def test_first_zone_that_exists(self):
        self.assertEqual(find_zone("Asia/Tehran", "Europe/Berlin"), TEHRAN)
        for wrong in (None, "", "Nowhere/At All", "../etc/passwd", "Europe"):
            self.assertEqual(find_zone(wrong, "Europe/Berlin"), BERLIN)
        self.assertEqual(find_zone(None).key, "UTC")
