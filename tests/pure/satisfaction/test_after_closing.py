"""Recurrence, recovery, and those who never complained."""

import numpy as np
import pytest
from satisfaction import (
    PROPENSITY,
    find_recurrences,
    recovery_counts,
    recovery_rate,
    recurrence_share,
    silent_complainers,
)


def test_recurrence():
    subject = [1, 1, 1, 2, 2, 3]
    opened = [0, 100, 400, 20, 200, 20]
    closed = [10, 105, np.nan, 20, np.nan, 20]
    made = find_recurrences(subject, opened, closed)
    # 90 days after; 295 after; first of 2; exactly 180 after; first of 3
    assert made.tolist() == [False, True, False, False, True, False]
    share = recurrence_share(made.sum(), made.size)
    assert share.value == pytest.approx(2 / 6) and share.low < 2 / 6 < share.high
    assert np.isnan(recurrence_share(0, 0).value)


def test_recurrence_needs_a_closed_one_before():
    # received while the first is open; at the very time it closes; after it
    made = find_recurrences([1] * 4, [0, 5, 10, 10.5], [10, np.nan, np.nan, np.nan])
    assert made.tolist() == [False, False, False, True]
    # a long case before a short one: the last closing counts, not the last receipt
    made = find_recurrences([1] * 3, [0, 1, 300], [290, 2, np.nan])
    assert made.tolist() == [False, False, True]
    assert not len(find_recurrences([], [], []))


def test_recurrence_is_that_of_a_loop():
    rng = np.random.default_rng(5)
    subject = rng.integers(0, 20, 300)
    opened = rng.integers(0, 400, 300).astype(float)
    closed = opened + rng.integers(0, 60, 300)
    closed[rng.random(300) < 0.3] = np.nan
    wanted = [
        any(
            0 < opened[i] - closed[j] <= 30 and subject[i] == subject[j]
            for j in range(300)
        )
        for i in range(300)
    ]
    assert find_recurrences(subject, opened, closed, 30).tolist() == wanted
    assert 0 < sum(wanted) < 300


def test_recovery_counts():
    customer = [1, 1, 2, 3, 4, 5]
    closed = [0, 50, 0, 0, 95, 0]
    next_order = [60, 60, 30, np.nan, 96, 30.5]
    # 1 after his second case; 2 on the last day; 3 never; 4 is not due yet;
    # 5 half a day late
    assert recovery_counts(customer, closed, next_order, 100, 30) == (2, 4)
    made = recovery_rate(2, 4)
    assert made.value == 0.5 and made.low < 0.5 < made.high
    assert recovery_counts([], [], [], 100, 30) == (0, 0)
    assert np.isnan(recovery_rate(0, 0).value)


def test_silence():
    made = silent_complainers(20, (0.05, 0.25))
    assert made.dissatisfied_low == pytest.approx(80)
    assert made.dissatisfied_high == pytest.approx(400)
    assert made.silent_low == pytest.approx(60)
    assert made.silent_high == pytest.approx(380)
    # as published: up to 50 unheard for one heard, at most 25 % speak up
    made = silent_complainers([1, 0, 7])
    assert made.silent_high == pytest.approx([50, 0, 350])
    assert made.silent_low == pytest.approx([3, 0, 21])
    assert PROPENSITY[0] < PROPENSITY[1]
    # everybody speaks up: nobody is silent
    assert silent_complainers(9, (1, 1)).silent_high == 0
    by_severity = silent_complainers([10, 10], ([0.1, 0.5], [0.2, 1.0]))
    assert by_severity.dissatisfied_high == pytest.approx([100, 20])


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: silent_complainers(1, (0, 0.5)), "above 0"),
        (lambda: silent_complainers(1, (0.5, 0.2)), "lowest first"),
        (lambda: silent_complainers(1, (0.5, 1.5)), "at most 1"),
        (lambda: silent_complainers(1, (np.nan, 1)), "above 0"),
        (lambda: silent_complainers(1, 0.5), "pair"),
        (lambda: silent_complainers(-1), "whole numbers"),
        (lambda: find_recurrences([1], [1, 2], [1, 2]), "one length"),
        (lambda: find_recurrences([1], [np.nan], [1]), "receipt"),
        (lambda: find_recurrences([1], [2], [1]), "before it was received"),
        (lambda: find_recurrences([1], [2], [3], -1), "window"),
        (lambda: recovery_counts([1], [1, 2], [3, 4], 5, 1), "one length"),
        (lambda: recovery_counts([1], [np.nan], [3], 5, 1), "closing"),
        (lambda: recovery_counts([1], [1], [1], 5, 1), "after the closing"),
        (lambda: recovery_counts([1], [1], [2], 5, 0), "above 0"),
        (lambda: recurrence_share(3, 2), "more successes"),
        (lambda: recovery_rate(3, 2), "more successes"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()
