"""Choose a method by how it would have done, and say how far it was off."""

from dataclasses import dataclass

import numpy as np

from .accuracy import wape
from .season import deseasonalise
from .smoothing import damped_forecast
from .theta import theta_forecast

MINIMUM_POINTS = 8
# From here on the damped method may take the place of Theta
CHALLENGE_POINTS = 36
# Origins that errors are collected from; with fewer than the least, no interval:
# what was seen five times is not known to happen four times of five
MOST_ORIGINS = 40
LEAST_ORIGINS = 10
LEAST_TRAINING = 8


@dataclass(frozen=True)
class Forecast:
    """Forecasts of the periods that follow a series.

    :ivar point: float array
    :ivar low, high: float arrays, NaN where an interval would not be honest
    :ivar level: of the interval, from 0 to 1
    :ivar method: ``theta`` or ``damped``
    :ivar wape: error of the method in the past, in per cent, one step ahead and
        further as far as the horizon; NaN where it is not known
    :ivar origins: how many past points the errors come from
    :ivar errors: relative errors (actual by forecast, less 1), one row an origin,
        one column a step; NaN where the series ends
    """

    point: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    method: str
    wape: float
    origins: int
    errors: np.ndarray


def forecast(series, horizon, period=12, level=0.8):
    """Forecast ``horizon`` periods, or return None for a series that is too short.

    Theta is the method, unless a damped trend had the lower error over rolling
    origins and there are 36 points at least. Intervals are conformal: the relative
    errors that were really made so many steps ahead, made wider with each step.

    :param series: complete periods only, ascending, without gaps
    :raise ValueError: for values that are no numbers
    """
    series = np.asarray(series, float)
    if not np.isfinite(series).all():
        raise ValueError("a series must have a number for each period")
    if len(series) < MINIMUM_POINTS:
        return None
    methods = {"theta": _theta}
    if len(series) >= CHALLENGE_POINTS:
        methods["damped"] = _damped
    rolled = {
        name: _roll(series, horizon, period, method) for name, method in methods.items()
    }
    name = min(rolled, key=lambda one: _error(*rolled[one]))
    predicted, actual = rolled[name]
    point = methods[name](series, horizon, period)
    errors = _relative(predicted, actual)
    low, high = _interval(point, errors, level, (series >= 0).all())
    return Forecast(
        point=point,
        low=low,
        high=high,
        level=level,
        method=name,
        wape=_error(predicted, actual),
        origins=len(predicted),
        errors=errors,
    )


def _theta(series, horizon, period):
    return theta_forecast(series, horizon, period)


def _damped(series, horizon, period):
    plain, season = deseasonalise(series, period, horizon)
    found = damped_forecast(plain, horizon) * season
    return np.maximum(found, 0) if (series >= 0).all() else found


def _roll(series, horizon, period, method):
    """Forecast from each of the last origins what was not yet known then.

    :return: (predicted, actual), one row an origin; NaN beyond the end
    """
    n = len(series)
    first = max(n - MOST_ORIGINS, LEAST_TRAINING)
    predicted, actual = [], []
    for origin in range(first, n):
        known = min(horizon, n - origin)
        row = np.full(horizon, np.nan)
        row[:known] = method(series[:origin], horizon, period)[:known]
        came = np.full(horizon, np.nan)
        came[:known] = series[origin : origin + known]
        predicted.append(row)
        actual.append(came)
    shape = (len(predicted), horizon)
    return np.array(predicted).reshape(shape), np.array(actual).reshape(shape)


def _error(predicted, actual):
    known = ~np.isnan(actual)
    return wape(actual[known], predicted[known]) if known.any() else np.nan


def _relative(predicted, actual):
    with np.errstate(all="ignore"):
        return np.where(predicted == 0, np.nan, actual / predicted - 1)


def _interval(point, errors, level, is_positive):
    """Widen the point by the quantile of the errors that were made at each step."""
    widths, widest = [], 0.0
    for column in errors.T:
        known = np.sort(np.abs(column[~np.isnan(column)]))
        if len(known) < LEAST_ORIGINS:
            widths.append(np.nan)
            continue
        rank = min(len(known), int(np.ceil((len(known) + 1) * level)))
        widest = max(widest, known[rank - 1])
        widths.append(widest)
    widths = np.array(widths)
    low = point - np.abs(point) * widths
    high = point + np.abs(point) * widths
    return (np.where(low < 0, 0, low) if is_positive else low), high
