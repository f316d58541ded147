"""Pareto: the few causes behind most of the complaints, or of their cost."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Pareto:
    """Categories from the largest to the smallest, the catch-all one last.

    :param order: place that each had in what was given
    :param amount: its amount
    :param share: share of the total; nan where the total is zero
    :param cumulative: share of it and those before it
    :param vital: True for the vital few
    :param rest: amount of all others together, what a chart shows as "Other"
    """

    order: np.ndarray
    amount: np.ndarray
    share: np.ndarray
    cumulative: np.ndarray
    vital: np.ndarray
    rest: float


def pareto_table(amounts, other=None, vital_share=0.8):
    """Sort categories and tell the vital few.

    :param amounts: count or cost of each category, shape (k,), zero or more
    :param other: place in it of the catch-all category, which comes last
        however large it is and is never vital (default: there is none)
    :param vital_share: the vital few are the first ones that together reach
        this share of the total, the one that reaches it included
    :return: :class:`Pareto`; of equal amounts the first given comes first
    :raises ValueError: for a negative or infinite amount, a place that is not
        there, or a share not between 0 and 1

    Juran, Quality Control Handbook, 1951. Without the catch-all one the share
    may not be reached; then all that have an amount are vital.
    """
    amounts = np.asarray(amounts, float)
    if amounts.ndim != 1 or not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise ValueError("amounts must be a column of numbers, zero or more")
    if not 0 < vital_share <= 1:
        raise ValueError("the share of the vital few must be above 0 and at most 1")
    if other is not None and not 0 <= other < len(amounts):
        raise ValueError("the catch-all category is not among the amounts")
    last = np.arange(len(amounts)) == (-1 if other is None else other)
    order = np.lexsort((-amounts, last))
    amount, last = amounts[order], last[order]
    total, upto = amount.sum(), np.cumsum(amount)
    # a row is vital if those before it have not reached the share yet;
    # rounding noise must not ask for one more
    vital = (upto - amount < vital_share * total * (1 - 1e-9)) & (amount > 0) & ~last
    whole = total if total else np.nan
    rest = float(amount[~vital].sum())
    return Pareto(order, amount, amount / whole, upto / whole, vital, rest)
