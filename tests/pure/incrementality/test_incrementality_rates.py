"""Lifts are told from chance as published, and not more often."""

import numpy as np
import pytest
from incrementality import best_variant, compare, newcombe, sample_size, wilson


def test_a_lift_of_a_third_that_is_not_shown():
    """The usual interval would be [.00125, .02875] and call it shown."""
    found = compare(540, 9000, 45, 1000)
    assert (found.rate_treated, found.rate_control) == (0.06, 0.045)
    assert found.difference == pytest.approx(0.015)
    assert found.lift == pytest.approx(1 / 3)
    assert found.incremental == pytest.approx(135)
    assert found.z == pytest.approx(1.9174516361547491, rel=1e-9)
    assert found.p_value == pytest.approx(0.055180579624935416, rel=1e-9)
    ends = (-0.0004232295301758761, 0.027305582074338912)
    assert (found.low, found.high) == pytest.approx(ends, rel=1e-9)
    people = (-3.8090657715828846, 245.75023866905022)
    assert (found.incremental_low, found.incremental_high) == pytest.approx(people)
    assert not found.shown


def test_lifts_that_are_shown():
    # ten times the people make the same lift sure, and a harm is shown too
    assert compare(5400, 90000, 450, 10000).shown
    assert compare(450, 10000, 5400, 90000).shown
    # at less confidence, too
    assert compare(540, 9000, 45, 1000, confidence=0.9).shown


def test_no_lift_and_no_control():
    none = compare(450, 9000, 52, 1000)
    ends = (-0.01814280961325859, 0.011005108485369453)
    assert (none.low, none.high) == pytest.approx(ends, rel=1e-9)
    assert none.p_value == pytest.approx(0.7834861444248864) and not none.shown
    zero = compare(12, 900, 0, 100)
    assert zero.lift is None and zero.incremental == pytest.approx(12)
    ends = (-0.024095183951860277, 0.023160045854896182)
    assert (zero.low, zero.high) == pytest.approx(ends, rel=1e-9)
    empty = compare(3, 10, 0, 0)
    assert (empty.rate_treated, empty.rate_control) == (0.3, None)
    assert empty.difference is empty.low is empty.p_value is None
    assert not empty.shown
    same = compare(0, 50, 0, 50)
    assert (same.z, same.p_value, same.shown) == (0, 1, False)
    assert compare(50, 50, 20, 20).p_value == 1


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_1998_table_2(counts, printed):
    x1, n1, x2, n2 = counts
    difference, low, high = newcombe(*counts)
    assert difference == pytest.approx(x1 / n1 - x2 / n2)
    assert (low, high) == pytest.approx(printed, abs=6e-5)
    # the other way round it is mirrored
    assert newcombe(x2, n2, x1, n1)[1:] == pytest.approx((-high, -low))


def test_wilson_published():
    """Newcombe 1998 (two-sided intervals for the single proportion), table I."""
    low, high = wilson([81, 15, 0, 1], [263, 148, 20, 29])
    assert low == pytest.approx([0.2553, 0.0624, 0, 0.0061], abs=5e-5)
    assert high == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=5e-5)
    assert low[2] == 0 and wilson(20, 20)[1] == 1
    assert np.isnan(wilson(0, 0)).all()


def test_newcombe_covers_at_conversion_rates():
    rng = np.random.default_rng(11)
    x1, x2 = rng.binomial(9000, 0.02, 20000), rng.binomial(1000, 0.02, 20000)
    _difference, low, high = newcombe(x1, 9000, x2, 1000)
    outside = ((low > 0) | (high < 0)).mean()
    assert 0.035 < outside < 0.055


@pytest.mark.parametrize(
    ("p1", "p2", "people"),
    [(0.2, 0.25, 1093.7390457661654), (0.05, 0.06, 8157.73144784928)],
)
def test_published_sample_sizes(p1, p2, people):
    assert sample_size(p1, p2) == pytest.approx(people, rel=1e-9)
    assert sample_size(p2, p1) == pytest.approx(people, rel=1e-9)
    assert sample_size([p1], p2, ratio=1).shape == (1,)


def test_unequal_arms_have_the_power_asked_for():
    control = int(np.ceil(sample_size(0.045, 0.06, ratio=9)))
    # the arm that is named first does not matter
    treated = sample_size(0.06, 0.045, ratio=1 / 9)
    assert treated == pytest.approx(9 * sample_size(0.045, 0.06, ratio=9))
    rng = np.random.default_rng(3)
    x_c, x_t = (
        rng.binomial(control, 0.045, 20000),
        rng.binomial(9 * control, 0.06, 20000),
    )
    pooled = (x_c + x_t) / (10 * control)
    error = np.sqrt(pooled * (1 - pooled) * (1 / control + 1 / (9 * control)))
    z = (x_t / (9 * control) - x_c / control) / error
    assert (z > 1.96).mean() == pytest.approx(0.8, abs=0.015)


def test_best_variant():
    assert best_variant([100, 150, 90], [1000, 1000, 1000]) == 1
    # beats the third, but not the second
    assert best_variant([130, 120, 60], [1000, 1000, 1000]) is None
    assert best_variant([50, 50], [100, 100]) is None
    # sure against one other, not once there are nine
    assert best_variant([130, 100], [1000, 1000]) == 0
    assert best_variant([130] + [100] * 9, [1000] * 10) is None
    for nothing in ([], [5]):
        assert best_variant(nothing, [10] * len(nothing)) is None
    assert best_variant([5, 0], [10, 0]) is None


def test_best_of_two_is_what_a_comparison_shows():
    rng = np.random.default_rng(5)
    for a, b in zip(
        rng.binomial(400, 0.1, 200), rng.binomial(400, 0.14, 200), strict=True
    ):
        shown = compare(int(a), 400, int(b), 400).shown
        assert (best_variant([a, b], [400, 400]) is not None) == shown


@pytest.mark.parametrize("k", [2, 5])
def test_alike_variants_are_seldom_told_apart(k):
    rng = np.random.default_rng(k)
    drawn = rng.binomial(2000, 0.05, (3000, k))
    named = [best_variant(row, [2000] * k) is not None for row in drawn]
    # 5 %, and three standard errors of 3,000 draws
    assert np.mean(named) <= 0.062


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(2, 1),
        lambda: wilson(-1, 1),
        lambda: wilson(0.5, 1),
        lambda: wilson(1, np.nan),
        lambda: wilson(1, 2, 1),
        lambda: compare(1, 2, 1, 0),
        lambda: compare(1, 2, 0, 0, confidence=95),
        lambda: best_variant([2, 1], [1, 1]),
        lambda: best_variant([[1]], [[1]]),
        lambda: best_variant([1, 1], [2, 2], confidence=0),
        lambda: sample_size(0.1, 0.1),
        lambda: sample_size(0, 0.1),
        lambda: sample_size(0.1, 0.2, power=1),
        lambda: sample_size(0.1, 0.2, ratio=0),
    ],
)
def test_what_cannot_be_meant(call):
    with pytest.raises(ValueError):
        call()
