"""Laney's charts."""

import numpy as np
import pytest
from control_chart import laney_p_limits, laney_u_limits, p_limits, sigma_z, u_limits


def test_by_hand():
    # ū = 8 / 2 = 4, sigma 2: z 0, 1, -1, 0; moving ranges 1, 2, 1
    made = laney_u_limits([4, 6, 2, 4], [1, 1, 1, 1])
    spread = (4 / 3) / 1.128
    assert made.sigma == pytest.approx([2 * spread] * 4)
    assert made.upper == pytest.approx([4 + 6 * spread] * 4)
    assert made.lower == pytest.approx([0] * 4)
    # p̄ = .5 of 4, sigma .25: z 0, 1, -1, 0 again
    made = laney_p_limits([2, 3, 1, 2], [4, 4, 4, 4])
    assert made.upper == pytest.approx([min(1, 0.5 + 0.75 * spread)] * 4)
    assert made.sigma == pytest.approx([0.25 * spread] * 4)


@pytest.mark.parametrize("limits", [laney_u_limits, laney_p_limits])
def test_of_equal_sizes_it_is_the_chart_of_individual_values(limits):
    # Laney: with one size throughout, the limits are x̄ ± 3 mean(MR) / 1.128
    rng = np.random.default_rng(6)
    counts = rng.integers(700, 1300, 40)
    made = limits(counts, np.full(40, 20000))
    value = counts / 20000
    half = 3 * np.abs(np.diff(value)).mean() / 1.128
    assert made.upper == pytest.approx([value.mean() + half] * 40)
    assert made.lower == pytest.approx([value.mean() - half] * 40)


def test_wide_where_the_process_moves_about_and_not_where_it_does_not():
    rng = np.random.default_rng(8)
    sizes = rng.integers(50_000, 90_000, 4000)
    still = rng.binomial(sizes, 0.05)
    moving = rng.binomial(sizes, rng.normal(0.05, 0.004, 4000).clip(0.02, 0.08))
    for narrow, wide in ((p_limits, laney_p_limits), (u_limits, laney_u_limits)):
        one, two = narrow(still, sizes), wide(still, sizes)
        assert two.sigma / one.sigma == pytest.approx(1, abs=0.1)
        one, two = narrow(moving, sizes), wide(moving, sizes)
        assert (one.value > one.upper).mean() > 0.1
        assert (two.value > two.upper).mean() < 0.02


def test_limits_stay_in_range():
    made = laney_p_limits([1, 99, 2, 97], [100] * 4)
    assert (made.lower >= 0).all() and (made.upper <= 1).all()
    assert (laney_u_limits([0, 90, 0, 80], [1] * 4).lower == 0).all()


def test_blanks_are_passed_over():
    with_blank = laney_u_limits([4, 0, 6, 2, 4], [1, 0, 1, 1, 1])
    without = laney_u_limits([4, 6, 2, 4], [1, 1, 1, 1])
    used = [0, 2, 3, 4]
    assert with_blank.upper[used] == pytest.approx(without.upper)
    assert np.isnan(with_blank.upper[1])


def test_blank_if_the_scatter_cannot_be_told():
    assert np.isnan(sigma_z([3.0], 3.0, [1.0]))
    assert np.isnan(laney_u_limits([3], [1]).upper).all()
    assert np.isnan(laney_u_limits([0, 0], [1, 1]).upper).all()
    # a frozen spread tells it
    assert laney_u_limits([3], [1], centre=4, spread=2).upper == pytest.approx([16])


def test_refuses():
    with pytest.raises(ValueError, match="spread"):
        laney_u_limits([3], [1], spread=-1)
    with pytest.raises(ValueError, match="at least its count"):
        laney_p_limits([3], [1])
    with pytest.raises(ValueError, match="below 0"):
        laney_u_limits([3], [1], centre=-4)
