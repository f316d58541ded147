"""The Theta method, and the naive methods that it has to beat.

Assimakopoulos, Nikolopoulos (2000), The theta model; as the benchmark of the M4
competition: deseasonalised, the mean of the regression line (theta 0) and of simple
smoothing of the line with doubled curvature (theta 2), season put back.
"""

import numpy as np

from .season import deseasonalise
from .smoothing import exponential_smoothing


def theta_forecast(series, horizon, period=12):
    """Return ``horizon`` forecasts; never below 0 where the series never was."""
    series = np.asarray(series, float)
    plain, season = deseasonalise(series, period, horizon)
    n = len(plain)
    places = np.arange(1, n + 1)
    slope, start = np.polyfit(places, plain, 1) if n > 1 else (0.0, plain[0])
    level = exponential_smoothing(2 * plain - (start + slope * places))
    line = start + slope * np.arange(n + 1, n + horizon + 1)
    return _not_below(series, (level + line) / 2 * season)


def naive2_forecast(series, horizon, period=12):
    """Return the last value without its season, with the season to come."""
    plain, season = deseasonalise(series, period, horizon)
    return plain[-1] * season


def seasonal_naive_forecast(series, horizon, period=12):
    """Return the values of a period ago."""
    series = np.asarray(series, float)
    return series[-period:][np.arange(horizon) % period]


def _not_below(series, found):
    return np.maximum(found, 0) if (series >= 0).all() else found
