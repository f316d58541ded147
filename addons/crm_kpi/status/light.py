"""Attainment of a target, and the light that it gives."""

import numpy as np

MOST_ATTAINED = 120.0  # per cent; so that one figure cannot outshine all others
LIGHTS = ("grey", "red", "yellow", "green")
# A figure on its target is on it, whatever binary fractions make of it
EXACTNESS = 1e-9


def attainment(value, target, is_higher_better=True):
    """Return how far targets are reached, in per cent, at most 120.

    Higher is better: value by target; lower is better: target by value. A target
    of 0 or less cannot be reached in per cent and gives no data, except that a
    lower-is-better value of 0 or less is as good as can be.

    :param value, target: floats or arrays, NaN for no data
    :return: float array, NaN for no data
    """
    value, target, higher = np.broadcast_arrays(
        np.asarray(value, float), np.asarray(target, float), is_higher_better
    )
    with np.errstate(all="ignore"):
        found = np.where(higher, value / target, target / value)
    found = np.where(~higher & (value <= 0), MOST_ATTAINED / 100, found)
    found = np.where(target <= 0, np.nan, found)
    found = np.where(np.isnan(value) | np.isnan(target), np.nan, found)
    return np.clip(100 * found, 0, MOST_ATTAINED)


def light(attained, yellow_from=90.0):
    """Return the lights of attainments: an array of :data:`LIGHTS`.

    Exactly on the target is green, exactly on the threshold yellow.

    :param attained: per cent, NaN for no data
    :param yellow_from: per cent
    """
    attained = np.asarray(attained, float)
    return np.select(
        [
            np.isnan(attained),
            attained >= 100 - EXACTNESS,
            attained >= np.asarray(yellow_from) - EXACTNESS,
        ],
        ["grey", "green", "yellow"],
        "red",
    )
