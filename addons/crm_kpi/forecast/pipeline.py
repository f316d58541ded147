"""What open opportunities come to, if each is won with its probability.

The opportunities are taken to be independent of one another; the Brier score tells
whether the probabilities have been worth believing.
"""

import numpy as np

DRAWS = 20_000
SEED = 20_000_101


def pipeline_moments(values, probabilities):
    """Return the expected sum of what is won, and its variance.

    Sum of p v, and of p (1 - p) v squared.

    :param values: amounts
    :param probabilities: 0 to 1, one for each
    """
    values, probabilities = _check(values, probabilities)
    mean = (probabilities * values).sum()
    variance = (probabilities * (1 - probabilities) * values**2).sum()
    return float(mean), float(variance)


def pipeline_distribution(values, probabilities, draws=DRAWS, seed=SEED):
    """Return ``draws`` sums of what is won, drawn at random, ascending.

    The same opportunities always give the same draws.
    """
    values, probabilities = _check(values, probabilities)
    random = np.random.default_rng(seed)
    total = np.zeros(draws)
    for value, probability in zip(values, probabilities, strict=True):
        total += value * (random.random(draws) < probability)
    return np.sort(total)


def brier_score(probabilities, outcomes):
    """Return the mean squared difference of probabilities and what came (0 or 1).

    0 is certain and right, 0.25 a coin, 1 certain and wrong. Brier (1950).
    """
    outcomes, probabilities = _check(outcomes, probabilities)
    if not len(outcomes):
        return np.nan
    return float(((probabilities - outcomes) ** 2).mean())


def _check(values, probabilities):
    values = np.asarray(values, float)
    probabilities = np.asarray(probabilities, float)
    if values.shape != probabilities.shape:
        raise ValueError("as many probabilities as values are needed")
    if ((probabilities < 0) | (probabilities > 1)).any():
        raise ValueError("a probability lies between 0 and 1")
    return values, probabilities
