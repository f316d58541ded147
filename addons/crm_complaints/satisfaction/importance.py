"""What matters to customers, and how well each of it is done."""

from dataclasses import dataclass

import numpy as np

from .counts import share

MIN_ANSWERS = 30
# complete answers a regression needs for each characteristic
ANSWERS_PER_CHARACTERISTIC = 10

CONCENTRATE = "concentrate"
KEEP_UP = "keep_up"
LOW_PRIORITY = "low_priority"
OVERKILL = "overkill"
UNKNOWN = ""


@dataclass(frozen=True, eq=False)
class Importance:
    """Importance of every characteristic.

    :param weight: shares of the whole, summing to 1, shape (k,); nan where
        neither answers nor weights tell it
    :param derived: True if the answers tell it, False if the weights given do
    :param n: answers that tell of each, shape (k,)
    """

    weight: np.ndarray
    derived: bool
    n: np.ndarray


@dataclass(frozen=True, eq=False)
class SatisfactionIndex:
    """Weighted satisfaction.

    :param value: 0 (all at the worst answer) to 100 (all at the best); nan
        where too little was answered
    :param coverage: weight of what was answered, as a share of all
    """

    value: np.ndarray
    coverage: np.ndarray


def correlation_importance(ratings, overall, min_answers=MIN_ANSWERS):
    """Derived importance: correlation of each rating with the overall one.

    :param ratings: satisfaction with each characteristic, shape (n, k), any
        scale; nan where not answered
    :param overall: overall satisfaction of the same customers, shape (n,)
    :param min_answers: least pairs that a correlation is taken of, 3 or more
    :return: (correlation, answers), each (k,); nan where answers are too few
        or all alike. Pairs are dropped one by one, not whole rows.
    :raises ValueError: for shapes that do not go together, or infinities

    Pearson's r. Characteristics that go together share their credit: take
    :func:`regression_importance` to part it, if there are answers enough.
    """
    ratings, overall = _answers(ratings, overall)
    if min_answers < 3:
        raise ValueError("a correlation needs three answers or more")
    both = ~np.isnan(ratings) & ~np.isnan(overall)[:, None]
    n = both.sum(0)
    x, y = _centred(ratings, both, n), _centred(overall[:, None], both, n)
    spread = _not_noise(x, ratings, both) * _not_noise(y, overall[:, None], both)
    with np.errstate(invalid="ignore"):
        r = share((x * y).sum(0), np.sqrt(spread))
    return np.where(n >= min_answers, np.clip(r, -1, 1), np.nan), n


def regression_importance(ratings, overall, min_answers=MIN_ANSWERS):
    """Derived importance: standardised coefficients of a linear regression.

    :param ratings, overall: as for :func:`correlation_importance`
    :param min_answers: least complete answers, and 10 for each characteristic
    :return: (beta, answers), each (k,); all nan if complete answers are too few,
        all alike, or if one characteristic is a sum of others
    :raises ValueError: for shapes that do not go together, or infinities

    Least squares on standardised columns, so that beta is the change of the
    overall rating, in its standard deviations, for one of the characteristic's.
    Ten answers a variable: Harrell, Regression Modeling Strategies, 2nd ed.,
    2015, section 4.4. A negative beta is noise or suppression, not harm.
    """
    ratings, overall = _answers(ratings, overall)
    k = ratings.shape[1]
    full = ~np.isnan(ratings).any(1) & ~np.isnan(overall)
    n = int(full.sum())
    blank = np.full(k, np.nan), np.full(k, n)
    if n < max(min_answers, ANSWERS_PER_CHARACTERISTIC * k, k + 2):
        return blank
    table = np.column_stack((ratings[full], overall[full]))
    deviation = table.std(0)
    if (deviation <= 1e-9 * np.abs(table).max(0)).any():
        return blank
    table = (table - table.mean(0)) / deviation
    beta, _rest, rank, _values = np.linalg.lstsq(table[:, :k], table[:, k], rcond=1e-9)
    return (beta, blank[1]) if rank == k else blank


def stated_importance(weights):
    """Importance as somebody states it: weights as shares of their sum.

    :param weights: one for each characteristic, shape (..., k), zero or more,
        in any unit; nan where not stated
    :return: shares summing to 1 along the last axis; nan where not stated, and
        everywhere if all of them are zero
    :raises ValueError: for a negative or infinite weight
    """
    weights = np.asarray(weights, float)
    if not weights.ndim or np.isinf(weights).any() or (weights < 0).any():
        raise ValueError("weights must be numbers, zero or more, one a characteristic")
    return share(weights, np.nansum(weights, -1, keepdims=True))


def weigh_importance(
    ratings, overall, weights, min_answers=MIN_ANSWERS, method="correlation"
):
    """Derived importance if there are answers enough for it, else stated.

    :param ratings, overall: as for :func:`correlation_importance`
    :param weights: stated importance, shape (k,), as for
        :func:`stated_importance`; all of it is used or none, since the two do
        not measure alike
    :param min_answers: least answers of every characteristic
    :param method: "correlation" or "regression"
    :return: :class:`Importance`; a negative derived importance counts as none
    :raises ValueError: for shapes that do not go together, or another method
    """
    methods = {
        "correlation": correlation_importance,
        "regression": regression_importance,
    }
    if method not in methods:
        raise ValueError(f"the method must be one of {', '.join(methods)}")
    found, n = methods[method](ratings, overall, min_answers)
    weights = np.asarray(weights, float)
    if weights.shape != found.shape:
        raise ValueError("there must be one weight for each characteristic")
    stated = stated_importance(weights)
    positive = np.maximum(found, 0.0)
    if np.isnan(found).any() or not positive.any():
        return Importance(stated, False, n)
    return Importance(stated_importance(positive), True, n)


def quadrants(importance, performance, importance_cut=None, performance_cut=None):
    """Place of each characteristic in the importance-performance grid.

    :param importance: of each, shape (k,), any unit; nan if unknown
    :param performance: mean satisfaction with each, shape (k,), any unit
    :param importance_cut, performance_cut: where the grid is divided (default:
        the mean of the characteristics that are known in both)
    :return: array of words, shape (k,): CONCENTRATE (important, done badly),
        KEEP_UP (important, done well), LOW_PRIORITY (neither), OVERKILL (done
        better than it matters), UNKNOWN where a figure is missing. What lies on
        a cut counts as important, as done well.
    :raises ValueError: for columns of unlike length, or infinities

    Martilla and James, Journal of Marketing 41(1), 1977, 77-79.
    """
    importance = np.asarray(importance, float)
    performance = np.asarray(performance, float)
    if importance.shape != performance.shape or importance.ndim != 1:
        raise ValueError("importance and performance must be columns of one length")
    if np.isinf(importance).any() or np.isinf(performance).any():
        raise ValueError("importance and performance must be finite")
    known = ~np.isnan(importance) & ~np.isnan(performance)
    important = _from_cut(importance, importance_cut, known)
    well = _from_cut(performance, performance_cut, known)
    return np.select(
        [~known, important & ~well, important & well, well],
        [UNKNOWN, CONCENTRATE, KEEP_UP, OVERKILL],
        LOW_PRIORITY,
    )


def satisfaction_index(ratings, weights, lowest=1, highest=5, min_coverage=0.5):
    """Weighted mean satisfaction on a scale from 0 to 100.

    :param ratings: satisfaction with each characteristic, shape (..., k): one
        customer's answers, or means; nan where not answered
    :param weights: importance, broadcast with ratings, zero or more
    :param lowest, highest: ends of the rating scale
    :param min_coverage: share of the weight that must be answered, 0 to 1
    :return: :class:`SatisfactionIndex`, shape (...). The weight of what was not
        answered goes to the rest in proportion: nobody is taken to be at 0.
    :raises ValueError: for a rating outside the scale or a negative weight

    100 (Σwx/Σw - lowest) / (highest - lowest): Fornell and others, Journal of
    Marketing 60(4), 1996, 7-18, the form of the American index.
    """
    ratings, weights = np.asarray(ratings, float), np.asarray(weights, float)
    if not highest > lowest or not 0 <= min_coverage <= 1:
        raise ValueError("the scale or the coverage makes no sense")
    if ((ratings < lowest) | (ratings > highest)).any():
        raise ValueError(f"ratings must lie between {lowest} and {highest}, or be nan")
    if not (np.isfinite(weights) & (weights >= 0)).all() or not ratings.ndim:
        raise ValueError("weights must be numbers, zero or more, one a characteristic")
    try:
        ratings, weights = np.broadcast_arrays(ratings, weights)
    except ValueError:
        raise ValueError("there must be one weight for each characteristic") from None
    given = ~np.isnan(ratings)
    counted = np.where(given, weights, 0.0).sum(-1)
    coverage = share(counted, weights.sum(-1))
    mean = share(np.where(given, ratings * weights, 0.0).sum(-1), counted)
    value = 100 * (mean - lowest) / (highest - lowest)
    # rounding noise must not blank a coverage that is just enough
    enough = coverage >= min_coverage - 1e-9
    return SatisfactionIndex(np.where(enough, value, np.nan)[()], coverage)


def _answers(ratings, overall):
    """Ratings (n, k) and overall (n,), of which none is infinite."""
    ratings, overall = np.asarray(ratings, float), np.asarray(overall, float)
    if ratings.ndim != 2 or overall.shape != ratings.shape[:1]:
        raise ValueError(
            "ratings must have a row a customer and a column a characteristic,"
            " overall a figure a customer"
        )
    if np.isinf(ratings).any() or np.isinf(overall).any():
        raise ValueError("ratings must be finite, or nan where not answered")
    return ratings, overall


def _centred(columns, used, n):
    """Columns less their mean over the rows used, 0 in the others."""
    columns = np.where(used, columns, 0.0)
    return np.where(used, columns - columns.sum(0) / np.maximum(n, 1), 0.0)


def _not_noise(centred, columns, used):
    """Sum of squares of each column, 0 where it is but rounding of like answers."""
    squares = (centred**2).sum(0)
    size = np.where(used, np.abs(columns), 0.0).max(0, initial=0.0)
    return np.where(squares > used.sum(0) * (1e-9 * size) ** 2, squares, 0.0)


def _from_cut(values, cut, known):
    if cut is None:
        cut = values[known].mean() if known.any() else np.nan
        # rounding noise of the mean must not part what is alike
        cut -= 1e-9 * abs(cut)
    return values >= cut
