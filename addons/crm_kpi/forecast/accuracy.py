"""How far forecasts were from what came. All in per cent but MASE.

Makridakis, Spiliotis, Assimakopoulos (2020), The M4 Competition; Hyndman, Koehler
(2006), Another look at measures of forecast accuracy. Arrays of one shape; no data
(NaN) where a measure is not defined.
"""

import numpy as np


def smape(actual, predicted):
    """Symmetric mean absolute percentage error, 0 to 200; 0 of 0 is no error."""
    actual, predicted = _pair(actual, predicted)
    size = np.abs(actual) + np.abs(predicted)
    error = np.abs(actual - predicted)
    return float(
        np.mean(200 * np.divide(error, size, out=np.zeros_like(size), where=size > 0))
    )


def mape(actual, predicted):
    """Mean absolute percentage error; months with nothing are left out."""
    actual, predicted = _pair(actual, predicted)
    known = actual != 0
    if not known.any():
        return np.nan
    error = np.abs(actual - predicted)[known] / np.abs(actual)[known]
    return float(100 * error.mean())


def wape(actual, predicted):
    """All errors by all that came: months count by their size."""
    actual, predicted = _pair(actual, predicted)
    size = np.abs(actual).sum()
    return float(100 * np.abs(actual - predicted).sum() / size) if size else np.nan


def bias(actual, predicted):
    """Signed errors by all that came; positive when forecasts were too high."""
    actual, predicted = _pair(actual, predicted)
    size = np.abs(actual).sum()
    return float(100 * (predicted - actual).sum() / size) if size else np.nan


def mase(actual, predicted, history, period=1):
    """Mean absolute error by that of the seasonal naive method in the history."""
    actual, predicted = _pair(actual, predicted)
    history = np.asarray(history, float)
    scale = np.abs(history[period:] - history[:-period]).mean()
    return float(np.abs(actual - predicted).mean() / scale) if scale else np.nan


def _pair(actual, predicted):
    actual, predicted = np.asarray(actual, float), np.asarray(predicted, float)
    if actual.shape != predicted.shape or not actual.size:
        raise ValueError("as many forecasts as values are needed, one at least")
    return actual, predicted
