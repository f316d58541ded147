"""Did the treated bring more money per head?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtr, stdtrit


@dataclass(frozen=True)
class MeanDifference:
    """Money per head of the treated against the control; None if not known.

    :param mean_treated, mean_control: money per head, of buyers and others; None
        of an empty arm
    :param difference: of the means
    :param low, high: ends of its interval; None, as all below, for less than two
        people in an arm, or if nobody differs from anybody within both arms
    :param t, df: Welch's statistic and its degrees of freedom
    :param p_value: chance of a t as far from 0 if the means are the same
    :param incremental: money of the treated beyond what the control's mean says
    :param shown: whether the interval excludes 0
    """

    mean_treated: float | None
    mean_control: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    t: float | None = None
    df: float | None = None
    p_value: float | None = None
    incremental: float | None = None
    shown: bool = False


def mean_difference(y_t, y_c, confidence=0.95):
    """Compare money per head by Welch's interval.

    :param y_t: money of everybody assigned to be treated, 0 of who bought
        nothing, (n_t,)
    :param y_c: the same of those held out, (n_c,)
    :param confidence: such as .95
    :return: :class:`MeanDifference`, in the unit of the money
    :raises ValueError: for what is not flat or finite, or another confidence

    d ± t(df) sqrt(s_t²/n_t + s_c²/n_c), with the degrees of freedom of Welch,
    Biometrika 34, 1947. A few very large buyers make it unsure; it says so by a
    wide interval.
    """
    y_t, y_c = require_figures(y_t), require_figures(y_c)
    means = [float(y.mean()) if y.size else 0.0 for y in (y_t, y_c)]
    # arms that are all alike have no spread, whatever rounding of the mean says
    variances = [
        float(y.var(ddof=1)) if y.size > 1 and np.ptp(y) > 0 else 0.0
        for y in (y_t, y_c)
    ]
    return mean_difference_of_moments(
        (y_t.size, means[0], variances[0]),
        (y_c.size, means[1], variances[1]),
        confidence,
    )


def mean_difference_of_moments(treated, control, confidence=0.95):
    """Compare money per head where each arm was summed up already, as by SQL.

    :param treated, control: (people, mean, variance of the sample) of each arm;
        mean and variance of nobody are not looked at
    :return: :class:`MeanDifference`, as :func:`mean_difference` of the figures
    :raises ValueError: for a confidence not between 0 and 1
    """
    if not 0 < confidence < 1:
        raise ValueError("the confidence must lie between 0 and 1, such as 0.95")
    (n_t, *_), (n_c, *_) = treated, control
    means = [float(mean) if n else None for n, mean, _variance in (treated, control)]
    if None in means:
        return MeanDifference(*means)
    difference = means[0] - means[1]
    told = {"difference": difference, "incremental": n_t * difference}
    if min(n_t, n_c) < 2:
        return MeanDifference(*means, **told)
    spread = [float(variance) / n for n, _mean, variance in (treated, control)]
    error = sqrt(sum(spread))
    if not error:
        return MeanDifference(*means, **told)
    part = [s / sum(spread) for s in spread]
    df = 1 / (part[0] ** 2 / (n_t - 1) + part[1] ** 2 / (n_c - 1))
    half = float(-stdtrit(df, (1 - confidence) / 2)) * error
    low, high, t = difference - half, difference + half, difference / error
    return MeanDifference(
        *means,
        **told,
        low=low,
        high=high,
        t=t,
        df=df,
        p_value=float(2 * stdtr(df, -abs(t))),
        shown=low > 0 or high < 0,
    )


def require_figures(y):
    """A flat array of finite floats; ValueError for anything else."""
    y = np.asarray(y, np.float64)
    if y.ndim != 1 or not np.isfinite(y).all():
        raise ValueError("figures must be flat and finite")
    return y
