import numpy as np
import pytest
from status import find_gap, spread, weighted_score


def test_score_leaves_out_what_is_not_known():
    score, coverage = weighted_score([100, 50, np.nan], [1, 3, 4])
    assert (score, coverage) == (62.5, 0.5)


def test_score_of_nothing():
    score, coverage = weighted_score([np.nan], [1])
    assert np.isnan(score)
    assert coverage == 0


def test_parts_add_up_exactly():
    parts = spread(100, [1, 1, 1])
    assert list(parts) == [33.34, 33.33, 33.33]
    assert list(spread(100, [1, 1, 1], decimals=0)) == [34, 33, 33]


def test_parts_of_a_season():
    parts = spread(1200, [1, 2, 0, 3])
    assert list(parts) == [200, 400, 0, 600]


@pytest.mark.parametrize("shares", [[0, 0], [-1, 2]])
def test_nothing_to_divide_by(shares):
    with pytest.raises(ValueError, match="shares"):
        spread(100, shares)


def test_gap():
    assert find_gap(100, [60, 30]) == -10
