"""Which points are signals."""

import numpy as np
import pytest
from control_chart import (
    ALL_RULES,
    ALTERNATING,
    BEYOND,
    FOUR_OF_FIVE,
    HUGGING,
    MIXTURE,
    RUN,
    TREND,
    TWO_OF_THREE,
    ControlChart,
    find_signals,
    u_limits,
)


def chart(z):
    """Points so many sigma from a centre at 100, sigma 10."""
    z = np.asarray(z, float)
    sigma = np.where(np.isnan(z), np.nan, 10.0)
    return ControlChart(
        100 + 10 * z, np.full(len(z), 100.0), sigma, 100 - 3 * sigma, 100 + 3 * sigma
    )


def places(rule, z, **options):
    made = find_signals(chart(z), (rule,), **options)
    assert list(made) == [rule] and made[rule].dtype == bool
    return np.flatnonzero(made[rule]).tolist()


def test_beyond():
    assert places(BEYOND, [3, 3.01, -3, -3.01, 0]) == [1, 3]


def test_26_complaints_are_a_signal():
    made = u_limits([10, 26, 20, 21, 0], [1] * 5, centre=10.5)
    assert find_signals(made)[BEYOND].tolist() == [False, True, False, True, True]


def test_run():
    assert places(RUN, [0.1] * 7) == []
    assert places(RUN, [-1, *[0.1] * 9]) == [8, 9]
    assert places(RUN, [-0.1] * 8) == [7]
    assert places(RUN, [0.1] * 7 + [0] + [0.1] * 7) == []  # on the centre
    assert places(RUN, [0.1] * 9, run=9) == [8]


def test_trend():
    assert places(TREND, [0, 0.1, 0.2, 0.3, 0.4]) == []
    assert places(TREND, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) == [5, 6]
    assert places(TREND, [0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5]) == []
    assert places(TREND, [1, 0.6, 0.5, 0.3, 0, -1]) == [5]


def test_alternating():
    assert places(ALTERNATING, [0.1, -0.1] * 6 + [0.1]) == []
    assert places(ALTERNATING, [0.1, -0.1] * 7) == [13]
    assert places(ALTERNATING, [0.1, -0.1] * 3 + [0.1, 0.1] + [0.1, -0.1] * 4) == []


def test_two_of_three():
    assert places(TWO_OF_THREE, [2.1, 0, 2.1]) == [2]
    assert places(TWO_OF_THREE, [2.1, 0, 0, 2.1]) == []
    assert places(TWO_OF_THREE, [2.1, 0, -2.1]) == []
    assert places(TWO_OF_THREE, [-2.1, -2.1, 0]) == [1]


def test_four_of_five():
    assert places(FOUR_OF_FIVE, [1.1, 1.1, 0, 1.1, 1.1]) == [4]
    assert places(FOUR_OF_FIVE, [1.1, 1.1, 0, 0, 1.1, 1.1]) == []
    assert places(FOUR_OF_FIVE, [1.1, 1.1, -1.1, -1.1, 1.1]) == []
    assert places(FOUR_OF_FIVE, [-1.1] * 4 + [0]) == [3]


def test_hugging_and_mixture():
    assert places(HUGGING, [0.9, -0.9] * 7) == []
    assert places(HUGGING, [0.9, -0.9] * 7 + [0]) == [14]
    assert places(MIXTURE, [1.1, -1.1] * 4) == [7]
    assert places(MIXTURE, [1.1, -1.1] * 3 + [0.9, 1.1]) == []
    assert places(MIXTURE, [1.1] * 8) == []  # a run


def test_blanks_neither_make_nor_end_a_pattern():
    z = [0.1] * 4 + [np.nan] * 3 + [0.1] * 4
    assert places(RUN, z) == [10]
    for rule in ALL_RULES:
        assert places(rule, [np.nan] * 20) == []
        assert places(rule, []) == []


def test_usual_rules_are_two():
    made = find_signals(chart([4] + [1] * 7))
    assert set(made) == {BEYOND, RUN}
    assert made[BEYOND].tolist() == [True] + [False] * 7
    assert made[RUN].tolist() == [False] * 7 + [True]


def test_rounding_is_no_signal():
    # every point is 30 a unit, their mean a hair less
    made = find_signals(u_limits([3] * 30, [0.1] * 30), ALL_RULES)
    assert {rule for rule in made if made[rule].any()} == {HUGGING}
    # nothing counted: neither limits nor signals
    made = find_signals(u_limits([0] * 10, [10] * 10), ALL_RULES)
    assert not any(found.any() for found in made.values())
    # until something is, where it never was
    made = find_signals(u_limits([0, 1], [10, 10], centre=0))
    assert made[BEYOND].tolist() == [False, True]


def test_each_rule_is_that_of_a_loop():
    rng = np.random.default_rng(9)
    z = np.round(rng.normal(0, 1.6, 400), 1)
    made = find_signals(chart(z), ALL_RULES)

    def windows(width):
        return [(i, z[i - width + 1 : i + 1]) for i in range(width - 1, len(z))]

    def either_side(test):
        return lambda w: test(w) or test(-w)

    wanted = {
        BEYOND: (1, either_side(lambda w: w[0] > 3.0001)),
        RUN: (8, either_side(lambda w: (w > 0).all())),
        TREND: (6, either_side(lambda w: (np.diff(w) > 0).all())),
        ALTERNATING: (14, lambda w: (np.diff(w)[1:] * np.diff(w)[:-1] < 0).all()),
        HUGGING: (15, lambda w: (np.abs(w) < 1).all()),
        TWO_OF_THREE: (
            3,
            either_side(lambda w: w[-1] > 2.0001 and (w > 2.0001).sum() >= 2),
        ),
        FOUR_OF_FIVE: (
            5,
            either_side(lambda w: w[-1] > 1.0001 and (w > 1.0001).sum() >= 4),
        ),
    }
    for rule, (width, test) in wanted.items():
        expected = np.zeros(len(z), bool)
        for place, window in windows(width):
            expected[place] = test(window)
        # points within the first few can meet a rule of fewer than its width
        assert made[rule][width - 1 :].tolist() == expected[width - 1 :].tolist(), rule
    assert made[BEYOND].any() and made[TWO_OF_THREE].any() and made[FOUR_OF_FIVE].any()


def test_refuses():
    with pytest.raises(ValueError, match="no rule luck"):
        find_signals(chart([1]), ("luck",))
    with pytest.raises(ValueError, match="two points"):
        find_signals(chart([1]), run=1)
