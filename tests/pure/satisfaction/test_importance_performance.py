"""What matters to customers, the grid, and the weighted index."""

import numpy as np
import pytest
from satisfaction import (
    CONCENTRATE,
    KEEP_UP,
    LOW_PRIORITY,
    OVERKILL,
    UNKNOWN,
    correlation_importance,
    quadrants,
    regression_importance,
    satisfaction_index,
    stated_importance,
    weigh_importance,
)


@pytest.fixture
def survey():
    """200 customers; speed counts twice what price does, colour nothing."""
    rng = np.random.default_rng(7)
    ratings = rng.normal(size=(200, 3))
    overall = ratings @ [2.0, 1.0, 0.0] + rng.normal(scale=0.3, size=200)
    return ratings, overall


def test_correlation_by_hand():
    # x 1 2 3, y 1 3 2: deviations -1 0 1 and -1 1 0, r = 1 / 2
    r, n = correlation_importance([[1], [2], [3]], [1, 3, 2], min_answers=3)
    assert (r, n) == (pytest.approx([0.5]), [3])


def test_correlation_drops_pair_by_pair(survey):
    ratings, overall = survey
    ratings[::4, 1] = np.nan
    overall[1] = np.nan
    made, n = correlation_importance(ratings, overall)
    assert n.tolist() == [199, 149, 199]
    for column in range(3):
        both = ~np.isnan(ratings[:, column]) & ~np.isnan(overall)
        wanted = np.corrcoef(ratings[both, column], overall[both])[0, 1]
        assert made[column] == pytest.approx(wanted)


def test_regression_of_independent_ratings(survey):
    ratings, overall = survey
    beta, n = regression_importance(ratings, overall)
    # by the normal equations of the standardised table
    x = (ratings - ratings.mean(0)) / ratings.std(0)
    y = (overall - overall.mean()) / overall.std()
    assert beta == pytest.approx(np.linalg.solve(x.T @ x, x.T @ y))
    assert n.tolist() == [200] * 3
    assert beta[0] / beta[1] == pytest.approx(2, rel=0.2) and abs(beta[2]) < 0.1
    # the unit of a rating does not matter
    again, _n = regression_importance(ratings * [1, 10, 100] + 5, overall * 3)
    assert again == pytest.approx(beta)


def test_regression_parts_the_credit_that_correlation_shares(survey):
    ratings, overall = survey
    ratings[:, 2] = ratings[:, 0] + 0.5 * ratings[:, 2]  # echoes what counts
    assert correlation_importance(ratings, overall)[0][2] > 0.6
    assert abs(regression_importance(ratings, overall)[0][2]) < 0.1


def test_derived_is_blank_without_evidence(survey):
    ratings, overall = survey
    ratings[:180, 0] = np.nan
    ratings[:, 1] = 0.1  # all alike
    r, _n = correlation_importance(ratings, overall)
    assert np.isnan(r).tolist() == [True, True, False]
    assert np.isnan(correlation_importance(ratings, np.full(200, 0.3))[0]).all()
    assert np.isnan(regression_importance(ratings[180:], overall[180:])[0]).all()
    assert np.isnan(regression_importance(ratings[:, 1:], overall)[0]).all()
    double = np.column_stack((ratings[:, 2], 2 * ratings[:, 2]))
    assert np.isnan(regression_importance(double, overall)[0]).all()
    # 30 answers do for one characteristic, not for four
    rng = np.random.default_rng(1)
    four = rng.normal(size=(39, 4))
    assert np.isnan(regression_importance(four, four.sum(1))[0]).all()
    assert not np.isnan(regression_importance(four[:, :1], four.sum(1))[0]).any()


def test_stated():
    assert stated_importance([1, 1, 2]) == pytest.approx([0.25, 0.25, 0.5])
    made = stated_importance([[3, np.nan, 1], [0, 0, 0]])
    assert made[0] == pytest.approx([0.75, np.nan, 0.25], nan_ok=True)
    assert np.isnan(made[1]).all()


def test_weigh_takes_the_answers_if_there_are_enough(survey):
    ratings, overall = survey
    made = weigh_importance(ratings, overall, [1, 1, 2], method="regression")
    assert made.derived and made.weight.sum() == pytest.approx(1)
    assert made.weight[0] == pytest.approx(2 / 3, abs=0.05)
    few = weigh_importance(ratings[:29], overall[:29], [1, 1, 2])
    assert not few.derived and few.weight.tolist() == [0.25, 0.25, 0.5]
    assert few.n.tolist() == [29] * 3
    # one characteristic without answers: stated for all, they do not mix
    ratings[:, 2] = np.nan
    assert not weigh_importance(ratings, overall, [1, 1, 2]).derived
    # what goes down as the whole goes up has no weight
    down = weigh_importance(np.column_stack((overall, -overall)), overall, [1, 1])
    assert down.weight == pytest.approx([1, 0])


def test_quadrants():
    made = quadrants([4, 4, 1, 1], [2, 5, 2, 5])
    assert made.tolist() == [CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL]
    # means 2.5 and 3 of the known ones; on the cut is important, is well done
    made = quadrants([4, 1, 2.5, np.nan, 100], [2, 4, 3, 1, np.nan])
    assert made.tolist() == [CONCENTRATE, OVERKILL, KEEP_UP, UNKNOWN, UNKNOWN]
    # scale midpoints instead of means
    made = quadrants([4, 4.5], [3.5, 4], importance_cut=3, performance_cut=3)
    assert made.tolist() == [KEEP_UP, KEEP_UP]
    assert quadrants([np.nan], [np.nan]).tolist() == [UNKNOWN]
    # 1/3 thrice has a mean that rounds to a little more
    assert set(quadrants([0.1] * 3, [0.7] * 3)) == {KEEP_UP}


def test_index_by_hand():
    # (2×5 + 1×2) / 3 = 4 of 1 to 5: three quarters of the way
    assert satisfaction_index([5, 2], [2, 1]).value == pytest.approx(75)
    assert satisfaction_index([1, 1], [2, 1]).value == 0
    assert satisfaction_index([5, 5], [2, 1]).value == 100
    # the American index of 1 to 10: (Σwx - Σw) / 9Σw
    made = satisfaction_index([8, 7, 6], [0.5, 0.3, 0.2], 1, 10)
    assert made.value == pytest.approx(100 * (4 + 2.1 + 1.2 - 1) / 9)


def test_index_with_missing_answers():
    ratings = [[5, np.nan, 3], [np.nan, 2, np.nan], [np.nan] * 3]
    made = satisfaction_index(ratings, [2, 1, 1])
    assert made.coverage.tolist() == [0.75, 0.25, 0.0]
    # (2×5 + 1×3) / 3 = 13/3; a quarter of the weight is too little
    assert made.value == pytest.approx(
        [100 * (13 / 3 - 1) / 4, np.nan, np.nan], nan_ok=True
    )
    made = satisfaction_index(ratings, [2, 1, 1], min_coverage=0)
    assert made.value == pytest.approx(
        [100 * (13 / 3 - 1) / 4, 25, np.nan], nan_ok=True
    )
    # .3 of .6 is a hair below a half in floats
    assert satisfaction_index([np.nan, np.nan, 3], [0.1, 0.2, 0.3]).value == 50
    nothing = satisfaction_index([4, 4], [0, 0])
    assert np.isnan([nothing.value, nothing.coverage]).all()


def test_index_of_many_is_that_of_each():
    rng = np.random.default_rng(2)
    ratings = rng.integers(1, 6, (50, 4)).astype(float)
    ratings[rng.random((50, 4)) < 0.3] = np.nan
    made = satisfaction_index(ratings, [4, 3, 2, 1])
    one_by_one = [satisfaction_index(row, [4, 3, 2, 1]).value for row in ratings]
    np.testing.assert_array_equal(made.value, one_by_one)
    known = made.value[~np.isnan(made.value)]
    assert ((known >= 0) & (known <= 100)).all()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: correlation_importance([1, 2], [1, 2]), "row a customer"),
        (lambda: correlation_importance([[1], [2]], [1]), "row a customer"),
        (lambda: correlation_importance([[np.inf]], [1]), "finite"),
        (lambda: correlation_importance([[1]], [1], min_answers=2), "three"),
        (lambda: regression_importance([[1], [2]], [1]), "row a customer"),
        (lambda: stated_importance([1, -1]), "zero or more"),
        (lambda: stated_importance(3), "zero or more"),
        (lambda: weigh_importance([[1]], [1], [1, 2]), "one weight"),
        (lambda: weigh_importance([[1]], [1], [1], method="guess"), "one of"),
        (lambda: quadrants([1, 2], [1]), "one length"),
        (lambda: quadrants([np.inf], [1]), "finite"),
        (lambda: satisfaction_index([6], [1]), "between 1 and 5"),
        (lambda: satisfaction_index([3], [-1]), "zero or more"),
        (lambda: satisfaction_index([3], [np.nan]), "zero or more"),
        (lambda: satisfaction_index([3, 4], [1, 2, 3]), "one weight"),
        (lambda: satisfaction_index([3], [1], 5, 1), "no sense"),
        (lambda: satisfaction_index([3], [1], min_coverage=50), "no sense"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()
