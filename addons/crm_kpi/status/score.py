"""One number for an objective with several figures."""

import numpy as np


def weighted_score(attained, weights):
    """Return the weighted mean of attainments, and how much of the weight it covers.

    What has no attainment does not count, neither for nor against; the coverage
    says how much that is.

    :param attained: per cent, NaN for no data
    :param weights: positive numbers, one for each
    :return: (score in per cent or NaN, coverage from 0 to 1)
    """
    attained, weights = np.asarray(attained, float), np.asarray(weights, float)
    known = ~np.isnan(attained)
    whole, covered = weights.sum(), weights[known].sum()
    if not covered:
        return np.nan, 0.0
    score = (attained[known] * weights[known]).sum() / covered
    return float(score), float(covered / whole)
