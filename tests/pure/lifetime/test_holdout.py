"""The CDNOW holdout: weeks 40 to 78 forecast from weeks 1 to 39."""

from types import SimpleNamespace

import numpy as np
import pytest
from lifetime import (
    BetaGeometricNBD,
    GammaGamma,
    ModifiedBetaGeometricNBD,
    ParetoNBD,
    RateHeuristic,
    by_frequency_bins,
    calibration_curve,
    churn_band,
    churn_risk,
    cumulative_tracking,
    evaluate,
    gate,
    hiatus_active,
)
from lifetime.holdout import area_under_curve, normalised_gini, top_share

HORIZON = 273
MODELS = {
    "bg": BetaGeometricNBD,
    "mbg": ModifiedBetaGeometricNBD,
    "pareto": ParetoNBD,
    "heuristic": RateHeuristic,
}


@pytest.fixture(scope="module")
def forecasts(cdnow_days):
    made = {}
    for name, model in MODELS.items():
        fit = model.fit(cdnow_days.histories)
        model = getattr(fit, "model", fit)
        history = (cdnow_days.x, cdnow_days.tx, cdnow_days.age)
        orders = model.expected_orders(HORIZON, *history)
        active = model.probability_active(HORIZON, *history)
        made[name] = SimpleNamespace(
            fit=fit,
            model=model,
            orders=orders,
            active=active,
            alive=model.probability_alive(*history),
            report=evaluate(cdnow_days.orders, orders, active, *history, HORIZON),
        )
    return made


# columns: total, correlation, squared error, absolute error, Gini. Correlations
# .626 and .630 are those of Fader, Hardie and Lee 2005, table 3
@pytest.mark.parametrize(
    "name, total, correlation, mse, mae, gini",
    [
        ("bg", 1653.4, 0.626, 2.586, 0.785, 0.663),
        ("mbg", 1576.7, 0.627, 2.583, 0.765, 0.664),
        ("pareto", 1665.5, 0.630, 2.569, 0.755, 0.673),
    ],
)
def test_scores_of_the_models(forecasts, name, total, correlation, mse, mae, gini):
    report = forecasts[name].report
    assert report.actual_total == 1882
    assert report.predicted_total == pytest.approx(total, abs=1)
    assert report.correlation == pytest.approx(correlation, abs=0.002)
    assert report.mse == pytest.approx(mse, abs=0.002)
    assert report.rmse == pytest.approx(mse**0.5, abs=0.002)
    assert report.mae == pytest.approx(mae, abs=0.002)
    assert report.gini == pytest.approx(gini, abs=0.002)
    assert report.bias == pytest.approx(total / 1882 - 1, abs=0.001)


def test_top_decile_of_bg_nbd(forecasts):
    assert forecasts["bg"].report.top_decile_share == pytest.approx(0.467, abs=0.002)


def test_past_rate_baseline(forecasts):
    past = forecasts["bg"].report.past_rate
    assert past.predicted_total == pytest.approx(2930.1, abs=0.5)
    assert past.correlation == pytest.approx(0.584, abs=0.002)
    assert past.mse == pytest.approx(4.893, abs=0.002)
    assert past.mae == pytest.approx(1.024, abs=0.002)


def test_which_figure_ranks_who_buys(forecasts, cdnow_days):
    bought = cdnow_days.orders > 0

    def auc(score):
        return area_under_curve(bought, score)

    assert auc(forecasts["bg"].alive) == pytest.approx(0.316, abs=0.002)
    assert auc(forecasts["mbg"].alive) == pytest.approx(0.687, abs=0.002)
    assert auc(forecasts["pareto"].alive) == pytest.approx(0.726, abs=0.002)
    assert auc(forecasts["bg"].orders) == pytest.approx(0.773, abs=0.002)
    assert forecasts["bg"].report.auc == pytest.approx(0.757, abs=0.002)
    assert forecasts["bg"].report.recency.auc == pytest.approx(0.771, abs=0.002)
    risk = churn_risk(
        forecasts["bg"].model, HORIZON, cdnow_days.x, cdnow_days.tx, cdnow_days.age
    )
    assert auc(-risk) == pytest.approx(0.757, abs=0.002)


@pytest.mark.parametrize(
    "name, total", [("bg", 59932), ("mbg", 57128), ("pareto", 60449)]
)
def test_spend(forecasts, cdnow_days, name, total):
    assert cdnow_days.spend == pytest.approx(70976, rel=0.002)
    money = GammaGamma.fit(cdnow_days.x, cdnow_days.z).model
    value = money.expected_value(cdnow_days.x, cdnow_days.z)
    assert (value * forecasts[name].orders).sum() == pytest.approx(total, rel=0.002)


def test_orders_by_frequency_as_in_the_btyd_walkthrough(forecasts, cdnow_days):
    bins = by_frequency_bins(cdnow_days.x, cdnow_days.orders, forecasts["bg"].orders)
    assert list(bins.frequency) == list(range(8))
    assert list(bins.n) == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert bins.actual == pytest.approx(
        [0.237, 0.697, 1.393, 1.56, 2.532, 2.947, 3.862, 6.359], abs=1e-3
    )
    expected = [
        0.2250893, 0.5231364, 1.044126, 1.520256,
        2.163824, 2.653789, 3.503957, 6.157036,
    ]  # fmt: skip
    assert bins.expected == pytest.approx(expected, abs=1e-3)
    bins = by_frequency_bins(
        cdnow_days.x, cdnow_days.orders, forecasts["pareto"].orders
    )
    assert bins.expected == pytest.approx(
        [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403], abs=1e-3
    )


@pytest.mark.parametrize(
    "name, expected",
    [
        ("bg", [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6]),
        ("pareto", [1308.856, 1385.275, 1459.923, 1532.906, 1604.32, 1674.253]),
    ],
)
def test_cumulative_tracking_as_in_the_btyd_walkthrough(
    forecasts, cdnow_days, name, expected
):
    weeks = 7 * np.arange(20, 26)
    happened = np.searchsorted(cdnow_days.repeat_days, weeks, side="left")
    assert list(happened) == [1359, 1414, 1484, 1517, 1573, 1672]
    model = forecasts[name].model
    tracked = cumulative_tracking(model, cdnow_days.birth, weeks)
    assert tracked == pytest.approx(expected, abs=0.5)
    births, count = np.unique(cdnow_days.birth, return_counts=True)
    grouped = cumulative_tracking(model, births, weeks, count)
    assert grouped == pytest.approx(tracked, rel=1e-12)


@pytest.mark.parametrize("name, limit", [("bg", 0.027), ("pareto", 0.014)])
def test_tracking_error_of_the_holdout_weeks(forecasts, cdnow_days, name, limit):
    weeks = 7 * np.arange(40, 79)
    happened = np.searchsorted(cdnow_days.repeat_days, weeks, side="left")
    tracked = cumulative_tracking(forecasts[name].model, cdnow_days.birth, weeks)
    assert np.abs(tracked / happened - 1).mean() < limit


def test_hiatus_rule_classifies_as_well_as_bg_nbd(forecasts, cdnow_days):
    # Wuebben and von Wangenheim 2008
    bought = cdnow_days.orders > 0
    rule = hiatus_active(cdnow_days.tx, cdnow_days.age, 70)
    assert (rule == bought).mean() == pytest.approx(0.780, abs=0.002)
    model = forecasts["bg"].active > 0.5
    assert (model == bought).mean() == pytest.approx(0.779, abs=0.002)


def test_heuristic_holds_on_cdnow(forecasts):
    report = forecasts["heuristic"].report
    assert abs(report.bias) < 0.25
    assert report.mse < report.past_rate.mse
    assert report.auc > 0.75


def test_calibration_of_activity(forecasts, cdnow_days):
    curve = calibration_curve(forecasts["bg"].active, cdnow_days.orders > 0)
    assert curve.n.sum() == 2357
    assert (np.diff(curve.forecast) > 0).all()
    error = np.abs(curve.forecast - curve.happened)
    assert (error * curve.n).sum() / curve.n.sum() < 0.1
    with pytest.raises(ValueError, match="probability"):
        calibration_curve([1.2], [True])


def test_gate_opens_on_cdnow_given_a_long_history(forecasts):
    bg = forecasts["bg"]
    verdict = gate(bg.report, 2357, 946, 600, HORIZON, fit=bg.fit)
    assert verdict.passed and verdict.reasons == ()


def test_gate_names_every_reason(forecasts):
    report = forecasts["bg"].report
    verdict = gate(report, 499, 99, 545, HORIZON, max_bias=0.1)
    assert not verdict.passed
    assert [reason.code for reason in verdict.reasons] == [
        "too_few_buyers",
        "too_few_repeaters",
        "history_too_short",
        "biased_total",
    ]
    assert verdict.reasons[0].value == 499 and verdict.reasons[0].limit == 500
    assert [r.code for r in gate(None, 500, 100, 546, HORIZON).reasons] == [
        "no_holdout"
    ]


def test_gate_wants_the_past_rate_beaten(cdnow_days):
    history = (cdnow_days.x, cdnow_days.tx, cdnow_days.age)
    chance = np.full(2357, 0.3)
    poor = evaluate(cdnow_days.orders, np.full(2357, 4.0), chance, *history, HORIZON)
    codes = [reason.code for reason in gate(poor, 2357, 946, 600, HORIZON).reasons]
    assert codes == ["worse_than_past_rate", "biased_total"]


def test_report_of_a_holdout_in_which_nothing_happened():
    nothing = np.zeros(3)
    report = evaluate(nothing, nothing, nothing, nothing, nothing, nothing, 30)
    assert report.bias is None and report.auc is None and report.gini is None
    codes = [reason.code for reason in gate(report, 500, 100, 60, 30).reasons]
    assert codes == ["nothing_happened"]


def test_report_refuses_bad_columns():
    one = np.ones(1)
    with pytest.raises(ValueError, match="one length"):
        evaluate(one, np.ones(2), one, one, one, one, 1)
    with pytest.raises(ValueError, match="no customer"):
        evaluate([], [], [], [], [], [], 1)
    with pytest.raises(ValueError, match="finite"):
        evaluate(one, one * np.nan, one, one, one, one, 1)


def test_rank_figures_do_not_depend_on_row_order():
    rng = np.random.default_rng(5)
    actual = rng.poisson(1.0, 300).astype(float)
    score = rng.integers(0, 5, 300).astype(float)  # many ties
    shuffle = rng.permutation(300)
    for figure in (normalised_gini, top_share):
        assert figure(actual, score) == pytest.approx(
            figure(actual[shuffle], score[shuffle])
        )
    assert normalised_gini(actual, actual) == pytest.approx(1)
    assert normalised_gini(actual, -actual) == pytest.approx(-1)


def test_churn_bands():
    assert list(churn_band([0.1, 0.5, 0.9])) == [0, 1, 2]
