"""Money is divided to the last cent."""

from fractions import Fraction

import numpy as np
import pytest
from attribution import LARGEST, divide_money, from_lists, linear, position


def in_units(amounts, digits):
    return np.rint(np.asarray(amounts) * 10**digits).astype(np.int64)


def distance(given, part):
    """Sum of squares between whole units and exact parts."""
    return float(sum((int(g) - p) ** 2 for g, p in zip(given, part, strict=True)))


def test_three_touches_of_a_hundred():
    paths = from_lists([[0, 1, 2]])
    parts = divide_money([100], paths.offsets, linear(paths), 2)
    assert parts.tolist() == [33.34, 33.33, 33.33]
    assert divide_money([-100], paths.offsets, linear(paths), 2).tolist() == [
        -33.34,
        -33.33,
        -33.33,
    ]
    # a currency without cents
    assert divide_money([100], paths.offsets, linear(paths), 0).tolist() == [34, 33, 33]
    assert divide_money([2], paths.offsets, linear(paths), 0).tolist() == [1, 1, 0]


def test_largest_remainder_goes_first():
    # 7 x (.4 .2 .4) = 2.8 1.4 2.8; 9 x = 3.6 1.8 3.6
    paths = from_lists([[0, 1, 2]] * 2)
    parts = divide_money([0.07, 0.09], paths.offsets, position(paths), 2)
    assert in_units(parts, 2).tolist() == [3, 1, 3, 4, 2, 3]


@pytest.mark.parametrize("digits", [0, 2, 3])
def test_as_by_hand_with_fractions(digits):
    rng = np.random.default_rng(digits)
    lengths = rng.integers(0, 9, 400)
    offsets = np.cumsum([0, *lengths])
    # eighths are exact in float64, so that ties are ties
    weights = rng.integers(0, 9, offsets[-1]) / 8
    weights[offsets[:-1][lengths > 0]] = 0.5
    units = rng.integers(-(10**6), 10**6, 400)
    found = in_units(divide_money(units / 10**digits, offsets, weights, digits), digits)
    for i in range(400):
        begin, end = offsets[i], offsets[i + 1]
        if begin == end:
            continue
        part = [Fraction(w) for w in weights[begin:end]]
        part = [w / sum(part) * abs(int(units[i])) for w in part]
        given = [int(p) for p in part]
        order = sorted(range(len(part)), key=lambda k: (given[k] - part[k], k))
        for k in order[: abs(int(units[i])) - sum(given)]:
            given[k] += 1
        got = found[begin:end] * np.sign(units[i])
        assert got.sum() == abs(units[i])
        # Largest remainder is the nearest whole division there is; between two
        # as near, rounding may choose another than fractions do.
        assert distance(got, part) == pytest.approx(distance(given, part), abs=1e-9)


@pytest.mark.parametrize(("digits", "most"), [(0, LARGEST), (2, LARGEST), (3, 10**9)])
def test_every_path_gets_its_amount(digits, most):
    rng = np.random.default_rng(7)
    lengths = rng.integers(1, 60, 3000)
    offsets = np.cumsum([0, *lengths])
    weights = rng.random(offsets[-1]) ** 8
    units = rng.integers(-most, most, 3000, endpoint=True)
    units[0] = most
    found = divide_money(units / 10**digits, offsets, weights, digits)
    sums = np.add.reduceat(in_units(found, digits), offsets[:-1])
    assert (sums == units).all()
    # nobody pays for the others
    assert (found * np.repeat(np.sign(units), lengths) >= 0).all()


def test_a_touch_without_weight_gets_nothing():
    parts = divide_money([0.05, 1], [0, 4, 5], [1, 0, 1, 0, 3], 2)
    assert parts.tolist() == [0.03, 0, 0.02, 0, 1]


def test_nothing_to_divide():
    assert divide_money([], [0], [], 2).shape == (0,)
    # what a path without touches earned is left
    assert divide_money([5, 0, 3], [0, 0, 2, 2], [1, 1], 2).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("amounts", "offsets", "weights", "digits", "complaint"),
    [
        ([1], [0, 1], [0], 2, "more than 0"),
        ([1], [0, 2], [2, -1], 2, "not below 0"),
        ([1], [0, 1], [np.nan], 2, "finite"),
        ([np.inf], [0, 1], [1], 2, "finite"),
        ([2e13], [0, 1], [1], 2, "divided exactly"),
        ([1], [0, 1], [1], -1, "digits"),
        ([1], [0, 1], [1], 1.5, "digits"),
        ([1, 2], [0, 1], [1], 2, "go together"),
        ([1], [0, 1], [1, 1], 2, "go together"),
        ([1, 1], [0, 2, 1], [1], 2, "never fall"),
        ([1], [0, 2], [1e308, 1e308], 2, "sum"),
    ],
)
def test_what_is_refused(amounts, offsets, weights, digits, complaint):
    with pytest.raises(ValueError, match=complaint):
        divide_money(amounts, offsets, weights, digits)
