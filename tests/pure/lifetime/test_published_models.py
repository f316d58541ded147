"""Parameters and figures printed in the papers, from the data they used."""

import numpy as np
import pytest
from lifetime import (
    NBD,
    BetaGeometricBetaBinomial,
    BetaGeometricNBD,
    GammaGamma,
    ModifiedBetaGeometricNBD,
    ParetoNBD,
    ShiftedBetaGeometric,
)

PUBLISHED_BG = BetaGeometricNBD(0.243, 4.414, 0.793, 2.426)
PARETO_78 = ParetoNBD(0.5629966, 12.559037, 0.4081095, 10.5148048)


def parameters(fit):
    return [getattr(fit.model, name) for name in fit.model.__dataclass_fields__]


@pytest.fixture(scope="module")
def raw_bg(cdnow_days):
    return BetaGeometricNBD.fit(cdnow_days.histories.scaled(7))


@pytest.fixture(scope="module")
def raw_pareto(cdnow_days):
    return ParetoNBD.fit(cdnow_days.histories.scaled(7))


def test_bg_nbd_of_fader_hardie_lee_2005(cdnow_weeks):
    fit = BetaGeometricNBD.fit(cdnow_weeks)
    assert parameters(fit) == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=1e-3)
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=0.05)
    # to the digits that independent optimisers agree on
    assert parameters(fit) == pytest.approx(
        [0.242593, 4.413532, 0.792886, 2.425754], abs=5e-5
    )
    assert fit.identified and fit.converged and not fit.reason
    assert (fit.n_customers, fit.n_repeaters) == (2357, 946)


def test_bg_nbd_of_the_btyd_walkthrough_from_raw_orders(raw_bg):
    # BTYD 2.4.3 R package, walkthrough (Wharton, 2021)
    assert parameters(raw_bg) == pytest.approx(
        [0.2425967, 4.413659, 0.7929869, 2.426164], rel=5e-4
    )
    assert raw_bg.log_likelihood == pytest.approx(-9582.429, abs=0.002)


def test_pareto_nbd_of_fader_hardie_lee_2005(cdnow_weeks):
    fit = ParetoNBD.fit(cdnow_weeks)
    r, alpha, s, beta = parameters(fit)
    assert [r, alpha, s] == pytest.approx([0.553, 10.578, 0.606], abs=0.003)
    assert beta == pytest.approx(11.669, abs=0.02)
    assert fit.log_likelihood == pytest.approx(-9595.0, abs=0.05)
    assert fit.identified


def test_pareto_nbd_of_all_78_weeks(cdnow_full):
    # Fader, Hardie and Lee, RFM and CLV, JMR 42, 2005
    fit = ParetoNBD.fit(cdnow_full.histories.scaled(7))
    assert parameters(fit) == pytest.approx([0.5630, 12.559, 0.4081, 10.515], rel=1e-3)


def test_nbd_of_fader_hardie_lee_2005(cdnow_weeks):
    fit = NBD.fit(cdnow_weeks)
    assert parameters(fit) == pytest.approx([0.385, 12.072], abs=1e-3)
    assert fit.log_likelihood == pytest.approx(-9763.7, abs=0.05)


def test_mbg_nbd_of_btydplus(cdnow_weeks):
    # model: Batislam, Denizel and Filiztekin 2007; figures: BTYDplus (Platzer)
    fit = ModifiedBetaGeometricNBD.fit(cdnow_weeks)
    assert parameters(fit) == pytest.approx([0.525, 6.183, 0.891, 1.614], abs=1e-3)
    assert fit.log_likelihood == pytest.approx(-9582.13, abs=0.05)


def test_gamma_gamma_of_fader_hardie_2013(cdnow_spend):
    fit = GammaGamma.fit(*cdnow_spend)
    assert parameters(fit) == pytest.approx([6.25, 3.74, 15.44], abs=0.01)
    assert fit.log_likelihood == pytest.approx(-4055.92, abs=0.05)
    assert fit.correlation == pytest.approx(0.114, abs=5e-4)
    assert fit.n_customers == 946


def test_gamma_gamma_from_raw_orders(cdnow_days):
    fit = GammaGamma.fit(cdnow_days.x, cdnow_days.z)
    assert parameters(fit) == pytest.approx([6.25, 3.74, 15.44], abs=0.01)


def test_gamma_gamma_expected_values(cdnow_spend):
    # note 025 used unrounded parameters, hence a tolerance of .1
    x, z = cdnow_spend
    expected = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    value = GammaGamma(6.25, 3.74, 15.44).expected_value(x[:10], z[:10])
    assert value == pytest.approx(expected, abs=0.1)


def test_repeat_spend_of_rfm_and_clv_2005(cdnow_days):
    z = cdnow_days.z[cdnow_days.x > 0]
    figures = [len(z), z.mean(), z.std(), z.min(), np.median(z), z.max()]
    assert np.round(figures) == pytest.approx([946, 35, 30, 3, 27, 300])


def test_bg_nbd_of_one_customer():
    # Hardie's spreadsheet, customer 1
    assert PUBLISHED_BG.expected_orders(39, 2, 30.43, 38.86) == pytest.approx(
        1.226, abs=1e-3
    )
    assert PUBLISHED_BG.probability_alive(2, 30.43, 38.86) == pytest.approx(
        0.7266, abs=1e-4
    )


def test_one_order_customer_is_not_shown_as_surely_alive():
    assert PUBLISHED_BG.expected_orders(39, 0, 0, 38.86) == pytest.approx(
        0.195, abs=1e-3
    )
    assert PUBLISHED_BG.probability_active(39, 0, 0, 38.86) == pytest.approx(
        0.144, abs=1e-3
    )
    assert PUBLISHED_BG.probability_alive(0, 0, 38.86) == 1


def test_bg_nbd_of_new_customers():
    times = [0.1429, 1, 3, 31.8571, 32, 78]
    expected = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    assert PUBLISHED_BG.expected_orders_new(times) == pytest.approx(expected, abs=0.003)


def test_bg_nbd_distribution_of_the_btyd_manual():
    chance = PUBLISHED_BG.probability_of_orders([10, 0, 11, 20], [2, 39, 30, 30])
    assert chance == pytest.approx(
        [1.07869e-07, 0.5737864, 0.0019995214, 0.000222226], rel=1e-4
    )


def test_bg_nbd_distribution_sums_to_one():
    chance = PUBLISHED_BG.probability_of_orders(np.arange(3000), 39)
    assert chance.sum() == pytest.approx(1, abs=1e-6)
    mean = (chance * np.arange(3000)).sum()
    assert mean == pytest.approx(PUBLISHED_BG.expected_orders_new(39), rel=1e-6)


def test_customer_1516_of_the_btyd_walkthrough(raw_bg, raw_pareto):
    history = (26, 216 / 7, 31)
    assert raw_bg.model.expected_orders(52, *history) == pytest.approx(
        25.75659, rel=1e-4
    )
    assert raw_bg.model.probability_alive(*history) == pytest.approx(
        0.9688523, rel=1e-4
    )
    assert raw_bg.model.expected_orders_new(52) == pytest.approx(1.444004, rel=1e-4)
    assert raw_pareto.model.expected_orders(52, *history) == pytest.approx(
        25.456, rel=1e-4
    )
    assert raw_pareto.model.probability_alive(*history) == pytest.approx(
        0.99787, abs=1e-5
    )


def test_increasing_frequency_paradox(raw_bg, raw_pareto):
    x = np.array([10, 15, 20, 25])
    assert raw_bg.model.expected_orders(52, x, 20, 39) == pytest.approx(
        [0.3474606, 0.04283391, 0.004158973, 0.0003583685], rel=1e-3
    )
    assert raw_pareto.model.expected_orders(52, x, 20, 39) == pytest.approx(
        [0.7062289, 0.1442396, 0.02250658, 0.00309267], rel=1e-3
    )


def test_dert_of_rfm_and_clv_2005():
    value = PARETO_78.discounted_expected_transactions(0.0027, 7, 77.14, 77.86)
    assert value == pytest.approx(18.44016872770182, rel=1e-6)
    series = PARETO_78.discounted_expected_transactions(
        0.0027, np.arange(1, 11), 30, 77.86
    )
    expected = [
        2.19915545, 2.84353441, 2.86712839, 2.44541008, 1.84050192,
        1.26241647, 0.80961812, 0.49480362, 0.2920247, 0.16792751,
    ]  # fmt: skip
    assert series == pytest.approx(expected, rel=1e-6)


def test_customers_who_never_came_back_are_worth_five_per_cent(cdnow_spend, cdnow_full):
    # RFM and CLV 2005, section 5: the zero class of 12,054 customers at 30 %
    mean = GammaGamma.fit(*cdnow_spend).model.population_value
    zero = cdnow_full.x == 0
    value = PARETO_78.discounted_expected_transactions(
        0.0027, 0, 0, cdnow_full.age[zero] / 7
    )
    assert 0.3 * mean * value.mean() == pytest.approx(4.40, abs=0.1)


def test_bg_bb_of_fader_hardie_shang_2010(donations):
    x, tx, n, count = donations
    fit = BetaGeometricBetaBinomial.fit(x, tx, n, count)
    assert parameters(fit) == pytest.approx([1.204, 0.750, 0.657, 2.783], abs=0.002)
    assert fit.log_likelihood == pytest.approx(-33225.6, abs=0.05)
    assert fit.n_customers == 11104
    model = fit.model
    assert model.p_alive([0, 2, 6], [0, 4, 6], 6) == pytest.approx(
        [0.11, 0.59, 0.93], abs=0.005
    )
    total = (model.expected_orders(5, x, tx, n) * count).sum()
    assert total == pytest.approx(12884.2, abs=0.5)
    assert model.expected_orders(10, [0, 4], [0, 5], 6) == pytest.approx(
        [0.1302169, 3.627858], rel=1e-4
    )
    assert model.expected_orders_new(10) == pytest.approx(3.179805, rel=1e-4)


def test_bg_bb_dert_of_the_btyd_manual():
    model = BetaGeometricBetaBinomial(1.20, 0.75, 0.66, 2.78)
    assert model.dert(0.1, 3, 4, 6) == pytest.approx(1.62138, abs=1e-5)


@pytest.mark.parametrize(
    "survivors, alpha, beta, likelihood, month_12, del_, derl",
    [
        (
            [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1],
            0.704, 1.182, -1680.3, (0.170, 0.173), 3.6949, 6.5757,
        ),
        (
            [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1],
            0.668, 3.806, -1611.2, (0.378, 0.394), 5.9223, 7.3447,
        ),
    ],
    ids=["regular", "high-end"],
)  # fmt: skip
def test_sbg_of_fader_hardie_2007(
    survivors, alpha, beta, likelihood, month_12, del_, derl
):
    # discounted lifetimes: Fader and Hardie 2010
    fit = ShiftedBetaGeometric.fit([10 * share for share in survivors])
    assert parameters(fit) == pytest.approx([alpha, beta], abs=0.002)
    assert fit.log_likelihood == pytest.approx(likelihood, abs=0.1)
    forecast, _actual = month_12
    assert fit.model.survival(12) == pytest.approx(forecast, abs=0.0005)
    assert fit.model.discounted_lifetime(0.1) == pytest.approx(del_, abs=1e-3)
    assert fit.model.discounted_residual_lifetime(7, 0.1) == pytest.approx(
        derl, abs=1e-3
    )


def test_wrong_statistics_give_wrong_parameters(cdnow_log):
    # same-day orders counted apart: r falls to .218, so merging them matters
    customer, day, _amount = cdnow_log
    known = day <= 272
    n = customer.max() + 1
    lines = np.bincount(customer[known], minlength=n)
    first = np.full(n, 10**6)
    np.minimum.at(first, customer, day)
    last = np.zeros(n, np.int64)
    np.maximum.at(last, customer[known], day[known])
    x = np.where(last > first, lines - 1, 0)
    from lifetime import PurchaseHistories

    fit = BetaGeometricNBD.fit(PurchaseHistories(x, last - first, 272 - first))
    assert fit.model.r < 0.23
