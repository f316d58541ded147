"""Whether a series has a season, and what it looks like.

The test and the decomposition are those of the benchmarks of the M4 competition
(Makridakis et al. 2020, appendix A): autocorrelation at the lag of the period beyond
90 % limits by Bartlett's formula, then classical multiplicative decomposition.
"""

import numpy as np

NORMAL_90 = 1.645
LEAST_POINTS = 24
LEAST_PERIODS = 3


def is_seasonal(series, period):
    """Whether a season of ``period`` points can be told from chance.

    Never with fewer than 24 points or three whole periods, nor with zeros or
    negative values, which have no multiplicative season.
    """
    series = np.asarray(series, float)
    n = len(series)
    if period < 2 or n < max(LEAST_POINTS, LEAST_PERIODS * period):
        return False
    if (series <= 0).any():
        return False
    centred = series - series.mean()
    size = (centred**2).sum()
    if size == 0:
        return False
    lags = np.array(
        [(centred[lag:] * centred[:-lag]).sum() / size for lag in range(1, period + 1)]
    )
    limit = NORMAL_90 * np.sqrt((1 + 2 * (lags[:-1] ** 2).sum()) / n)
    return bool(abs(lags[-1]) > limit)


def seasonal_indices(series, period):
    """Return ``period`` indices with a mean of 1, the first of the first point.

    The trend is a moving average over one period, centred; an index is the mean of
    the ratios of its points to the trend.
    """
    series = np.asarray(series, float)
    if period % 2:
        weights = np.full(period, 1 / period)
    else:
        weights = np.full(period + 1, 1 / period)
        weights[[0, -1]] /= 2
    half = period // 2
    trend = np.convolve(series, weights, "valid")
    places = np.arange(half, half + len(trend)) % period
    ratios = series[half : half + len(trend)] / trend
    sums = np.bincount(places, ratios, minlength=period)
    counts = np.bincount(places, minlength=period)
    indices = np.where(counts > 0, sums / np.maximum(counts, 1), 1.0)
    return indices / indices.mean()


def deseasonalise(series, period, horizon):
    """Return the series without its season, and the season of what follows.

    :return: (array like ``series``, array of ``horizon`` factors); factors of 1
        where there is no season
    """
    series = np.asarray(series, float)
    if not is_seasonal(series, period):
        return series, np.ones(horizon)
    indices = seasonal_indices(series, period)
    places = np.arange(len(series) + horizon) % period
    factors = indices[places]
    return series / factors[: len(series)], factors[len(series) :]
