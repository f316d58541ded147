"""Credit by a fixed rule: the place or the age of a touch decides.

Every rule takes :class:`~attribution.Paths` and returns the weight of each touch,
float64, (n_touches,), 0 to 1, which sum to 1 in every path that has touches.
"""

import numpy as np


def first(paths):
    """All credit to the oldest touch: what made the customer know us."""
    weights = np.zeros(paths.n_touches)
    weights[paths.offsets[:-1][paths.lengths > 0]] = 1
    return weights


def last(paths):
    """All credit to the latest touch: what made the customer decide."""
    weights = np.zeros(paths.n_touches)
    weights[paths.offsets[1:][paths.lengths > 0] - 1] = 1
    return weights


def linear(paths):
    """The same credit to every touch, 1/n."""
    lengths = paths.lengths
    return np.repeat(1 / np.maximum(lengths, 1), lengths)


def decay(paths, half_life=7.0):
    """The more credit the later: every half-life back in time halves it.

    :param half_life: days, above 0; 7 is what advertising systems commonly take
    :raises ValueError: for another half-life

    w = 2^(-days / half-life), over its sum in the path. Days count from the
    latest touch, which cancels out and keeps old paths from vanishing to 0/0.
    """
    if not 0 < half_life < np.inf:
        raise ValueError("the half-life must be a number of days above 0")
    lengths = paths.lengths
    latest = paths.days[paths.offsets[1:][lengths > 0] - 1]
    behind = paths.days - np.repeat(latest, lengths[lengths > 0])
    weights = np.exp2(-behind / half_life)
    owner = paths.owner()
    return weights / np.bincount(owner, weights, paths.n_paths)[owner]


def position(paths, ends=0.4):
    """Most credit to both ends, the rest alike to those between.

    :param ends: share of the first and of the last touch, 0 to .5
    :raises ValueError: for another share

    Of one touch all, of two half each; else ends, (1 - 2 ends)/(n - 2), ends.
    """
    if not 0 <= ends <= 0.5:
        raise ValueError("the share of an end must lie between 0 and 0.5")
    lengths = paths.lengths
    # paths of one or two touches have nothing between their ends
    between = (1 - 2 * ends) / np.maximum(lengths - 2, 1)
    outer = np.where(lengths > 2, ends, 1 / np.maximum(lengths, 1))
    weights = np.repeat(between, lengths)
    met = lengths > 0
    weights[paths.offsets[:-1][met]] = outer[met]
    weights[paths.offsets[1:][met] - 1] = outer[met]
    return weights
