"""Complainants who buy again, and how that compares with other customers."""

import numpy as np

from .counts import counts
from .proportion import Estimate, estimate_share


def recovery_rate(returned, complainants, confidence=0.95):
    """Recovery rate: share of the complainants who bought again.

    :param returned: those with a confirmed, paid order in time
    :param complainants: all whose time is over
    :return: :class:`Estimate`, shares from 0 to 1
    :raises ValueError: for what is no count, or more returned than complainants
    """
    return estimate_share(returned, complainants, confidence)


def proportion_difference(successes, n, base_successes, base_n, confidence=0.95):
    """Difference of two independent proportions, first less second.

    :param successes, n: counts of the first sample
    :param base_successes, base_n: counts of the second, the baseline
    :return: :class:`Estimate` from -1 to 1; ``n`` is that of the first sample;
        nan where either sample is empty
    :raises ValueError: for what is no count, or more successes than trials

    Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10: the hybrid of
    the two Wilson intervals. An interval without 0 says that they differ. For
    the recovery of complainants against customers without a complaint.
    """
    successes, n, base_successes, base_n = counts(
        successes=successes, n=n, base_successes=base_successes, base_n=base_n
    )
    one = estimate_share(successes, n, confidence)
    two = estimate_share(base_successes, base_n, confidence)
    value = one.value - two.value
    below = np.hypot(one.value - one.low, two.high - two.value)
    above = np.hypot(one.high - one.value, two.value - two.low)
    return Estimate(value, value - below, value + above, one.n)


def recovery_counts(customer, closed, next_order, as_of, days):
    """Count who complained and who of them bought within ``days`` of the closing.

    :param customer: customer of every closed case, any key NumPy can sort
    :param closed: when the case was closed, in days from any start
    :param next_order: when the customer's first confirmed, paid order after it
        was, in the same days; nan for none
    :param as_of: the day of the report
    :param days: the time allowed, above 0
    :return: (returned, complainants), integers. A case counts once its time is
        over, a customer once, and as returned if he was so after any of them.
    :raises ValueError: for columns of unlike length, a case without a closing,
        an order not after it, or no time allowed
    """
    customer = np.asarray(customer)
    closed, next_order = np.asarray(closed, float), np.asarray(next_order, float)
    if not customer.shape == closed.shape == next_order.shape or customer.ndim != 1:
        raise ValueError("the columns must be one-dimensional of one length")
    if not (np.isfinite(closed).all() and np.isfinite(as_of) and days > 0):
        raise ValueError("every case needs a closing, and the time must be above 0")
    if (next_order <= closed).any():
        raise ValueError("the next order must come after the closing")
    due = closed + days <= as_of
    returned = due & (next_order <= closed + days)
    return len(np.unique(customer[returned])), len(np.unique(customer[due]))
