"""How many answers a survey needs, and how sharp those are that it got."""

import numpy as np

from .counts import counts
from .proportion import normal_quantile


def answers_needed(margin, population=None, expected=0.5, confidence=0.95):
    """Answers needed to know a share to within ``margin``.

    :param margin: half the width of the interval wanted, .05 for ±5 points
    :param population: customers there are (default: no end of them)
    :param expected: the share expected; .5 asks for most and is safe
    :return: whole number or integer array, rounded up, never above population
    :raises ValueError: for a margin or share not between 0 and 1, or no count

    n0 = z² p(1-p) / e², with n = n0 / (1 + (n0-1)/N) for a finite population:
    Cochran, Sampling Techniques, 3rd ed., 1977, chapter 4.
    """
    margin, expected = _shares(margin=margin, expected=expected)
    needed = normal_quantile(confidence) ** 2 * expected * (1 - expected) / margin**2
    if population is not None:
        (population,) = counts(population=population)
        # n0 N / (N - 1 + n0), which an empty population does not break
        below = np.maximum(population - 1 + needed, np.finfo(float).tiny)
        needed = np.minimum(needed * population / below, population)
    # rounding noise must not ask for one more
    return np.ceil(needed - 1e-9).astype(np.int64)[()]


def margin_of_error(n, population=None, expected=0.5, confidence=0.95):
    """Half the width of the interval that ``n`` answers give of a share.

    :param n: answers, not more than the population
    :param population: customers there are (default: no end of them)
    :param expected: the share found or expected
    :return: share from 0 up; nan without answers
    :raises ValueError: for a share not between 0 and 1, no count, or more
        answers than people

    z sqrt(p(1-p)/n × (N-n)/(N-1)): the inverse of :func:`answers_needed`.
    """
    (expected,) = _shares(expected=expected)
    (n,) = counts(n=n)
    spread = np.full(np.broadcast(n, expected).shape, np.nan)
    np.divide(expected * (1 - expected), n, out=spread, where=n > 0)
    if population is not None:
        n, population = counts(n=n, population=population)
        if (n > population).any():
            raise ValueError("there cannot be more answers than people")
        # of a single one asked nothing is left unknown
        spread = spread * (population - n) / np.maximum(population - 1, 1)
    return (normal_quantile(confidence) * np.sqrt(spread))[()]


def invitations(answers, response_rate):
    """Customers to invite so that so many answer, rounded up.

    :param answers: answers wanted, counts
    :param response_rate: share of the invited who answer, above 0, at most 1
    :raises ValueError: for another rate, or for what is no count
    """
    (answers,) = counts(answers=answers)
    rate = np.asarray(response_rate, float)
    if not ((rate > 0) & (rate <= 1)).all():
        raise ValueError("the response rate must be above 0 and at most 1")
    return np.ceil(answers / rate - 1e-9).astype(np.int64)[()]


def _shares(**named):
    """The arguments as arrays, each held to lie between 0 and 1."""
    arrays = []
    for name, value in named.items():
        array = np.asarray(value, float)
        if not ((array > 0) & (array < 1)).all():
            raise ValueError(f"{name} must lie between 0 and 1")
        arrays.append(array)
    return arrays
