"""Published series, last twelve months held out."""

import numpy as np
import pytest
from forecast import (
    forecast,
    naive2_forecast,
    seasonal_naive_forecast,
    smape,
    theta_forecast,
)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (seasonal_naive_forecast, 10.57),
        (naive2_forecast, 7.03),
        (theta_forecast, 5.41),
    ],
)
def test_passengers(passengers, method, expected):
    found = smape(passengers[132:], method(passengers[:132], 12, 12))
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("name", "expected"), [("passengers", 5.4), ("wine", 5.6)], ids=str
)
def test_rolling_error_and_coverage(request, name, expected):
    """25 origins, 6 months ahead: error in all, and how often the interval held."""
    series = request.getfixturevalue(name)
    held, errors, size = [], 0, 0
    for origin in range(len(series) - 30, len(series) - 5):
        found = forecast(series[:origin], 6)
        actual = series[origin : origin + 6]
        held.extend((found.low <= actual) & (actual <= found.high))
        errors += np.abs(actual - found.point).sum()
        size += actual.sum()
    assert 100 * errors / size == pytest.approx(expected, abs=0.1)
    assert 0.75 <= np.mean(held) <= 0.88
