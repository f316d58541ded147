"""Counting answers, and customer effort."""

import numpy as np
import pytest
from satisfaction import csat, customer_effort, tally


def test_tally():
    answers = [5, 4, np.nan, 1, 5]
    assert tally(answers, 1, 5).tolist() == [1, 0, 0, 1, 2]
    assert tally([], 1, 5).tolist() == [0] * 5
    made = tally(answers, 1, 5, group=[2, 0, 0, 2, 2], n_groups=4)
    assert made.tolist() == [
        [0, 0, 0, 1, 0],
        [0] * 5,
        [1, 0, 0, 0, 2],
        [0] * 5,
    ]
    assert np.isnan(csat(made).value).tolist() == [False, True, False, True]
    assert tally(answers, 1, 5, group=[1, 0, 0, 1, 1]).shape == (2, 5)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([0, 5], 1, 5), "from 1 to 5"),  # 0 is no answer of this scale
        (([6], 1, 5), "from 1 to 5"),
        (([1.5], 1, 5), "from 1 to 5"),
        (([np.inf], 1, 5), "from 1 to 5"),
        (([[1]], 1, 5), "one-dimensional"),
        (([1], 1, 1), "two or more"),
        (([1, 2], 1, 5, [0]), "one length"),
        (([1, 2], 1, 5, [0, 2], 2), "groups"),
        (([1, 2], 1, 5, [0, -1], 2), "groups"),
    ],
)
def test_tally_refuses(arguments, words):
    with pytest.raises(ValueError, match=words):
        tally(*arguments)


def test_effort_by_hand():
    # 3, 5, 5, 7: mean 5, variance (4 + 0 + 0 + 4) / 3 = 8/3, error sqrt(2/3);
    # Student's t of 3 degrees of freedom at .975 is 3.182446
    made = customer_effort(tally([3, 5, 5, 7], 1, 7))
    assert made.mean.value == 5 and made.mean.n == 4
    assert made.mean.low == pytest.approx(5 - 3.182446 * (2 / 3) ** 0.5, abs=1e-5)
    assert made.mean.high == 7  # 7.6 is no answer
    assert made.high_share.value == made.easy_share.value == 0.75
    assert made.high_is_easy is True


def test_effort_where_low_is_easy():
    tallied = tally([1, 2, 3, 3, 4, 6], 1, 7)
    made = customer_effort(tallied, high_is_easy=False)
    assert made.high_is_easy is False
    assert made.mean.value == pytest.approx(19 / 6)
    assert made.high_share.value == pytest.approx(1 / 6)
    assert made.easy_share.value == pytest.approx(4 / 6)
    # the same answers to the question turned round
    turned = customer_effort(tallied[::-1], high_is_easy=True)
    assert turned.mean.value == pytest.approx(8 - made.mean.value)
    assert turned.mean.low == pytest.approx(8 - made.mean.high)
    assert turned.easy_share.value == made.easy_share.value


def test_effort_of_many_is_that_of_each():
    rows = np.array([[0, 0, 1, 0, 2, 3, 4], [0] * 7, [0, 0, 0, 1, 0, 0, 0]])
    made = customer_effort(rows)
    for place, row in enumerate(rows):
        one = customer_effort(row)
        for figure in ("mean", "high_share", "easy_share"):
            for name in ("value", "low", "high", "n"):
                np.testing.assert_array_equal(
                    getattr(getattr(made, figure), name)[place],
                    getattr(getattr(one, figure), name),
                )
    assert np.isnan(made.mean.value).tolist() == [False, True, False]
    # of a single answer the scatter is not known
    assert np.isnan(made.mean.low).tolist() == [False, True, True]


def test_effort_refuses():
    with pytest.raises(ValueError, match="7 columns"):
        customer_effort([1] * 5)
    with pytest.raises(ValueError, match="True or False"):
        customer_effort([1] * 7, high_is_easy="no")
    with pytest.raises(ValueError, match="confidence"):
        customer_effort([1] * 7, confidence=2)
