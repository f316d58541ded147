import numpy as np
import pytest
from forecast import (
    brier_score,
    pipeline_distribution,
    pipeline_moments,
    probability_of_reaching,
    probability_with_pipeline,
)


def test_moments_by_hand():
    mean, variance = pipeline_moments([100, 50], [0.5, 0.2])
    assert (mean, variance) == (60, 2500 + 0.16 * 2500)


def test_draws_have_these_moments():
    drawn = pipeline_distribution([100, 50, 10], [0.5, 0.2, 0.9])
    mean, variance = pipeline_moments([100, 50, 10], [0.5, 0.2, 0.9])
    assert drawn.mean() == pytest.approx(mean, rel=0.02)
    assert drawn.var() == pytest.approx(variance, rel=0.05)


def test_probability_by_hand():
    """80 done, 100 wanted: either of two halves of 20 will do: 0.75."""
    found = probability_with_pipeline(100, 80, [20, 20], [0.5, 0.5])
    assert found == pytest.approx(0.75, abs=0.01)
    assert probability_with_pipeline(100, 100, [], []) == 1
    assert probability_with_pipeline(100, 80, [], []) == 0


def test_same_pipeline_same_answer():
    first = probability_with_pipeline(10, 0, [6, 6], [0.5, 0.5])
    assert first == probability_with_pipeline(10, 0, [6, 6], [0.5, 0.5])


def test_share_of_past_errors():
    """Of ten errors six reach the target: (6 + 1) / (10 + 2)."""
    errors = [-0.1] * 4 + [0.1] * 6
    assert probability_of_reaching(100, 100, errors) == pytest.approx(7 / 12)
    assert probability_of_reaching(
        100, 100, errors, is_higher_better=False
    ) == pytest.approx(5 / 12)
    assert probability_of_reaching(100, 50, errors, done=60) == pytest.approx(11 / 12)


def test_few_errors_tell_nothing():
    assert np.isnan(probability_of_reaching(100, 100, [0.1] * 9 + [np.nan]))


def test_brier_by_hand():
    assert brier_score([1, 0, 0.5], [1, 1, 0]) == pytest.approx(1.25 / 3)
    assert np.isnan(brier_score([], []))


def test_probability_is_a_share():
    with pytest.raises(ValueError, match="between"):
        pipeline_moments([1], [1.5])
