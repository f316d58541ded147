"""Sharper comparisons by what was known before the experiment."""

from dataclasses import dataclass

import numpy as np

from .money import require_figures


@dataclass(frozen=True, eq=False)
class Adjusted:
    """Figures with what was to be expected anyway taken off.

    :param values: adjusted figures, in the unit of y, (n,), with the mean of y
    :param theta: y per unit of x that was to be expected
    :param variance_ratio: variance left, 0 to 1: 1 less the squared correlation
    """

    values: np.ndarray
    theta: float
    variance_ratio: float


def cuped(y, x):
    """Take off from y what x told beforehand.

    :param y: outcome of everybody in all arms, such as money per head, (n,)
    :param x: a figure of the same people from *before* the experiment, which it
        cannot have changed, such as money of the year before, (n,)
    :return: :class:`Adjusted`; compare the arms by its ``values``. An x that is
        the same for all, or one person, leaves y as it is.
    :raises ValueError: for what is not flat or finite, or unequal lengths

    y - theta (x - mean x), theta = cov(y, x)/var(x), of all arms together: Deng,
    Xu, Kohavi and Walker, WSDM 2013. The difference stays unbiased.
    """
    y, x = require_figures(y), require_figures(x)
    if y.shape != x.shape:
        raise ValueError("there must be one x for each y")
    if not x.size or not np.ptp(x) > 0:
        return Adjusted(y.copy(), 0.0, 1.0)
    off_x, off_y = x - x.mean(), y - y.mean()
    theta = float(off_x @ off_y / (off_x @ off_x))
    left, whole = off_y - theta * off_x, off_y @ off_y
    ratio = float(min(left @ left / whole, 1.0)) if whole > 0 else 1.0
    return Adjusted(y - theta * off_x, theta, ratio)
