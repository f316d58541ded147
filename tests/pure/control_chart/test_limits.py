"""u-chart and p-chart against published examples and by hand."""

import numpy as np
import pytest
from control_chart import p_limits, u_limits

# defective wafers of 200 in 50 lots, the worked np-chart example of R's qcc
WAFERS = [
    *(8, 7, 11, 3, 6, 11, 4, 4, 5, 8, 8, 6, 7, 6, 10, 7, 9, 5, 6, 8, 8, 10, 4, 11, 4),
    *(11, 6, 6, 9, 5, 4, 7, 5, 7, 8, 5, 10, 9, 7, 9, 4, 9, 4, 7, 11, 8, 10, 8, 7, 5),
]


def test_u_of_one_unit():
    # mean 10.5 in one unit: 10.5 ± 3 sqrt(10.5) = .78 to 20.2, and 26 is outside
    made = u_limits([10, 11, 10, 11], [1, 1, 1, 1])
    assert made.centre.tolist() == [10.5] * 4
    assert np.round(made.upper, 1).tolist() == [20.2] * 4
    assert np.round(made.lower, 2).tolist() == [0.78] * 4
    frozen = u_limits([26], [1], centre=10.5)
    assert frozen.value > frozen.upper == made.upper[0]


def test_u_with_a_mean_of_16():
    # NIST/SEMATECH e-Handbook, 6.3.3.1: 400 defects on 25 wafers, 16 ± 3 × 4
    made = u_limits([16] * 25, [1] * 25)
    assert (made.lower[0], made.centre[0], made.upper[0]) == (4, 16, 28)


def test_u_by_hand_with_unlike_sizes():
    made = u_limits([2, 0, 7], [1, 0.25, 3])
    assert made.centre == pytest.approx([9 / 4.25] * 3)
    assert made.value == pytest.approx([2, 0, 7 / 3])
    half = [3 * (9 / 4.25 / n) ** 0.5 for n in (1, 0.25, 3)]
    assert made.upper == pytest.approx([9 / 4.25 + h for h in half])
    assert made.lower.tolist() == [0, 0, 0]


def test_p_of_lots():
    made = p_limits(WAFERS, [200] * 50)
    assert 200 * made.centre[0] == pytest.approx(7.14)
    assert 200 * made.sigma[0] == pytest.approx(2.62, abs=0.005)
    assert 200 * made.upper[0] == pytest.approx(15.01184, abs=5e-6)
    assert made.lower[0] == 0
    assert (made.value < made.upper).all()


@pytest.mark.parametrize(
    "centre, n, lower, upper",
    [
        # Montgomery and Runger, Applied Statistics and Probability, 15-41
        (0.0645, 1500, 0.0455, 0.0835),
        (0.0645, 100, 0.0, 0.1382),
        # NIST/SEMATECH e-Handbook, 6.3.3.2: .2313 of 50 chips, sigma .05963
        (0.2313, 50, 0.0524, 0.4102),
    ],
)
def test_p_published(centre, n, lower, upper):
    made = p_limits([1], [n], centre=centre)
    assert [made.lower[0], made.upper[0]] == pytest.approx([lower, upper], abs=6e-5)


@pytest.mark.parametrize("limits, highest", [(u_limits, np.inf), (p_limits, 1.0)])
def test_limits_hold_the_centre_and_are_cut_off(limits, highest):
    rng = np.random.default_rng(4)
    sizes = rng.integers(1, 400, 200)
    made = limits(rng.binomial(sizes, 0.93), sizes)
    assert (0 <= made.lower).all() and (made.upper <= highest).all()
    assert (made.lower <= made.centre).all() and (made.centre <= made.upper).all()
    assert made.upper.max() == highest or limits is u_limits
    # the larger the period, the closer the limits
    order = np.argsort(sizes)
    assert (np.diff((made.upper - made.lower)[order]) <= 0).all()
    # every point as if it were alone with the same centre
    for place in range(0, 200, 17):
        one = limits(
            [round(made.value[place] * sizes[place])],
            [sizes[place]],
            centre=made.centre[0],
        )
        for name in ("value", "centre", "sigma", "lower", "upper"):
            assert getattr(one, name)[0] == getattr(made, name)[place]


@pytest.mark.parametrize("limits", [u_limits, p_limits])
def test_a_period_without_orders_is_blank(limits):
    made = limits([3, 0, 2], [10, 0, 10])
    for name in ("value", "sigma", "lower", "upper"):
        assert np.isnan(getattr(made, name)).tolist() == [False, True, False]
    assert made.centre == pytest.approx([0.25] * 3)
    nothing = limits([0, 0], [0, 0])
    assert np.isnan(nothing.centre).all() and np.isnan(nothing.upper).all()
    assert limits([], []).value.shape == (0,)


def test_complaints_without_orders_do_not_move_the_centre():
    made = u_limits([5, 3, 2], [0, 10, 10])
    assert np.isnan(made.value[0]) and made.centre[0] == 0.25


def test_nothing_counted():
    made = u_limits([0, 0], [5, 7])
    assert made.value.tolist() == made.upper.tolist() == made.lower.tolist() == [0, 0]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: u_limits([1, 2], [1]), "one length"),
        (lambda: u_limits(1, 1), "columns"),
        (lambda: u_limits([-1], [1]), "counts must be whole"),
        (lambda: u_limits([1.5], [1]), "counts must be whole"),
        (lambda: u_limits([np.nan], [1]), "counts must be whole"),
        (lambda: u_limits([1], [-1]), "sizes must be"),
        (lambda: u_limits([1], [np.inf]), "sizes must be"),
        (lambda: u_limits([1], [1], centre=-1), "below 0"),
        (lambda: u_limits([1], [1], sigmas=0), "more than 0"),
        (lambda: p_limits([3], [2]), "at least its count"),
        (lambda: p_limits([1], [1.5]), "whole numbers"),
        (lambda: p_limits([1], [2], centre=1.1), "between 0 and 1"),
        (lambda: p_limits([1], [2], sigmas=-3), "more than 0"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()
