"""Shares with their interval, and CSAT, the share of satisfied answers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from .counts import counts, of_scale, share


@dataclass(frozen=True, eq=False)
class Estimate:
    """A figure and how sure one may be of it; nan where nothing was counted.

    :param value: the figure
    :param low, high: ends of its confidence interval, in its unit
    :param n: what it rests on (answers, cases, customers)
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: np.ndarray


def normal_quantile(confidence):
    """z of a two-sided interval: 1.96 for .95.

    :raises ValueError: unless 0 < confidence < 1
    """
    if not 0 < confidence < 1:
        raise ValueError("the confidence must lie between 0 and 1, such as 0.95")
    return float(ndtri((1 + confidence) / 2))


def wilson_interval(successes, n, confidence=0.95):
    """Interval of a proportion by Wilson's score.

    :param successes, n: counts, successes <= n
    :return: (low, high), shares from 0 to 1; nan where n is 0
    :raises ValueError: for what is no count, or more successes than trials

    [p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)] / (1 + z²/n): Wilson, JASA 22, 1927.
    It stays within 0 and 1 and is honest of small samples, where the usual
    p ± z sqrt(p(1-p)/n) gives 5 of 5 an interval of no width.
    """
    successes, n = counts(successes=successes, n=n)
    if (successes > n).any():
        raise ValueError("there cannot be more successes than trials")
    z = normal_quantile(confidence)
    p, per_n = share(successes, n), share(1.0, n)
    middle = p + z**2 / 2 * per_n
    half = z * np.sqrt(p * (1 - p) * per_n + (z * per_n / 2) ** 2)
    whole = 1 + z**2 * per_n
    # at 0 and n an end is exactly 0 or 1; rounding would put the value outside
    low = np.where(
        successes == 0, np.where(n > 0, 0.0, np.nan), (middle - half) / whole
    )
    high = np.where(
        successes == n, np.where(n > 0, 1.0, np.nan), (middle + half) / whole
    )
    return low[()], high[()]


def estimate_share(successes, n, confidence=0.95):
    """Share of successes with Wilson's interval.

    :param successes, n: counts, successes <= n
    :return: :class:`Estimate`, shares from 0 to 1
    :raises ValueError: see :func:`wilson_interval`
    """
    low, high = wilson_interval(successes, n, confidence)
    successes, n = counts(successes=successes, n=n)
    return Estimate(share(successes, n), low, high, n[()])


def csat(tallied, confidence=0.95):
    """Customer satisfaction: share of the answers 4 and 5 among those from 1 to 5.

    :param tallied: counts of the answers 1, 2, 3, 4, 5, shape (..., 5), as from
        :func:`tally`; who did not answer is not in it
    :return: :class:`Estimate`, shares from 0 to 1, shape (...)
    :raises ValueError: for another scale or for what is no count

    The "top two boxes" of Farris and others, Marketing Metrics, 2nd ed., 2010.
    """
    tallied = of_scale(tallied, 5)
    return estimate_share(tallied[..., 3:].sum(-1), tallied.sum(-1), confidence)
