"""Rank correlation, beside its textbook formula and SciPy's."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from status import FEWEST, rank_correlation

CAUSE = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110, 95, 91, 108, 88]
EFFECT = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17, 33, 21, 5, 2]


def test_without_ties_it_is_that_of_squared_rank_differences():
    ranks = [np.argsort(np.argsort(values)) for values in (CAUSE, EFFECT)]
    squares = ((ranks[0] - ranks[1]) ** 2).sum()
    n = len(CAUSE)
    expected = 1 - 6 * squares / (n * (n**2 - 1))
    rho, count = rank_correlation(CAUSE, EFFECT)
    assert rho == pytest.approx(expected)
    assert count == n


def test_ties_as_scipy_has_them():
    effect = [value // 10 for value in EFFECT]
    rho, _count = rank_correlation(CAUSE, effect)
    assert rho == pytest.approx(spearmanr(CAUSE, effect).statistic)


def test_effect_that_comes_later():
    effect = [np.nan, np.nan, *CAUSE[:-2]]
    assert rank_correlation(CAUSE, effect, 2) == (pytest.approx(1), 12)
    assert np.isnan(rank_correlation(CAUSE, effect, 3)[0])


def test_few_pairs_and_what_never_changes_tell_nothing():
    assert np.isnan(rank_correlation(CAUSE[: FEWEST - 1], EFFECT[: FEWEST - 1])[0])
    assert np.isnan(rank_correlation(CAUSE, [5] * len(CAUSE))[0])
    assert rank_correlation([], [])[1] == 0
