"""Tests of several variants at once: p-values, and Holm's correction of them."""

from itertools import combinations

import numpy as np
from scipy.stats import chi2_contingency, fisher_exact, ttest_ind_from_stats

from .proportion import require_counts

# Below this many expected in a cell the approximation is not trusted (Cochran 1954)
FEWEST = 5


def holm(p):
    """Adjusted p-values, each to be compared with alpha itself.

    :param p: p-values of a family of tests, (m,)
    :return: (m,), at most 1

    Step-down: the i-th smallest times m - i + 1, never below one before it.
    Holm, Scandinavian Journal of Statistics 6, 1979. Whatever hypotheses are true
    and however the tests depend, one of them is refused wrongly with a chance of
    alpha at most.
    """
    p = np.asarray(p, np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("p-values must be a flat array of numbers from 0 to 1")
    order = np.argsort(p, kind="stable")
    steps = p[order] * (p.size - np.arange(p.size))
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def proportions_p(x1, n1, x2, n2):
    """Two-sided p-value that two shares are equal.

    Pearson's chi-squared without continuity correction; Fisher's exact test where
    fewer than 5 are expected in a cell. 1 where an arm is empty, or where all or
    none succeeded.
    """
    (x1, x2), (n1, n2) = require_counts([x1, x2], [n1, n2])
    if not n1 or not n2 or not x1 + x2 or x1 + x2 == n1 + n2:
        return 1.0
    table = np.array([[x1, n1 - x1], [x2, n2 - x2]])
    expected = table.sum(1, keepdims=True) * table.sum(0) / table.sum()
    if (expected < FEWEST).any():
        return float(fisher_exact(table.astype(int)).pvalue)
    return float(chi2_contingency(table, correction=False).pvalue)


def means_p(mean1, sd1, n1, mean2, sd2, n2):
    """Two-sided p-value that two means are equal (Welch); 1 for less than two."""
    if min(n1, n2) < 2 or (not sd1 and not sd2):
        return 1.0
    return float(
        ttest_ind_from_stats(mean1, sd1, n1, mean2, sd2, n2, equal_var=False).pvalue
    )


def clear_winner(values, p_of_pair, confidence=0.95):
    """Which variant beats each of the others, and the p-values that it needs.

    :param values: what is compared, a number for each variant, (k,)
    :param p_of_pair: function (i, j) -> two-sided p-value of i against j
    :return: (index or None, largest adjusted p-value of the first in its pairs or
        None for less than two variants)

    Holm's correction over all k(k-1)/2 pairs, so that it does not matter that the
    best was picked after it had been seen.
    """
    if not 0 < confidence < 1:
        raise ValueError("the confidence must lie between 0 and 1, such as 0.95")
    values = np.asarray(values, np.float64)
    if values.size < 2:
        return None, None
    pairs = list(combinations(range(values.size), 2))
    adjusted = holm([p_of_pair(i, j) for i, j in pairs])
    best = int(np.argmax(values))
    worst = max(p for pair, p in zip(pairs, adjusted, strict=True) if best in pair)
    # alpha is rounded: 1 - .95 is a little more than .05
    is_shown = worst <= round(1 - confidence, 12)
    return (best if is_shown else None), float(worst)
