"""Data that determine nothing must be refused or flagged, never stored as nan."""

import numpy as np
import pytest
from lifetime import (
    NBD,
    BetaGeometricBetaBinomial,
    BetaGeometricNBD,
    GammaGamma,
    ModifiedBetaGeometricNBD,
    ParetoNBD,
    PurchaseHistories,
    RateHeuristic,
    ShiftedBetaGeometric,
)

MODELS = [BetaGeometricNBD, ModifiedBetaGeometricNBD, ParetoNBD, NBD]


@pytest.mark.parametrize(
    "columns, message",
    [
        (([], [], []), "no purchase history"),
        (([1], [2], [3, 4]), "length"),
        (([-1], [0], [3]), "frequency holds a negative"),
        (([1], [-1], [3]), "recency holds a negative"),
        (([1], [1], [-3]), "age holds a negative"),
        (([1], [4], [3]), "recency exceeds age"),
        (([0], [1], [3]), "although frequency is zero"),
        (([1.5], [1], [3]), "not whole"),
        (([1], [np.nan], [3]), "recency holds a value that is not finite"),
        (([1], [1], [np.inf]), "age holds a value that is not finite"),
        ((["a"], [1], [3]), "not numbers"),
        (([[1]], [1], [3]), "one-dimensional"),
        (([1], [1], [3], [0]), "no customer"),
    ],
)
def test_histories_say_what_is_wrong(columns, message):
    with pytest.raises(ValueError, match=message):
        PurchaseHistories(*columns)


def test_grouping():
    whole = PurchaseHistories([0, 0, 2, 0, 2], [0, 0, 5, 0, 5], [9, 9, 9, 8, 9])
    for histories in (whole, whole.scaled(7)):
        grouped = histories.grouped()
        assert list(grouped.frequency) == [0, 0, 2]
        assert list(grouped.count) == [1, 2, 2]
        assert grouped.n_customers == 5 and grouped.n_repeaters == 2
        again = grouped.grouped()
        assert list(again.count) == [1, 2, 2]
    with pytest.raises(ValueError, match="unit"):
        whole.scaled(0)


@pytest.mark.parametrize("model", MODELS)
def test_one_order_customers_identify_nothing(model):
    fit = model.fit(PurchaseHistories(np.zeros(200), np.zeros(200), np.arange(200)))
    assert fit.model is None and not fit.identified
    assert fit.reason == "no_repeat_orders"
    assert fit.n_customers == 200


@pytest.mark.parametrize("model", MODELS)
def test_a_single_history_identifies_nothing(model):
    fit = model.fit(PurchaseHistories([2], [10], [20], [300]))
    assert fit.model is None and fit.reason == "too_few_histories"
    ageless = model.fit(PurchaseHistories([0, 1], [0, 0], [0, 0]))
    assert ageless.model is None and ageless.reason == "too_few_histories"


@pytest.mark.parametrize("model", MODELS[:3])
def test_a_base_nobody_leaves_is_flagged(model):
    # everybody orders to the very end, at rates of his own
    rng = np.random.default_rng(4)
    age = rng.integers(200, 400, 500)
    x = rng.poisson(rng.gamma(2.0, 5.0, 500)) + 1
    fit = model.fit(PurchaseHistories(x, age, age))
    assert not fit.identified
    assert fit.reason in ("nobody_stops", "parameter_at_bound")
    orders = fit.model.expected_orders(90, x, age, age)
    assert np.isfinite(orders).all() and (orders >= 0).all()


@pytest.mark.parametrize("model", MODELS)
def test_random_small_bases_never_break(model):
    rng = np.random.default_rng(9)
    for n in (2, 3, 5, 20):
        for _ in range(6):
            age = rng.integers(0, 50, n)
            x = np.where(age > 0, rng.integers(0, 4, n), 0)
            tx = np.where(x > 0, rng.integers(0, 50, n) % (age + 1), 0)
            fit = model.fit(PurchaseHistories(x, tx, age))
            assert fit.identified == (not fit.reason)
            if fit.model is not None:
                assert np.isfinite(fit.log_likelihood)
                assert np.isfinite(fit.model.expected_orders(30, x, tx, age)).all()


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, "1"])
def test_parameters_must_be_positive_and_finite(value):
    with pytest.raises(ValueError, match="alpha must be"):
        BetaGeometricNBD(1.0, value, 1.0, 1.0)


def test_gamma_gamma_without_repeat_value():
    for x, z in (([], []), ([0, 0], [5, 6]), ([1, 2], [0, -5])):
        fit = GammaGamma.fit(x, z)
        assert fit.model is None and fit.reason == "no_repeat_orders"
    assert GammaGamma.fit([1, 2], [5, 5]).reason == "too_few_histories"


def test_gamma_gamma_without_a_mean():
    # values so unequal that their mean does not exist
    rng = np.random.default_rng(8)
    x = rng.integers(1, 6, 4000)
    z = rng.gamma(2.0 * x) / (rng.gamma(0.6, 1.0, 4000) * x)
    fit = GammaGamma.fit(x, z)
    assert fit.reason == "no_finite_mean" and not fit.identified
    value = fit.model.expected_value([0, 3], [0.0, 50.0])
    assert np.isfinite(value).all() and (value > 0).all()
    assert value[0] == fit.model.population_value


def test_gamma_gamma_ignores_values_that_are_not_positive(cdnow_spend):
    x, z = cdnow_spend
    model = GammaGamma.fit(x, z).model
    worse = GammaGamma.fit(np.append(x, [3, 1]), np.append(z, [-50.0, 0.0])).model
    assert worse == model
    assert model.expected_value([3], [-50.0]) == [model.population_value]
    assert np.isfinite(model.expected_value([1e9], [1e12])).all()


@pytest.mark.parametrize(
    "x, z", [([1], [1, 2]), ([1.0], [np.nan]), ([-1], [2])], ids=str
)
def test_gamma_gamma_refuses_bad_input(x, z):
    with pytest.raises(ValueError):
        GammaGamma.fit(x, z)


def test_bg_bb_degenerate():
    fit = BetaGeometricBetaBinomial.fit([0, 0], [0, 0], [6, 5])
    assert fit.reason == "no_repeat_orders"
    assert BetaGeometricBetaBinomial.fit([1], [1], [6]).reason == "too_few_histories"
    for bad in (([2], [1], [6]), ([1], [7], [6]), ([0], [1], [6]), ([], [], [])):
        with pytest.raises(ValueError):
            BetaGeometricBetaBinomial.fit(*bad)
    model = BetaGeometricBetaBinomial(1.2, 0.75, 1.0, 2.78)
    assert np.isfinite(model.expected_orders(5, [0, 6], [0, 6], 6)).all()
    with pytest.raises(ValueError, match="past"):
        model.p_alive([1], [1], [6], at=5)


def test_sbg_degenerate():
    assert ShiftedBetaGeometric.fit([10, 10, 10]).reason == "nobody_stops"
    assert ShiftedBetaGeometric.fit([10, 9]).reason == "too_few_histories"
    for bad in ([], [0, 0], [5, 6, 4], [5, np.nan], [5, 4, -1]):
        with pytest.raises(ValueError):
            ShiftedBetaGeometric.fit(bad)
    with pytest.raises(ValueError, match="rate"):
        ShiftedBetaGeometric(1.0, 1.0).discounted_lifetime(0)


@pytest.mark.parametrize(
    "columns",
    [
        ([0], [0], [0]),
        (np.zeros(200), np.zeros(200), np.arange(200)),
        ([0, 100_000], [0, 99_999], [1, 100_000]),
    ],
    ids=["one today", "one-order only", "extreme"],
)
def test_heuristic_always_has_an_answer(columns):
    heuristic = RateHeuristic.fit(PurchaseHistories(*columns))
    for t in (1, 365):
        orders = heuristic.expected_orders(t, *columns)
        active = heuristic.probability_active(t, *columns)
        assert np.isfinite(orders).all() and (orders >= 0).all()
        assert ((active >= 0) & (active <= 1)).all()


def test_heuristic_falls_with_silence():
    heuristic = RateHeuristic(0.01)
    chance = heuristic.probability_active(30, 5, [100, 50, 10], 100)
    assert (np.diff(chance) < 0).all()
    with pytest.raises(ValueError, match="base rate"):
        RateHeuristic(float("nan"))


def test_heuristic_by_hand():
    # 3 repeats in 100 + 200 + 50 days: base rate (3 + .5) / 350 = .01
    heuristic = RateHeuristic.fit(
        PurchaseHistories([2, 1, 0], [80, 150, 0], [100, 200, 50])
    )
    assert heuristic.base_rate == pytest.approx(0.01)
    # (2 + .5) / (100 + 50) an order day; silent for 20 days
    rate = 2.5 / 150
    alive = 1 / (1 + 20 * rate)
    assert heuristic.rate(2, 100) == pytest.approx(rate)
    assert heuristic.expected_orders(30, 2, 80, 100) == pytest.approx(30 * rate * alive)
    assert heuristic.probability_active(30, 2, 80, 100) == pytest.approx(
        alive * (1 - np.exp(-30 * rate))
    )
