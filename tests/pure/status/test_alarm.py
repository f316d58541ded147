from status import find_alarms


def test_one_alarm_on_the_fourth_day():
    assert find_alarms([79, 81, 79, 78], 80, days=2, rearm=82) == [3]


def test_same_trouble_is_no_second_alarm():
    """81 is above the limit and below where it is armed again."""
    assert find_alarms([79, 78, 81, 79, 78], 80, days=2, rearm=82) == [1]
    assert find_alarms([79, 78, 82, 79, 78], 80, days=2, rearm=82) == [1, 4]


def test_lower_is_better():
    assert find_alarms([9, 11, 12, 7, 11, 12], 10, 2, 8, False) == [2, 5]


def test_days_without_data():
    assert find_alarms([79, None, float("nan"), 78], 80, days=2) == [3]


def test_on_the_limit_is_not_red():
    assert find_alarms([80, 80], 80) == []
