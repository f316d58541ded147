"""The points of a control chart and the limits drawn around them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class ControlChart:
    """Points by time with their centre line and limits; nan is a blank.

    :param value: count / size of every period; nan where the size is zero
    :param centre: centre line, the same at every point
    :param sigma: standard deviation the limits of the point rest on
    :param lower, upper: control limits, within what the figure can be
    """

    value: np.ndarray
    centre: np.ndarray
    sigma: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def subgroups(counts, sizes):
    """Read the periods of a chart.

    :param counts: what was counted in every period, whole numbers from 0 up
    :param sizes: what it is counted in (orders, thousands of orders), 0 or more
    :return: two float arrays, shape (k,)
    :raises ValueError: for anything else; periods without a size are allowed
    """
    counts, sizes = np.asarray(counts, float), np.asarray(sizes, float)
    if counts.shape != sizes.shape or counts.ndim != 1:
        raise ValueError("counts and sizes must be columns of one length, by time")
    if not (np.isfinite(counts) & (counts >= 0) & (counts == np.floor(counts))).all():
        raise ValueError("counts must be whole numbers, zero or more")
    if not (np.isfinite(sizes) & (sizes >= 0)).all():
        raise ValueError("sizes must be numbers, zero or more")
    return counts, sizes


def rates(counts, sizes):
    """Count / size of every period, nan where the size is zero."""
    return np.divide(counts, sizes, out=np.full(len(sizes), np.nan), where=sizes > 0)


def mean_rate(counts, sizes):
    """Σ count / Σ size of the periods that have a size; nan if none has."""
    used = sizes > 0
    return float(counts[used].sum() / sizes[used].sum()) if used.any() else np.nan


def per_size(variance, sizes):
    """Standard deviation sqrt(variance / size), nan where the size is zero."""
    return np.sqrt(rates(np.full(len(sizes), float(variance)), sizes))


def draw(value, centre, sigma, sigmas, highest=np.inf):
    """Chart with limits centre ± sigmas × sigma, cut off at 0 and ``highest``.

    :raises ValueError: unless ``sigmas`` is above 0
    """
    if not sigmas > 0:
        raise ValueError("the limits must be more than 0 sigma from the centre")
    return ControlChart(
        value,
        np.full(len(value), centre, float),
        sigma,
        np.maximum(centre - sigmas * sigma, 0.0),
        np.minimum(centre + sigmas * sigma, highest),
    )
