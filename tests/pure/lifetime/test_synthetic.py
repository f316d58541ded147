"""Parameters that made a base are found again in it."""

import numpy as np
import pytest
from lifetime import (
    BetaGeometricNBD,
    GammaGamma,
    ModifiedBetaGeometricNBD,
    ParetoNBD,
    PurchaseHistories,
)

N = 200_000


@pytest.fixture(scope="module")
def base():
    """BG/NBD and Gamma-Gamma customers of the published parameters, in weeks."""
    rng = np.random.default_rng(20_05)
    rate = rng.gamma(0.243, 1 / 4.414, N)
    stop = rng.beta(0.793, 2.426, N)
    age = rng.uniform(27, 78, N)
    x, tx, clock = np.zeros(N, np.int64), np.zeros(N), np.zeros(N)
    active = np.arange(N)
    while len(active):
        clock[active] += rng.exponential(size=len(active)) / np.maximum(
            rate[active], 1e-300
        )
        active = active[clock[active] <= age[active]]
        x[active] += 1
        tx[active] = clock[active]
        active = active[rng.random(len(active)) >= stop[active]]
    scale = rng.gamma(3.74, 1 / 15.44, N)
    z = rng.gamma(6.25 * np.maximum(x, 1)) / (scale * np.maximum(x, 1))
    return x, tx, age, np.where(x > 0, z, 0.0)


def test_bg_nbd_is_recovered(base):
    x, tx, age, _z = base
    model = BetaGeometricNBD.fit(PurchaseHistories(x, tx, age)).model
    found = [model.r, model.alpha, model.a, model.b]
    assert found == pytest.approx([0.243, 4.414, 0.793, 2.426], rel=0.05)


def test_gamma_gamma_is_recovered(base):
    x, _tx, _age, z = base
    model = GammaGamma.fit(x, z).model
    assert [model.p, model.q, model.v] == pytest.approx([6.25, 3.74, 15.44], rel=0.05)


def test_mean_orders_are_as_expected(base):
    x = base[0]
    model = BetaGeometricNBD(0.243, 4.414, 0.793, 2.426)
    expected = model.expected_orders_new(np.linspace(27, 78, 200)).mean()
    assert x.mean() == pytest.approx(expected, rel=0.02)


def test_pareto_nbd_is_recovered():
    rng = np.random.default_rng(1987)
    n = 50_000
    rate, death = rng.gamma(0.55, 1 / 74.0, n), rng.gamma(0.61, 1 / 82.0, n)
    age = rng.integers(270, 540, n)
    alive = np.minimum(age, rng.exponential(size=n) / np.maximum(death, 1e-300))
    x = rng.poisson(rate * alive)
    # given their number, the orders of an alive customer are uniform
    tx = np.where(x > 0, alive * rng.random(n) ** (1 / np.maximum(x, 1)), 0.0)
    histories = PurchaseHistories(x, tx, age)
    fit = ParetoNBD.fit(histories)
    assert [fit.model.r, fit.model.alpha] == pytest.approx([0.55, 74.0], rel=0.05)
    # s and beta are known only jointly: ask for a likelihood ratio that a
    # chi-square of four degrees exceeds once in a thousand
    truth = ParetoNBD(0.55, 74.0, 0.61, 82.0).log_likelihood(histories)
    assert 0 <= 2 * (fit.log_likelihood - truth) < 18.5


def test_the_higher_of_two_maxima_is_found():
    # some small MBG/NBD bases have two; the one near the truth must not be higher
    rng = np.random.default_rng(3)
    worst = 0.0
    for _ in range(12):
        n = int(10 ** rng.uniform(2, 3.2))
        r, alpha = 10 ** rng.uniform(-1, 0), 10 ** rng.uniform(1, 2)
        a, b = 10 ** rng.uniform(-1, 0), 10 ** rng.uniform(0, 1.2)
        histories = modified_base(rng, n, r, alpha, a, b)
        fit = ModifiedBetaGeometricNBD.fit(histories)
        if fit.model is None:
            continue
        truth = ModifiedBetaGeometricNBD(r, alpha, a, b)
        again = ModifiedBetaGeometricNBD.fit(histories, start=truth)
        worst = max(worst, again.log_likelihood - fit.log_likelihood)
    assert worst < 0.01


def modified_base(rng, n, r, alpha, a, b):
    rate, stop = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    age = rng.integers(30, 730, n)
    x, tx, clock = np.zeros(n, np.int64), np.zeros(n), np.zeros(n)
    active = np.flatnonzero(rng.random(n) >= stop)
    while len(active):
        wait = rng.exponential(size=len(active)) / np.maximum(rate[active], 1e-300)
        clock[active] += wait
        active = active[clock[active] <= age[active]]
        x[active] += 1
        tx[active] = clock[active]
        active = active[rng.random(len(active)) >= stop[active]]
    return PurchaseHistories(x, tx, age)
