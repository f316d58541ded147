"""Rules of credit: a sale is divided by the place or the age of its touches."""

import numpy as np
import pytest
from attribution import decay, first, from_lists, last, linear, per_channel, position

RULES = (first, last, linear, decay, position)


def test_a_sale_of_12000_after_a_fair_three_mails_and_a_call():
    """Published: coreyhaines31/marketingskills, days 0 to 38, half-life a week."""
    paths = from_lists([[0, 1, 2, 3, 4]], values=[12000], days=[[38, 33, 26, 8, 0]])
    earned = {rule.__name__: per_channel(paths, rule(paths)) for rule in RULES}
    assert earned["first"].tolist() == [12000, 0, 0, 0, 0]
    assert earned["last"].tolist() == [0, 0, 0, 0, 12000]
    assert earned["linear"] == pytest.approx([2400] * 5)
    assert earned["position"] == pytest.approx([4800, 800, 800, 800, 4800])
    exact = [175.195176, 287.437594, 574.875187, 3417.044981, 7545.447062]
    assert earned["decay"] == pytest.approx(exact, abs=5e-7)
    # as printed there, rounded to fives
    assert earned["decay"] == pytest.approx([175, 290, 575, 3415, 7545], abs=3)


def test_published_paths_of_two_channels():
    """README of jmwoloso/pychattr: linear 2.1 and .9."""
    paths = from_lists(
        [list("ABABBA"), list("ABBAA"), list("AA")], values=[1, 1, 1], names="AB"
    )
    assert per_channel(paths, linear(paths)) == pytest.approx([2.1, 0.9])
    assert per_channel(paths, first(paths)).tolist() == [3, 0]
    # .4 .05x4 .4, .4 .2/3x3 .4 and .5 .5
    b = 3 * 0.05 + 2 * 0.2 / 3
    assert per_channel(paths, position(paths)) == pytest.approx([3 - b, b])


def test_conversions_are_credited_as_often_as_they_happened():
    paths = from_lists(
        [["g"], ["m"], ["g", "m"], ["g"]],
        conversions=[2, 1, 1, 0],
        nulls=[0, 0, 0, 1],
        values=[20, 10, 30, 0],
        names=["g", "m", "never"],
    )
    assert per_channel(paths, first(paths), "conversions").tolist() == [3, 1, 0]
    assert per_channel(paths, last(paths), "conversions").tolist() == [2, 2, 0]
    assert per_channel(paths, linear(paths), "conversions").tolist() == [2.5, 1.5, 0]
    assert per_channel(paths, last(paths)).tolist() == [20, 40, 0]


@pytest.mark.parametrize("rule", RULES)
def test_weights_sum_to_one_in_every_path(rule):
    rng = np.random.default_rng(4)
    touches = [rng.integers(0, 5, n) for n in (0, 1, 2, 3, 0, 0, 7, 40, 1, 0)]
    # ages at which 2^-days is 0 in float64 too
    days = [np.sort(rng.random(len(path)) * 9000)[::-1] + 5000 for path in touches]
    paths = from_lists(touches, days=days)
    weights = rule(paths)
    assert weights.dtype == np.float64 and (weights >= 0).all()
    sums = np.bincount(paths.owner(), weights, paths.n_paths)
    assert sums[paths.lengths > 0] == pytest.approx(1, abs=1e-12)
    # what a path without touches earned is nobody's
    credited = per_channel(paths, weights, "conversions").sum()
    assert credited == pytest.approx((paths.lengths > 0).sum())


def test_decay_halves_each_half_life_and_by_age_alone():
    paths = from_lists([[0, 1, 2]], days=[[20, 10, 0]])
    assert decay(paths, 10) == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    later = from_lists([[0, 1, 2]], days=[[120, 110, 100]])
    assert decay(later, 10) == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    assert decay(paths, 1e9) == pytest.approx([1 / 3] * 3)


def test_position_of_short_paths():
    paths = from_lists([[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]])
    expected = [1, 0.5, 0.5, 0.4, 0.2, 0.4, 0.4, 0.1, 0.1, 0.4]
    assert position(paths) == pytest.approx(expected)
    ends = [1, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0, 0, 0.5]
    assert position(paths, ends=0.5) == pytest.approx(ends)


def test_no_paths_at_all():
    paths = from_lists([], names=["a", "b"])
    for rule in RULES:
        assert rule(paths).shape == (0,)
        assert per_channel(paths, rule(paths)).tolist() == [0, 0]


@pytest.mark.parametrize("half_life", [0, -1, float("nan"), float("inf")])
def test_half_life_must_be_days(half_life):
    with pytest.raises(ValueError, match="half-life"):
        decay(from_lists([[0]]), half_life)


@pytest.mark.parametrize("ends", [-0.1, 0.51, float("nan")])
def test_ends_must_be_a_share(ends):
    with pytest.raises(ValueError, match="share of an end"):
        position(from_lists([[0]]), ends)


def test_credits_need_a_weight_for_each_touch_and_a_known_figure():
    paths = from_lists([[0, 1]])
    with pytest.raises(ValueError, match="2 weights"):
        per_channel(paths, [1.0])
    with pytest.raises(ValueError, match="credited"):
        per_channel(paths, [0.5, 0.5], "days")
