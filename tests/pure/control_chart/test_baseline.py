"""Frozen limits, and whether there is enough to freeze."""

import numpy as np
import pytest
from control_chart import (
    BEYOND,
    Baseline,
    baseline_advice,
    find_signals,
    freeze_baseline,
    laney_p_limits,
    p_limits,
    u_limits,
)


def test_frozen_limits_do_not_follow():
    baseline = freeze_baseline([10, 11] * 10, [1] * 20)
    assert (baseline.kind, baseline.centre, baseline.n_points) == ("u", 10.5, 20)
    made = baseline.limits([26, 26, 26], [1, 1, 2])
    assert made.centre.tolist() == [10.5] * 3
    assert np.round(made.upper, 1).tolist() == [20.2, 20.2, 17.4]
    assert find_signals(made)[BEYOND].tolist() == [True, True, False]
    # limits of these points themselves would find nothing
    assert not find_signals(u_limits([26, 26, 26], [1, 1, 2]))[BEYOND].any()


def test_frozen_spread():
    rng = np.random.default_rng(3)
    sizes = rng.integers(5_000, 9_000, 30)
    counts = rng.binomial(sizes, rng.uniform(0.03, 0.07, 30))
    baseline = freeze_baseline(counts, sizes, "p")
    assert baseline.spread > 2
    wanted = laney_p_limits(counts, sizes)
    made = baseline.limits(counts, sizes, laney=True)
    assert made.upper == pytest.approx(wanted.upper)
    narrow = baseline.limits(counts, sizes)
    assert narrow.upper == pytest.approx(p_limits(counts, sizes).upper)
    two = baseline.limits(counts, sizes, sigmas=2).upper - baseline.centre
    assert two == pytest.approx((narrow.upper - baseline.centre) * 2 / 3)


def test_what_has_a_known_cause_stays_out():
    counts, known = np.array([10, 11] * 10 + [90]), np.arange(21) == 20
    assert freeze_baseline(counts, np.ones(21), exclude=known).centre == 10.5
    assert freeze_baseline(counts, np.ones(21)).centre == 300 / 21


def test_twenty_points_with_orders():
    with pytest.raises(ValueError, match="needs 20 periods .* not 19"):
        freeze_baseline([9] * 19, [1] * 19)
    with pytest.raises(ValueError, match="not 19"):
        freeze_baseline([9] * 20, [1] * 19 + [0])
    with pytest.raises(ValueError, match="not 19"):
        freeze_baseline([9] * 20, [1] * 20, exclude=np.arange(20) == 3)
    assert freeze_baseline([9] * 12, [1] * 12, min_points=12).n_points == 12
    nothing = freeze_baseline([0] * 20, [1] * 20)
    assert nothing.centre == 0 and np.isnan(nothing.spread)


@pytest.mark.parametrize(
    "counts, points, mean, widen_by, more",
    [
        ([5] * 20, 20, 5, 1, 0),
        ([5] * 15, 15, 5, 1, 5),
        ([4] * 20, 20, 4, 2, 20),  # two by two: 10 points of 8
        ([1, 0] * 60, 120, 0.5, 10, 80),
        ([0] * 30, 30, 0, None, 0),
        ([0] * 48 + [1], 49, 1 / 49, 245, 4851),  # 5 / (1/49) is a hair above
        ([2, 1, 2], 3, 5 / 3, 3, 57),
    ],
)
def test_advice(counts, points, mean, widen_by, more):
    made = baseline_advice(counts, [1] * len(counts))
    assert made.n_points == points and made.mean_count == pytest.approx(mean)
    assert (made.widen_by, made.more_points) == (widen_by, more)
    assert made.ready == (widen_by == 1 and not more)
    if widen_by and widen_by > 1:
        assert made.mean_count * widen_by >= 5 > made.mean_count * (widen_by - 1)


def test_advice_without_orders():
    made = baseline_advice([0, 7], [0, 0])
    assert made.n_points == 0 and np.isnan(made.mean_count)
    assert made.widen_by is None and made.more_points == 20 and not made.ready
    assert baseline_advice([], []).n_points == 0
    # periods without orders do not thin out the mean
    assert baseline_advice([6, 0] * 20, [1, 0] * 20).ready


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: freeze_baseline([1], [1], "x"), "u or p"),
        (lambda: Baseline("c", 1.0, 1.0, 20), "u or p"),
        (lambda: freeze_baseline([3], [2], "p"), "at least its count"),
        (lambda: freeze_baseline([1], [1], exclude=[0]), "True or False"),
        (lambda: freeze_baseline([1], [1], exclude=[True, True]), "True or False"),
        (lambda: baseline_advice([1], [1, 2]), "one length"),
        (lambda: baseline_advice([1], [1], min_points=0), "above 0"),
        (lambda: baseline_advice([1], [1], min_mean_count=0), "above 0"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()
