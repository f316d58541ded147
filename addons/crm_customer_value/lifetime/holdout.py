"""Does the forecast hold? Metrics of a holdout period and the publication gate."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scores:
    """Forecast against fact over the customers of a holdout.

    A figure that the data do not define (a correlation of constants, the area
    under a curve without both outcomes, an error of a mere ranking) is None.

    :param predicted_total: sum of the forecast orders
    :param bias: (predicted - actual) / actual total
    :param mae, mse, rmse: mean absolute and squared error, and the latter's root
    :param correlation: of forecast and fact (Pearson)
    :param spearman: the same of ranks, ties sharing a rank
    :param gini: normalised Gini of the forecast's ranking, 1 = perfect
    :param top_decile_share: share of the fact held by the best-ranked tenth
    :param brier: mean squared error of P(at least one order)
    :param auc: chance that a customer who ordered is ranked above one who did not
    """

    predicted_total: float | None
    bias: float | None
    mae: float | None
    mse: float | None
    rmse: float | None
    correlation: float | None
    spearman: float | None
    gini: float | None
    top_decile_share: float | None
    brier: float | None
    auc: float | None


@dataclass(frozen=True)
class HoldoutReport(Scores):
    """The scores of a model, with those of two baselines to beat.

    :param n_customers: customers scored, those without orders included
    :param actual_total: orders that happened in the holdout
    :param actual_active: customers with at least one of them
    :param past_rate: scores of the baseline "as often as before", x / T
    :param recency: scores of the ranking "the later seen, the better"
    """

    n_customers: int
    actual_total: float
    actual_active: int
    past_rate: Scores
    recency: Scores


def midranks(values):
    """Ranks from 1 upward, equal values sharing the mean of their ranks."""
    _values, where, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2.0)[where]


def pearson(left, right):
    """Correlation, or None if one side is constant."""
    left, right = left - left.mean(), right - right.mean()
    spread = (left * left).sum() * (right * right).sum()
    return float((left * right).sum() / np.sqrt(spread)) if spread > 0 else None


def normalised_gini(actual, score):
    """Gini of ``actual`` when sorted by ``score``, over that of a perfect sorting.

    Ties in the score share their rank, so that row order never matters.
    """
    centred = actual - actual.mean()
    best = (centred * midranks(actual)).sum()
    return float((centred * midranks(score)).sum() / best) if best > 0 else None


def top_share(actual, score, share=0.1):
    """Share of ``actual`` held by the best-scored part, ties counted in part."""
    total = actual.sum()
    if not total > 0:
        return None
    wanted = max(1, int(share * len(actual)))
    values, where, count = np.unique(score, return_inverse=True, return_counts=True)
    above = len(actual) - np.cumsum(count)  # customers scored strictly better
    taken = np.clip((wanted - above) / count, 0.0, 1.0)
    return float((taken[where] * actual).sum() / total)


def area_under_curve(happened, score):
    """Area under the ROC curve, or None unless both outcomes occur."""
    happened = np.asarray(happened, bool)
    yes, no = int(happened.sum()), int((~happened).sum())
    if not (yes and no):
        return None
    rank_sum = midranks(np.asarray(score, float))[happened].sum()
    return float((rank_sum - yes * (yes + 1) / 2.0) / (yes * no))


def _scores(actual, predicted, score, p_active, rank_active):
    happened = actual > 0
    total = actual.sum()
    amounts = dict.fromkeys(("predicted_total", "bias", "mae", "mse", "rmse"))
    if predicted is not None:
        error = predicted - actual
        mse = float((error * error).mean())
        amounts = {
            "predicted_total": float(predicted.sum()),
            "bias": float(error.sum() / total) if total > 0 else None,
            "mae": float(np.abs(error).mean()),
            "mse": mse,
            "rmse": mse**0.5,
        }
    return {
        **amounts,
        "correlation": pearson(score, actual),
        "spearman": pearson(midranks(score), midranks(actual)),
        "gini": normalised_gini(actual, score),
        "top_decile_share": top_share(actual, score),
        "brier": None
        if p_active is None
        else float(((p_active - happened) ** 2).mean()),
        "auc": area_under_curve(happened, rank_active),
    }


def evaluate(actual, predicted, p_active, x, tx, age, horizon):
    """Compare a forecast with what happened in a holdout.

    :param actual: orders of every customer in the holdout, zeros included
    :param predicted: orders the model expected of him
    :param p_active: chance of at least one order the model gave him
    :param x, tx, age: his history at the split
    :param horizon: length of the holdout in the unit of ``age``
    :return: :class:`HoldoutReport`
    """
    columns = [
        np.asarray(value, float) for value in (actual, predicted, p_active, x, tx, age)
    ]
    actual, predicted, p_active, x, tx, age = columns
    if len({column.shape for column in columns}) > 1 or actual.ndim != 1:
        raise ValueError("all columns must be one-dimensional of one length")
    if not len(actual):
        raise ValueError("no customer to compare")
    if not all(np.isfinite(column).all() for column in columns):
        raise ValueError("the columns must be finite")
    rate = np.divide(x, age, out=np.zeros_like(x), where=age > 0) * horizon
    seen = tx - age  # minus the days since the last purchase
    return HoldoutReport(
        **_scores(actual, predicted, predicted, p_active, p_active),
        n_customers=len(actual),
        actual_total=float(actual.sum()),
        actual_active=int((actual > 0).sum()),
        past_rate=Scores(**_scores(actual, rate, rate, -np.expm1(-rate), rate)),
        recency=Scores(**_scores(actual, None, seen, None, seen)),
    )


@dataclass(frozen=True, eq=False)
class FrequencyBins:
    """Mean orders in the holdout by past repeat orders; the last bin is open.

    :param frequency: lower end of every bin
    :param n: customers in it
    :param actual, expected: mean orders that happened, that were forecast
    """

    frequency: np.ndarray
    n: np.ndarray
    actual: np.ndarray
    expected: np.ndarray


def by_frequency_bins(x, actual, predicted, top=7):
    """Mean forecast and fact for x = 0, 1, ... and ``top`` or more.

    An empty bin has means of 0.
    """
    bins = np.minimum(np.asarray(x, np.int64), top)
    n = np.bincount(bins, minlength=top + 1)
    safe = np.maximum(n, 1)
    return FrequencyBins(
        np.arange(top + 1),
        n,
        np.bincount(bins, actual, top + 1) / safe,
        np.bincount(bins, predicted, top + 1) / safe,
    )


@dataclass(frozen=True, eq=False)
class CalibrationCurve:
    """Forecast chance and share that happened, by bins of the chance.

    :param lower: lower end of every non-empty bin
    :param n: customers in it
    :param forecast: their mean chance
    :param happened: share of them of whom it came true
    """

    lower: np.ndarray
    n: np.ndarray
    forecast: np.ndarray
    happened: np.ndarray


def calibration_curve(probability, happened, bins=10):
    """Group forecast chances in ``bins`` equal intervals of [0, 1]."""
    probability = np.asarray(probability, float)
    if not ((probability >= 0) & (probability <= 1)).all():
        raise ValueError("a probability lies outside 0..1")
    where = np.minimum((probability * bins).astype(np.int64), bins - 1)
    n = np.bincount(where, minlength=bins)
    used = n > 0
    return CalibrationCurve(
        (np.arange(bins) / bins)[used],
        n[used],
        np.bincount(where, probability, bins)[used] / n[used],
        np.bincount(where, np.asarray(happened, float), bins)[used] / n[used],
    )


def cumulative_tracking(model, births, times, count=None):
    """Expected cumulative repeat orders of a cohort at each of ``times``.

    :param model: a model with ``expected_orders_new``
    :param births: when every customer first ordered, counted from the cohort's
        first day, in the model's unit
    :param times: points in time counted from the same day
    :param count: customers sharing a birth (default: one each)
    :return: array as long as ``times``

    What the published tracking plots show next to the actual orders.
    """
    births = np.asarray(births, float)
    count = np.ones(len(births)) if count is None else np.asarray(count, float)
    births, where = np.unique(births, return_inverse=True)
    count = np.bincount(where, count)
    waited = np.asarray(times, float)[:, None] - births
    orders = model.expected_orders_new(np.maximum(waited, 0.0))
    return (orders * count).sum(axis=1)


@dataclass(frozen=True)
class GateReason:
    """Why a model may not be published: a code, its figure and the limit."""

    code: str
    value: float | None
    limit: float | None


@dataclass(frozen=True)
class GateVerdict:
    """Whether the model may speak; if not, all the reasons."""

    passed: bool
    reasons: tuple


def gate(
    report,
    n_buyers,
    n_repeaters,
    history_days,
    horizon_days,
    fit=None,
    min_buyers=500,
    min_repeaters=100,
    min_horizons=2.0,
    max_bias=0.25,
):
    """Decide whether a model's forecasts may be shown.

    :param report: :class:`HoldoutReport`, or None if no holdout could be made
    :param n_buyers, n_repeaters: customers with an order, with a repeat order
    :param history_days, horizon_days: length of the history, of the forecast
    :param fit: the :class:`Fit`, whose doubts count as reasons if given
    :param min_buyers, min_repeaters: least customers of either sort
    :param min_horizons: least history as a multiple of the horizon
    :param max_bias: largest tolerated bias of the total
    :return: :class:`GateVerdict`. Codes: ``too_few_buyers``,
        ``too_few_repeaters``, ``history_too_short``, ``not_identified``,
        ``no_holdout``, ``nothing_happened``, ``worse_than_past_rate``,
        ``biased_total``

    The model must beat "as often as before" on squared error. If the gate stays
    shut the heuristic speaks instead, and says so.
    """
    reasons = []
    for code, value, limit in (
        ("too_few_buyers", n_buyers, min_buyers),
        ("too_few_repeaters", n_repeaters, min_repeaters),
        ("history_too_short", history_days, min_horizons * horizon_days),
    ):
        if value < limit:
            reasons.append(GateReason(code, float(value), float(limit)))
    if fit is not None and not fit.identified:
        reasons.append(GateReason("not_identified", None, None))
    if report is None:
        reasons.append(GateReason("no_holdout", None, None))
    elif report.bias is None:
        reasons.append(GateReason("nothing_happened", 0.0, None))
    else:
        if not report.mse < report.past_rate.mse:
            reasons.append(
                GateReason("worse_than_past_rate", report.mse, report.past_rate.mse)
            )
        if not abs(report.bias) < max_bias:
            reasons.append(GateReason("biased_total", report.bias, max_bias))
    return GateVerdict(not reasons, tuple(reasons))
