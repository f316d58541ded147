"""Simple and damped exponential smoothing, fitted by least squares on a grid.

Gardner, McKenzie (1985), Forecasting trends in time series. All points of the grid go
through the series together, so that a fit is one pass.
"""

from itertools import product

import numpy as np

COARSE = np.linspace(0.01, 0.99, 50)
FINE = np.linspace(-0.02, 0.02, 41)
ALPHAS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
TREND_SHARES = np.array([0.01, 0.05, 0.1, 0.2, 0.4, 0.7])
DAMPINGS = np.array([0.8, 0.85, 0.9, 0.94, 0.98])


def exponential_smoothing(series):
    """Return the last level of simple exponential smoothing.

    The first level and the weight of the newest point are those with the least
    sum of squared one-step errors; for a given weight the best first level is a
    regression on what is left of it at each point.
    """
    series = np.asarray(series, float)
    alpha, _level = _fit_simple(series, COARSE)
    fine = np.clip(alpha + FINE, 1e-4, 0.9999)
    return _fit_simple(series, np.unique(fine))[1]


def _fit_simple(series, alphas):
    level = np.zeros_like(alphas)
    rest = np.ones_like(alphas)
    crossed = np.zeros_like(alphas)
    squared = np.zeros_like(alphas)
    errors, rests = [], []
    for value in series:
        error = value - level
        errors.append(error)
        rests.append(rest)
        crossed = crossed + error * rest
        squared = squared + rest**2
        level = level + alphas * error
        rest = rest * (1 - alphas)
    first = crossed / squared
    lost = ((np.array(errors) - np.array(rests) * first) ** 2).sum(axis=0)
    best = int(lost.argmin())
    return alphas[best], float((level + rest * first)[best])


def damped_forecast(series, horizon):
    """Return ``horizon`` forecasts of a damped additive trend.

    The trend starts as the mean of the first differences, as many as four.
    """
    series = np.asarray(series, float)
    grid = np.array(list(product(ALPHAS, TREND_SHARES, DAMPINGS)))
    alpha, damping = grid[:, 0], grid[:, 2]
    beta = alpha * grid[:, 1]
    level = np.full(len(grid), series[0])
    trend = np.full(len(grid), np.diff(series[:5]).mean() if len(series) > 1 else 0.0)
    lost = np.zeros(len(grid))
    for value in series[1:]:
        predicted = level + damping * trend
        error = value - predicted
        lost += error**2
        level = predicted + alpha * error
        trend = damping * trend + beta * error
    best = int(lost.argmin())
    steps = np.cumsum(damping[best] ** np.arange(1, horizon + 1))
    return level[best] + steps * trend[best]
