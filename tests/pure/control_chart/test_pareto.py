"""The vital few."""

import numpy as np
import pytest
from control_chart import pareto_table


def test_by_hand():
    made = pareto_table([5, 50, 10, 30, 5])
    assert made.order.tolist() == [1, 3, 2, 0, 4]
    assert made.amount.tolist() == [50, 30, 10, 5, 5]
    assert made.share == pytest.approx([0.5, 0.3, 0.1, 0.05, 0.05])
    assert made.cumulative == pytest.approx([0.5, 0.8, 0.9, 0.95, 1])
    assert made.vital.tolist() == [True, True, False, False, False]
    assert made.rest == 20


def test_the_one_that_reaches_the_share_is_vital():
    assert pareto_table([79, 11, 10]).vital.tolist() == [True, True, False]
    assert pareto_table([81, 10, 9]).vital.tolist() == [True, False, False]
    assert pareto_table([81, 10, 9], vital_share=1).vital.all()
    # .1 eight times is .7999999 of 1 in floats
    assert pareto_table([0.1] * 10).vital.sum() == 8


def test_other_comes_last():
    made = pareto_table([20, 60, 15, 5], other=1)
    assert made.order.tolist() == [0, 2, 3, 1]
    assert made.cumulative == pytest.approx([0.2, 0.35, 0.4, 1])
    # 80 % are not reached without it: all the named ones are vital
    assert made.vital.tolist() == [True, True, True, False]
    assert made.rest == 60
    made = pareto_table([2, 90, 8], other=0)
    assert made.order.tolist() == [1, 2, 0]
    assert made.vital.tolist() == [True, False, False] and made.rest == 10


def test_nothing_is_not_vital():
    made = pareto_table([0, 3, 0], vital_share=1)
    assert made.vital.tolist() == [True, False, False]
    made = pareto_table([0, 3, 10], other=2)
    assert made.vital.tolist() == [True, False, False]
    made = pareto_table([0, 0])
    assert np.isnan(made.share).all() and np.isnan(made.cumulative).all()
    assert not made.vital.any() and made.rest == 0
    assert len(pareto_table([]).order) == 0


def test_properties():
    rng = np.random.default_rng(1)
    for _ in range(200):
        amounts = rng.integers(0, 30, rng.integers(1, 12)) * rng.random()
        other = rng.choice([None, 0, len(amounts) - 1])
        made = pareto_table(amounts, other)
        assert sorted(made.order) == list(range(len(amounts)))
        named = made.amount if other is None else made.amount[:-1]
        assert (np.diff(named) <= 0).all()
        assert other is None or made.order[-1] == other
        if amounts.sum():
            assert made.share.sum() == pytest.approx(1)
            assert made.cumulative[-1] == pytest.approx(1)
            assert made.amount[made.vital].sum() + made.rest == pytest.approx(
                amounts.sum()
            )
            # no vital one could be left out
            few = int(made.vital.sum())
            assert few < 1 or few == 1 or made.cumulative[few - 2] < 0.8


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([1, -1],), "zero or more"),
        (([1, np.nan],), "zero or more"),
        ((3,), "column"),
        (([1, 2], 2), "not among"),
        (([1, 2], -1), "not among"),
        (([1, 2], None, 80), "at most 1"),
        (([1, 2], None, 0), "above 0"),
    ],
)
def test_refuses(arguments, words):
    with pytest.raises(ValueError, match=words):
        pareto_table(*arguments)
