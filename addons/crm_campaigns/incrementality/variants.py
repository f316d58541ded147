"""Which of several variants is best, if that can be told."""

import numpy as np

from .proportion import newcombe, require_counts


def best_variant(successes, n, confidence=0.95):
    """Index of the variant that is better than each of the others, or None.

    :param successes, n: conversions and people of each variant, (k,)
    :param confidence: chance of naming no variant wrongly, at least
    :return: int, or None if chance may have put it first, or of less than two
        variants
    :raises ValueError: for what is not flat or no count, or another confidence

    The one of the highest rate must have Newcombe intervals above 0 against
    every other, each of error alpha/(k-1) (Bonferroni). That is enough although
    the best was picked afterwards: of k equal variants at most k/2 · alpha/(k-1)
    <= alpha are named, as either another one must beat a certain true best
    (k-1 one-sided errors), or that one must beat an equal (one more).
    With two variants it is what :func:`compare` calls shown.
    """
    if not 0 < confidence < 1:
        raise ValueError("the confidence must lie between 0 and 1, such as 0.95")
    successes, n = require_counts(successes, n)
    if successes.ndim != 1:
        raise ValueError("variants must be a flat array")
    if n.size < 2 or (n == 0).any():
        return None
    best = int(np.argmax(successes / n))
    rest = np.arange(n.size) != best
    _difference, low, _high = newcombe(
        successes[best],
        n[best],
        successes[rest],
        n[rest],
        1 - (1 - confidence) / (n.size - 1),
    )
    return best if (low > 0).all() else None
