"""Discounting, contract values and acquisition return."""

import numpy as np
import pytest
from lifetime import (
    BetaGeometricNBD,
    GammaGamma,
    ParetoNBD,
    acquisition_return,
    carrying_cost,
    constant_retention_value,
    discounted_cltv,
    discounted_orders,
    payback_period,
    period_rate,
    rescale_time,
    risk_adjusted,
)

BG = BetaGeometricNBD(0.243, 4.414, 0.793, 2.426)


def test_value_of_a_customer_at_fifteen_per_cent():
    order = GammaGamma(6.25, 3.74, 15.44).expected_value(2, 22.35)
    history = ([2], [30.43], [38.86])
    value = discounted_cltv(BG, order, *history, 52, 0.15, unit_days=7)
    assert value[0] == pytest.approx(36.06, abs=0.005)
    margin = discounted_cltv(BG, 0.3 * order, *history, 52, 0.15, unit_days=7)
    assert margin[0] == pytest.approx(10.82, abs=0.005)


def test_period_rates_compound():
    assert period_rate(0.15, 12) == pytest.approx(0.011715, abs=5e-7)
    assert period_rate(0.15, 52) == pytest.approx(0.0026913, abs=5e-8)
    assert np.log(1.15) / 52 == pytest.approx(0.0026877, abs=5e-8)
    for rate in (-1, np.nan):
        with pytest.raises(ValueError):
            period_rate(rate, 12)


def test_without_discount_value_is_expected_orders():
    rng = np.random.default_rng(2)
    age = rng.integers(1, 300, 5000)
    x = rng.poisson(2, 5000)
    tx = np.where(x > 0, (age * rng.random(5000)).astype(int), 0)
    plain = discounted_orders(BG, x, tx, age, 365, 0.0)
    assert plain == pytest.approx(BG.expected_orders(365, x, tx, age), rel=1e-10)
    cut = discounted_orders(BG, x[:7], tx[:7], age[:7], 365, 0.0)
    assert cut == pytest.approx(plain[:7], rel=1e-12)


def test_long_horizon_approaches_dert():
    model = ParetoNBD(0.5629966, 12.559037, 0.4081095, 10.5148048)
    history = ([7], [77.14], [77.86])
    long = discounted_orders(model, *history, 4000, 0.15, periods=52, unit_days=7)
    delta = np.log1p(0.15) / (365 / 7)
    dert = model.discounted_expected_transactions(delta, *history)
    assert long == pytest.approx(dert, rel=1e-4)


def test_value_does_not_depend_on_the_time_unit():
    daily = BetaGeometricNBD(0.243, rescale_time(4.414, 7, 1), 0.793, 2.426)
    assert daily.alpha == pytest.approx(30.898)
    weeks = discounted_orders(BG, [2], [30], [38], 52, 0.15, unit_days=7)
    days = discounted_orders(daily, [2], [210], [266], 364, 0.15)
    assert days == pytest.approx(weeks, rel=1e-12)


def test_horizon_and_unit_are_checked():
    with pytest.raises(ValueError, match="horizon"):
        discounted_orders(BG, [2], [30], [38], 0, 0.15)
    with pytest.raises(ValueError, match="unit"):
        rescale_time(4.414, 0, 7)


def test_constant_retention_in_both_conventions():
    assert constant_retention_value(100, 0.8, 0.1) == pytest.approx(366.67, abs=0.005)
    assert constant_retention_value(
        100, 0.8, 0.1, first_payment_now=False
    ) == pytest.approx(266.67, abs=0.005)
    with pytest.raises(ValueError, match="infinite"):
        constant_retention_value(100, 1, 0)
    with pytest.raises(ValueError, match="retention"):
        constant_retention_value(100, 1.1, 0.2)


def test_acquisition_return():
    made = acquisition_return(1000, 10, 366.67)
    assert made.cost_per_customer == 100
    assert made.value_to_cost == pytest.approx(3.67, abs=0.005)
    none = acquisition_return(1000, 0, 366.67)
    assert none.cost_per_customer is None and none.value_to_cost is None
    assert acquisition_return(0, 10, 366.67).value_to_cost is None


def test_payback():
    assert payback_period([40, 40, 40], 100) == 3
    assert payback_period([40, 40], 100) is None


def test_risk_adjustment():
    value = risk_adjusted([1000.0, -50.0], 0.1, 0.45, carrying=20, cost_to_serve=30)
    assert value == pytest.approx([1000 * 0.955 - 50, -100])
    assert carrying_cost(36500, 0.1, 30) == pytest.approx(300)
    with pytest.raises(ValueError, match="between 0 and 1"):
        risk_adjusted(1.0, 1.2, 0.5)
