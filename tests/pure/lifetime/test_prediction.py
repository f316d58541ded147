"""The face that the add-on sees: discounted orders of models that count periods."""

import pytest
from lifetime.prediction import Customers, make_predictor

YEAR = 365.0
# rounded as in the manual of BTYD, whose figure is below
DONATIONS = {"alpha": 1.20, "beta": 0.75, "gamma": 0.66, "delta": 2.78}
REGULAR = {"alpha": 0.7041, "beta": 1.1820}
HIGH_END = {"alpha": 0.6681, "beta": 3.8061}
# longer than anything that still counts at ten per cent a year
FOR_EVER = 200


def occasions(*histories):
    return Customers.from_rows([(0, 0, 0, 1, *history) for history in histories])


def test_bg_bb_approaches_the_published_dert():
    """BTYD's manual: 1.62138 for three of six occasions, the last at four."""
    predictor = make_predictor("bg_bb", YEAR).load(DONATIONS)
    made = predictor.predict(occasions((3, 4, 6)), FOR_EVER * YEAR, 0.1)
    assert made.discounted_orders[0] == pytest.approx(
        predictor.model.dert(0.1, 3, 4, 6), rel=1e-6
    )
    assert made.discounted_orders[0] == pytest.approx(1.62138, abs=1e-5)


def test_bg_bb_discounts_each_occasion_by_its_own_day():
    customers = occasions((3, 4, 6))
    predictor = make_predictor("bg_bb", YEAR / 2).load(DONATIONS)
    made = predictor.predict(customers, YEAR, 0.21)
    one, two = (predictor.model.expected_orders(n, 3, 4, 6) for n in (1, 2))
    assert made.orders[0] == pytest.approx(two)
    assert made.discounted_orders[0] == pytest.approx(one / 1.1 + (two - one) / 1.21)
    undiscounted = predictor.predict(customers, YEAR, 0.0)
    assert undiscounted.discounted_orders[0] == pytest.approx(two)


@pytest.mark.parametrize(
    ("parameters", "residual"), [(REGULAR, 6.576), (HIGH_END, 7.345)]
)
def test_sbg_approaches_the_published_residual_lifetime(parameters, residual):
    """Fader and Hardie 2010, just before the seventh renewal.

    There the renewal is paid today, here in a year.
    """
    predictor = make_predictor("sbg", YEAR).load(parameters)
    made = predictor.predict(occasions((6, 6, 6)), FOR_EVER * YEAR, 0.1)
    assert made.discounted_orders[0] * 1.1 == pytest.approx(residual, abs=0.002)


def test_sbg_knows_that_a_contract_is_over():
    predictor = make_predictor("sbg", YEAR).load(REGULAR)
    made = predictor.predict(occasions((5, 5, 6), (6, 6, 6)), YEAR, 0.1)
    assert made.discounted_orders[0] == made.probability_active[0] == 0
    kept = predictor.model.retention(7)
    assert made.orders[1] == pytest.approx(kept)
    assert made.probability_active[1] == pytest.approx(kept)
    assert made.discounted_orders[1] == pytest.approx(kept / 1.1)
