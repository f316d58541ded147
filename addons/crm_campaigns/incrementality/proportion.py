"""Intervals of a share and of the difference of two."""

import numpy as np
from scipy.special import ndtri


def normal_quantile(confidence):
    """z of a two-sided interval: 1.96 for .95.

    :raises ValueError: unless 0 < confidence < 1
    """
    if not 0 < confidence < 1:
        raise ValueError("the confidence must lie between 0 and 1, such as 0.95")
    # from the tail, which stays sharp near 1
    return float(-ndtri((1 - confidence) / 2))


def require_counts(successes, n):
    """Both as float arrays of one shape; ValueError for what is no such count."""
    successes, n = np.broadcast_arrays(
        np.asarray(successes, np.float64), np.asarray(n, np.float64)
    )
    for array in (successes, n):
        if not (np.isfinite(array) & (array >= 0) & (array == np.floor(array))).all():
            raise ValueError("counts must be whole numbers of 0 or more")
    if (successes > n).any():
        raise ValueError("there cannot be more successes than people")
    return successes, n


def rate(successes, n):
    """successes / n; nan where n is 0."""
    return np.divide(successes, n, out=np.full(n.shape, np.nan), where=n > 0)


def wilson(successes, n, confidence=0.95):
    """Interval of a share by Wilson's score.

    :param successes, n: counts that broadcast, successes <= n
    :param confidence: such as .95
    :return: (low, high), shares from 0 to 1; nan where n is 0
    :raises ValueError: for what is no count, more successes than people, or
        another confidence

    [p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)] / (1 + z²/n): Wilson, JASA 22, 1927.
    """
    successes, n = require_counts(successes, n)
    z = normal_quantile(confidence)
    p, per_n = rate(successes, n), rate(np.ones(n.shape), n)
    middle = p + z**2 / 2 * per_n
    half = z * np.sqrt(p * (1 - p) * per_n + (z * per_n / 2) ** 2)
    whole = 1 + z**2 * per_n
    # of none and of all an end is exactly 0 or 1, whatever rounding says
    low = np.where((successes == 0) & (n > 0), 0.0, (middle - half) / whole)
    high = np.where((successes == n) & (n > 0), 1.0, (middle + half) / whole)
    return low[()], high[()]


def newcombe(x1, n1, x2, n2, confidence=0.95):
    """Difference of two independent shares with its interval.

    :param x1, n1: successes and people of one arm, counts
    :param x2, n2: of the other; all four broadcast
    :return: (difference, low, high), first less second, -1 to 1; nan where an
        arm is empty
    :raises ValueError: as :func:`wilson`

    d - sqrt((p1-l1)² + (u2-p2)²), d + sqrt((u1-p1)² + (p2-l2)²) with l, u of
    Wilson: method 10 of Newcombe, Statistics in Medicine 17, 1998. The usual
    d ± z·se is too narrow where conversions are few: it finds lifts that are none.
    """
    (low1, high1), (low2, high2) = (
        wilson(x1, n1, confidence),
        wilson(x2, n2, confidence),
    )
    p1, p2 = rate(*require_counts(x1, n1)), rate(*require_counts(x2, n2))
    difference = p1 - p2
    low = difference - np.hypot(p1 - low1, high2 - p2)
    high = difference + np.hypot(high1 - p1, p2 - low2)
    return difference[()], np.maximum(low, -1.0)[()], np.minimum(high, 1.0)[()]
