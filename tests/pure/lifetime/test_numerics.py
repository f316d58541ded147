"""Accuracy at the extremes, gradients, and invariances of the fits."""

import numpy as np
import pytest
from lifetime import (
    NBD,
    BetaGeometricNBD,
    GammaGamma,
    ModifiedBetaGeometricNBD,
    ParetoNBD,
    PurchaseHistories,
    RateHeuristic,
    bg_bb,
    gamma_gamma,
    nbd,
    pareto_nbd,
    sbg,
)
from lifetime.geometric_dropout import LikelihoodTables, orders_while_alive
from lifetime.lookup import distinct_pairs

BG = BetaGeometricNBD(0.243, 4.414, 0.793, 2.426)
EXTREMES = [
    (1e-3, 1e-3, 1e-3, 1e-3),
    (1e-3, 1e4, 1e-3, 50.0),
    (0.243, 4.414, 0.793, 2.426),
    (5.0, 30.0, 1.0, 0.01),
    (50.0, 0.1, 0.2, 3.0),
    (0.5, 30.0, 20.0, 80.0),
    (3.0, 300.0, 90.0, 900.0),
]


# 60-digit mpmath values of equation 10 of Fader, Hardie and Lee 2005
@pytest.mark.parametrize(
    "x, tx, age, t, value",
    [
        (500, 725, 730, 730, 354.3557281),
        (1000, 728, 730, 730, 733.4917335),
        (2000, 729, 730, 365, 836.7329614),
    ],
)
def test_many_orders_lose_no_digits(x, tx, age, t, value):
    assert BG.expected_orders(t, x, tx, age) == pytest.approx(value, rel=1e-8)


def test_a_near_one_loses_no_digits():
    near = BetaGeometricNBD(0.243, 4.414, 0.999999, 2.426)
    value = near.expected_orders(39, 2, 30.43, 38.86)
    assert value == pytest.approx(1.1021373322, rel=1e-8)
    at = BetaGeometricNBD(0.243, 4.414, 1.0, 2.426)
    assert at.expected_orders(39, 2, 30.43, 38.86) == pytest.approx(value, rel=1e-5)


def test_orders_while_alive_against_mpmath():
    mp = pytest.importorskip("mpmath")
    for r, alpha, a, b in EXTREMES[2:]:
        for t, x, age in [(39, 0, 10), (365, 3, 0), (30, 40, 200), (5, 300, 5)]:
            with mp.workdps(120):
                # equation 10 has a removable pole at a = 1: stay 1e-30 away
                a_ = mp.mpf(a) + (mp.mpf(10) ** -30 if a == 1 else 0)
                rate, second = mp.mpf(r) + x, mp.mpf(b) + x
                start, last = mp.mpf(alpha) + age, a_ + second - 1
                z = t / (start + t)
                left = (1 - z) ** rate * mp.hyp2f1(rate, second, last, z)
                exact = last / (a_ - 1) * (1 - left)
            value = orders_while_alive(t, r, alpha, a, b, x, age)
            assert float(value) == pytest.approx(float(exact), rel=1e-9)


def test_pareto_tail_against_mpmath():
    mp = pytest.importorskip("mpmath")
    cases = [
        (0.55, 10.0, 0.6, 11.0, 0, 0.0),
        (0.55, 10.0, 0.6, 0.01, 30, 0.0),
        (0.55, 0.1, 0.6, 1000.0, 0, 50.0),
        (0.05, 1.0, 0.01, 100.0, 0, 0.0),
        (0.5, 1.0, 60.0, 100.0, 3, 10.0),
        (0.5, 1.0, 2.0, 100.0, 1000, 10.0),
        (50.0, 1.0, 0.5, 0.2, 1000, 10.0),
    ]
    for r, alpha, s, beta, x, since in cases:
        with mp.workdps(40):
            rho = mp.mpf(r) + s + x
            zeta = (mp.mpf(beta) - alpha) / (mp.mpf(alpha) + since)
            exact = mp.hyp2f1(s + 1, rho, rho + 1, -zeta) / rho
            exact = mp.log(exact) - rho * mp.log(mp.mpf(alpha) + since)
        value, _slopes = pareto_nbd._log_tail(
            (r, alpha, s, beta), np.array([float(x)]), np.array([since])
        )
        assert value[0] - float(exact) == pytest.approx(0, abs=1e-8)


def test_pareto_activity_against_mpmath():
    mp = pytest.importorskip("mpmath")
    model = ParetoNBD(0.55, 10.6, 0.61, 11.7)
    for t, x, tx, age in [(39, 0, 0, 38), (39, 2, 30, 38), (500, 40, 90, 100)]:
        with mp.workdps(30):

            def density(u, x=x, age=age):
                rate = (mp.mpf(model.r) + x) / (model.alpha + age + u)
                kept = (1 + u / (mp.mpf(model.alpha) + age)) ** -(model.r + x)
                return rate * kept * (1 + u / (mp.mpf(model.beta) + age)) ** -model.s

            exact = mp.quad(density, [0, t / 16, t / 4, t])
        chance = model.probability_active(t, x, tx, age)
        alive = model.probability_alive(x, tx, age)
        assert chance == pytest.approx(float(exact) * alive, rel=1e-9)


def test_pareto_at_s_of_one():
    at, near = ParetoNBD(0.5, 10, 1.0, 12), ParetoNBD(0.5, 10, 1.000001, 12)
    assert at.expected_orders_new(50) == pytest.approx(
        near.expected_orders_new(50), rel=1e-5
    )


def extreme_customers(seed=0, n=4000):
    rng = np.random.default_rng(seed)
    age = np.floor(10 ** rng.uniform(0, 5, n)).astype(np.int64)
    age[:50] = 0
    age[50:60] = 100_000
    x = np.floor(10 ** rng.uniform(-1, 5, n)).astype(np.int64)
    x[:50] = 0
    tx = np.where(x > 0, np.floor(age * rng.random(n) ** 0.2), 0).astype(np.int64)
    tx[60:100] = np.where(x[60:100] > 0, age[60:100], 0)
    return x, tx, age


@pytest.mark.parametrize("parameters", EXTREMES)
@pytest.mark.parametrize(
    "model", [BetaGeometricNBD, ModifiedBetaGeometricNBD, ParetoNBD]
)
def test_any_customer_has_finite_figures(model, parameters):
    model = model(*parameters)
    x, tx, age = extreme_customers()
    for t in (1, 365, 100_000):
        orders = model.expected_orders(t, x, tx, age)
        active = model.probability_active(t, x, tx, age)
        ceiling = (model.r + x) / (model.alpha + age) * t
        assert np.isfinite(orders).all() and np.isfinite(active).all()
        assert (orders >= 0).all() and (orders <= ceiling * (1 + 1e-9)).all()
        assert (active >= 0).all() and (active <= 1).all()
        # a chance of an order never exceeds the orders expected
        assert (active <= orders * (1 + 1e-6) + 1e-12).all()
    alive = model.probability_alive(x, tx, age)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert np.isfinite(model.expected_orders_new([0, 1, 1e5])).all()
    assert np.isfinite(model.log_likelihood(PurchaseHistories(x, tx, age)))
    if isinstance(model, ParetoNBD):
        dert = model.discounted_expected_transactions(0.0004, x, tx, age)
        assert np.isfinite(dert).all() and (dert >= 0).all()
    if isinstance(model, BetaGeometricNBD):
        chance = model.probability_of_orders([0, 1, 100_000], 1e5)
        assert ((chance >= 0) & (chance <= 1)).all()


def test_figures_change_smoothly_where_the_method_changes():
    # a series serves z <= .95, a quadrature the rest
    edge = 0.95 * BG.alpha / 0.05
    for x in (0, 1, 7):
        below, above = BG.expected_orders_while_alive(
            np.array([edge * (1 - 1e-9), edge * (1 + 1e-9)]), x, 0
        )
        assert below == pytest.approx(above, rel=1e-8)


def test_many_rows_equal_single_customers():
    x, tx, age = extreme_customers(3, 3000)
    for model in (BG, ParetoNBD(0.55, 10.6, 0.61, 11.7)):
        rows = np.arange(0, 3000, 211)
        whole = model.expected_orders(90, x, tx, age)[rows]
        single = [
            float(model.expected_orders(90, *row))
            for row in zip(x[rows], tx[rows], age[rows], strict=True)
        ]
        assert whole == pytest.approx(single, rel=1e-9)


def test_distinct_pairs_by_table_and_by_sorting():
    rng = np.random.default_rng(1)
    x, age = rng.integers(0, 9, 500), rng.integers(0, 40, 500)
    for column in (age, age * 1.0, age * 10_000_000):
        distinct_x, distinct_age, where = distinct_pairs(x, column)
        assert (distinct_x[where] == x).all()
        assert (distinct_age[where] == column).all()
        assert len(distinct_x) == len(set(zip(x, column, strict=True)))


def slope_error(objective, theta):
    _value, gradient = objective(theta)
    numeric = [
        (objective(theta + step)[0] - objective(theta - step)[0]) / 2e-5
        for step in np.eye(len(theta)) * 1e-5
    ]
    return np.abs(gradient - numeric).max() / max(1.0, np.abs(gradient).max())


@pytest.mark.parametrize("seed", range(4))
def test_gradients_equal_numeric_differences(seed, cdnow_weeks, cdnow_spend, donations):
    rng = np.random.default_rng(seed)
    grouped = cdnow_weeks.grouped()
    four = rng.normal(0, 1, 4)
    for extra in (0, 1):
        tables = LikelihoodTables(grouped, 1 / 30, extra)
        assert slope_error(tables.value_and_gradient, four) < 1e-6
    tables = pareto_nbd._LikelihoodTables(grouped, 1 / 30)
    assert slope_error(tables.value_and_gradient, four) < 1e-6
    assert slope_error(nbd._objective(grouped, 1 / 30), four[:2]) < 1e-6
    x, z = cdnow_spend
    money = gamma_gamma._objective(x[x > 0], z[x > 0] / 30, np.ones((x > 0).sum()))
    assert slope_error(money, four[:3]) < 1e-6
    assert slope_error(bg_bb._objective(*donations), four) < 1e-6
    cohort = sbg._objective(np.array([100.0, 63, 46, 38]))
    assert slope_error(cohort, four[:2]) < 1e-6


@pytest.mark.parametrize(
    "model, time_like",
    [
        (BetaGeometricNBD, ["alpha"]),
        (ModifiedBetaGeometricNBD, ["alpha"]),
        (ParetoNBD, ["alpha", "beta"]),
        (NBD, ["alpha"]),
    ],
)
def test_only_time_parameters_follow_the_unit(cdnow_days, model, time_like):
    days = model.fit(cdnow_days.histories)
    weeks = model.fit(cdnow_days.histories.scaled(7))
    for name in weeks.model.__dataclass_fields__:
        factor = 7 if name in time_like else 1
        assert getattr(days.model, name) == pytest.approx(
            factor * getattr(weeks.model, name), rel=1e-6
        )
    repeats = cdnow_days.x.sum()
    assert days.log_likelihood == pytest.approx(
        weeks.log_likelihood - repeats * np.log(7), rel=1e-10
    )
    assert days.log_likelihood == pytest.approx(
        days.model.log_likelihood(cdnow_days.histories), rel=1e-10
    )


@pytest.mark.parametrize(
    "model", [BetaGeometricNBD, ModifiedBetaGeometricNBD, ParetoNBD, NBD]
)
def test_counts_stand_for_repeated_rows(model):
    rng = np.random.default_rng(7)
    age = rng.integers(30, 300, 400)
    x = rng.poisson(1.0, 400)
    tx = np.where(x > 0, (age * rng.random(400)).astype(int), 0)
    count = rng.integers(1, 4, 400)
    weighted = PurchaseHistories(x, tx, age, count)
    repeated = PurchaseHistories(*(np.repeat(v, count) for v in (x, tx, age)))
    first, second = model.fit(weighted), model.fit(repeated)
    for name in first.model.__dataclass_fields__:
        assert getattr(first.model, name) == pytest.approx(
            getattr(second.model, name), rel=1e-5
        )
    assert first.log_likelihood == pytest.approx(second.log_likelihood, rel=1e-10)
    assert first.n_customers == second.n_customers == count.sum()


def test_gamma_gamma_counts_and_currency(cdnow_spend):
    x, z = cdnow_spend
    count = np.tile([1, 2, 3], len(x))[: len(x)]
    weighted = GammaGamma.fit(x, z, count).model
    repeated = GammaGamma.fit(np.repeat(x, count), np.repeat(z, count)).model
    cents = GammaGamma.fit(x, 100 * z, count).model
    assert weighted.p == pytest.approx(repeated.p, rel=1e-5)
    assert weighted.p == pytest.approx(cents.p, rel=1e-5)
    assert weighted.q == pytest.approx(cents.q, rel=1e-5)
    assert 100 * weighted.v == pytest.approx(cents.v, rel=1e-5)


@pytest.mark.parametrize("model", [BetaGeometricNBD, ParetoNBD])
def test_a_warm_start_finds_the_same_maximum(cdnow_days, model):
    cold = model.fit(cdnow_days.histories)
    warm = model.fit(cdnow_days.histories, start=cold.model)
    assert warm.log_likelihood == pytest.approx(cold.log_likelihood, abs=1e-5)
    assert warm.iterations <= cold.iterations


def test_probability_active_lies_between_alive_and_nothing(cdnow_days):
    history = (cdnow_days.x, cdnow_days.tx, cdnow_days.age)
    heuristic = RateHeuristic.fit(cdnow_days.histories)
    for model in (BG, ParetoNBD(0.55, 74.0, 0.61, 82.0), heuristic):
        short = model.probability_active(10, *history)
        long = model.probability_active(1000, *history)
        assert (short <= long).all()
        assert (long <= model.probability_alive(*history) + 1e-12).all()
