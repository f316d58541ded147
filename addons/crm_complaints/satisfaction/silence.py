"""How many were dissatisfied and said nothing: a range, from assumptions."""

from dataclasses import dataclass

import numpy as np

from .counts import counts

# One heard for 50 unheard, up to one of every four
PROPENSITY = (1 / 51, 1 / 4)


@dataclass(frozen=True, eq=False)
class Silence:
    """Dissatisfied customers behind the complaints received, from fewest to most.

    :param dissatisfied_low, dissatisfied_high: all of them
    :param silent_low, silent_high: those of them who did not complain
    """

    dissatisfied_low: np.ndarray
    dissatisfied_high: np.ndarray
    silent_low: np.ndarray
    silent_high: np.ndarray


def silent_complainers(complaints, propensity=PROPENSITY):
    """Estimate the silent ones as complaints / propensity - complaints.

    :param complaints: customers who complained in the period, counts
    :param propensity: (lowest, highest) assumed share of the dissatisfied who
        complain, 0 < lowest <= highest <= 1; each may be an array that
        broadcasts with ``complaints`` (by severity, by branch)
    :return: :class:`Silence`, customers, not rounded
    :raises ValueError: for a propensity outside that range, or no count

    There is no sample behind the range: it is as good as the propensities.
    The default is Goodman, "No News Is NOT Good News" (TARP / CCMC): at most
    25 % complain even of serious problems, and for each complaint that reaches
    the management 4 to 50 do not, by the trade. Ask one's own customers
    ("did you tell us?") to narrow it. No complaint at all gives 0 to 0, which
    proves no content.
    """
    try:
        lowest, highest = (np.asarray(bound, float) for bound in propensity)
    except (TypeError, ValueError):
        raise ValueError("propensity must be a pair: lowest, highest") from None
    (complaints,) = counts(complaints=complaints)
    if not ((lowest > 0) & (lowest <= highest) & (highest <= 1)).all():
        raise ValueError("propensities must be above 0 and at most 1, the lowest first")
    few, many = complaints / highest, complaints / lowest
    return Silence(few, many, few - complaints, many - complaints)
