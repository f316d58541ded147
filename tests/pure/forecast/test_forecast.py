import numpy as np
import pytest
from forecast import (
    bias,
    damped_forecast,
    exponential_smoothing,
    forecast,
    is_seasonal,
    mape,
    mase,
    seasonal_indices,
    smape,
    theta_forecast,
    wape,
)


def test_measures_by_hand():
    actual, predicted = [100, 200, 0], [110, 180, 10]
    assert wape(actual, predicted) == pytest.approx(100 * 40 / 300)
    assert bias(actual, predicted) == 0
    assert mape(actual, predicted) == pytest.approx(10)
    assert smape([100], [300]) == 100
    assert smape([0], [0]) == 0
    assert mase([10], [12], [1, 2, 4]) == pytest.approx(2 / 1.5)


def test_measures_without_anything():
    assert np.isnan(wape([0], [1]))
    assert np.isnan(mape([0], [1]))
    with pytest.raises(ValueError, match="as many"):
        wape([1, 2], [1])


@pytest.mark.parametrize("points", range(8))
def test_too_short(points):
    assert forecast(np.arange(points, dtype=float), 3) is None


def test_no_season_below_two_years_and_none_with_zeros():
    season = np.tile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.0], 3)
    assert is_seasonal(season, 12)
    assert not is_seasonal(season[:23], 12)
    season[5] = 0
    assert not is_seasonal(season, 12)


def test_indices_are_those_of_the_series():
    factors = np.array([0.5, 1, 1.5, 1])
    indices = seasonal_indices(np.tile(factors * 20, 6), 4)
    assert indices == pytest.approx(factors)


def test_constant_series_goes_on():
    found = forecast(np.full(30, 7.0), 3)
    assert found.point == pytest.approx([7, 7, 7])
    assert found.wape == pytest.approx(0)


def test_smoothing_of_a_constant_and_of_a_random_walk():
    assert exponential_smoothing(np.full(9, 4.0)) == pytest.approx(4)
    walk = np.cumsum(np.random.default_rng(1).normal(size=400))
    assert exponential_smoothing(walk) == pytest.approx(walk[-1], abs=0.3)


def test_theta_follows_half_of_a_trend():
    """On a line, theta continues from the last level by half of the slope."""
    line = 10 + 2.0 * np.arange(40)
    steps = np.diff(theta_forecast(line, 4, 1))
    assert steps == pytest.approx([1, 1, 1])


def test_damped_trend_flattens():
    steps = np.diff(damped_forecast(10 + 2.0 * np.arange(40), 6))
    assert (np.diff(steps) < 0).all()
    assert (steps > 0).all()


def test_no_interval_from_few_origins():
    series = 100 + np.random.default_rng(2).normal(size=15)
    found = forecast(series, 3)
    assert found.origins == 7
    assert np.isnan(found.low).all()
    assert np.isfinite(found.point).all()


def test_interval_widens_and_stays_above_zero():
    series = np.abs(np.random.default_rng(3).normal(5, 6, size=60))
    found = forecast(series, 6)
    assert (found.low >= 0).all()
    relative = (found.high - found.point) / found.point
    assert (np.diff(relative) >= -1e-9).all()


def test_challenger_needs_points_and_a_lower_error():
    grown = 1000 * 1.08 ** np.arange(60.0)
    assert forecast(grown, 6).method == "damped"
    assert forecast(grown[:35], 6).method == "theta"


def test_hole_is_refused():
    with pytest.raises(ValueError, match="each period"):
        forecast([1.0] * 9 + [np.nan], 3)
