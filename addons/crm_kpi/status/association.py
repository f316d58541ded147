"""Whether one figure has moved with another one, some periods later."""

import numpy as np
from scipy.stats import rankdata

FEWEST = 12  # pairs; with fewer, chance looks like anything


def rank_correlation(cause, effect, lag=0):
    """Return Spearman's rho of ``cause`` and of ``effect`` ``lag`` periods later.

    Pearson's correlation of the ranks, ties with their mean rank (Spearman 1904).
    That two figures move together does not show that one brings the other about.

    :param cause, effect: floats of the same periods, NaN for no data
    :param int lag: how many periods later the effect is looked for, at least 0
    :return: (rho from -1 to 1, number of pairs); rho is NaN below :data:`FEWEST`
        pairs, or where one of both never changes
    """
    cause, effect = np.asarray(cause, float), np.asarray(effect, float)
    before, after = cause[: len(cause) - lag], effect[lag:]
    known = ~np.isnan(before) & ~np.isnan(after)
    count = int(known.sum())
    if count < FEWEST:
        return np.nan, count
    before, after = rankdata(before[known]), rankdata(after[known])
    if np.ptp(before) == 0 or np.ptp(after) == 0:
        return np.nan, count
    return float(np.corrcoef(before, after)[0, 1]), count
