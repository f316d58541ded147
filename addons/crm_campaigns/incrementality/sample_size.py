"""How many people an experiment needs."""

import numpy as np
from scipy.special import ndtri


def sample_size(p1, p2, alpha=0.05, power=0.8, ratio=1):
    """People needed in the first arm to tell two rates apart.

    :param p1: rate expected in the first arm, above 0 and below 1
    :param p2: rate in the second, not the same; arrays broadcast
    :param alpha: chance of finding a difference where there is none, two-sided
    :param power: chance of finding this one
    :param ratio: people of the second arm for each of the first, above 0; with a
        tenth held out 9 if the control is first
    :return: people of the first arm, float, to be rounded up; the second needs
        ``ratio`` times as many
    :raises ValueError: for shares not between 0 and 1, equal rates, or a ratio
        not above 0

    [z_a sqrt(P(1-P)(1+1/r)) + z_b sqrt(p1(1-p1) + p2(1-p2)/r)]² / (p1-p2)², with
    P = (p1 + r p2)/(1+r): Fleiss, Statistical Methods for Rates and Proportions,
    2nd ed., 1981, without the continuity correction.
    """
    shares = [np.asarray(value, np.float64) for value in (p1, p2, alpha, power)]
    if not all(((value > 0) & (value < 1)).all() for value in shares):
        raise ValueError("rates, alpha and power must lie between 0 and 1")
    p1, p2, alpha, power = shares
    ratio = np.asarray(ratio, np.float64)
    if not ((ratio > 0) & np.isfinite(ratio)).all():
        raise ValueError("the ratio of the arms must be above 0")
    if (p1 == p2).any():
        raise ValueError("no number of people tells equal rates apart")
    pooled = (p1 + ratio * p2) / (1 + ratio)
    # the spreads if both rates are the same, and if they are as expected
    null = np.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    real = np.sqrt(p1 * (1 - p1) + p2 * (1 - p2) / ratio)
    z_alpha, z_power = -ndtri(alpha / 2), ndtri(power)
    return (((z_alpha * null + z_power * real) / (p1 - p2)) ** 2)[()]
