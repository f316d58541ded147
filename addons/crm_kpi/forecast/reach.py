"""How probable it is to reach a target."""

import numpy as np

from .forecast import LEAST_ORIGINS
from .pipeline import pipeline_distribution


def probability_of_reaching(target, point, errors, done=0.0, is_higher_better=True):
    """Return the share of past errors with which the target would be reached.

    :param float target: of the period
    :param float point: forecast of what is still to come
    :param errors: relative errors of such forecasts in the past, NaN left out
    :param float done: what has come already
    :return: 0 to 1, or NaN with fewer than ten errors
    """
    errors = np.asarray(errors, float)
    errors = errors[~np.isnan(errors)]
    if len(errors) < LEAST_ORIGINS:
        return np.nan
    outcomes = done + point * (1 + errors)
    reached = outcomes >= target if is_higher_better else outcomes <= target
    # As if one more had been seen of each kind: never certain
    return float((reached.sum() + 1) / (len(errors) + 2))


def probability_with_pipeline(target, done, values, probabilities):
    """Return how probable it is that what is won fills up to the target.

    :param float done: what has come already
    :param values: amounts of open opportunities due in the period
    :param probabilities: 0 to 1, one for each
    """
    if done >= target:
        return 1.0
    drawn = pipeline_distribution(values, probabilities)
    return float((done + drawn >= target - 1e-9).mean())
