"""Recency, frequency and money scores from 1 to 5, and the segment grid."""

import numpy as np

SMALL_BASE = 50
MIN_DISTINCT = 5

# (recency score, frequency score) -> segment: every cell once
DEFAULT_GRID = {
    **dict.fromkeys([(5, 4), (5, 5)], "champions"),
    **dict.fromkeys([(r, f) for r in (3, 4) for f in (4, 5)], "loyal"),
    **dict.fromkeys([(r, f) for r in (4, 5) for f in (2, 3)], "potential_loyalist"),
    (5, 1): "new",
    (4, 1): "promising",
    (3, 3): "need_attention",
    **dict.fromkeys([(3, 1), (3, 2)], "about_to_sleep"),
    **dict.fromkeys([(r, f) for r in (1, 2) for f in (3, 4)], "at_risk"),
    **dict.fromkeys([(1, 5), (2, 5)], "cant_lose"),
    **dict.fromkeys([(2, 1), (2, 2), (1, 2)], "hibernating"),
    (1, 1): "lost",
}


def relative_scores(values, higher_is_better=True):
    """Score 1 to 5 by rank, ties sharing a score.

    min(5, floor(5 percent_rank) + 1), where percent_rank = (rank - 1) / (n - 1)
    and equal values share the lowest rank, as in SQL; ntile would tear ties
    apart. A single customer scores 1, as percent_rank is 0 then.

    :param higher_is_better: False for days since the last order
    """
    values = np.asarray(values, float)
    if not higher_is_better:
        values = -values
    worse = np.searchsorted(np.sort(values), values, side="left")
    # whole numbers, lest 5 * 0.6 fall below 3
    return np.minimum(5, (5 * worse) // max(len(values) - 1, 1) + 1)


def threshold_scores(values, thresholds, higher_is_better=True):
    """Score 1 to 5 by four fixed, ascending thresholds; comparable over time.

    One point more for every threshold reached (value >= threshold), or, with
    ``higher_is_better`` False, for every one kept to (value <= threshold).
    """
    thresholds = np.asarray(thresholds, float)
    if thresholds.shape != (4,) or (np.diff(thresholds) <= 0).any():
        raise ValueError("four ascending thresholds are needed")
    values = np.asarray(values, float)
    if higher_is_better:
        return 1 + np.searchsorted(thresholds, values, side="right")
    return 5 - np.searchsorted(thresholds, values, side="left")


def scores(values, thresholds, higher_is_better=True):
    """Relative scores, or fixed ones on a base too small to rank.

    Below 50 customers or 5 distinct values the thresholds decide.
    """
    values = np.asarray(values, float)
    if len(values) < SMALL_BASE or len(np.unique(values)) < MIN_DISTINCT:
        return threshold_scores(values, thresholds, higher_is_better)
    return relative_scores(values, higher_is_better)


def segment(recency_score, frequency_score, grid=None):
    """Segment of one customer by his two scores."""
    return (grid or DEFAULT_GRID)[int(recency_score), int(frequency_score)]
