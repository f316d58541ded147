"""How many to ask."""

import numpy as np
import pytest
from satisfaction import answers_needed, invitations, margin_of_error


@pytest.mark.parametrize(
    "population, wanted",
    # Krejcie and Morgan, Educational and Psychological Measurement 30, 1970
    [(10, 10), (100, 80), (1000, 278), (10000, 370)],
)
def test_published_sample(population, wanted):
    assert answers_needed(0.05, population) == wanted


def test_sample_by_hand():
    # 1.96² × .25 / .05² = 384.1; with .9: 1.96² × .09 / .03² = 384.1
    assert answers_needed(0.05) == 385
    assert answers_needed(0.03, expected=0.9) == 385
    # z = 1: .09 / .01² = 900, which is a hair above in floats
    one_sigma = 0.6826894921370859
    assert answers_needed(0.01, expected=0.1, confidence=one_sigma) == 900
    assert answers_needed(0.1, confidence=one_sigma) == 25
    assert answers_needed([0.05, 0.1]).tolist() == [385, 97]


def test_small_populations():
    made = answers_needed(0.05, np.arange(200))
    assert (made <= np.arange(200)).all() and made[:3].tolist() == [0, 1, 2]
    assert (np.diff(made) >= 0).all()
    assert made.tolist() == [answers_needed(0.05, n) for n in range(200)]
    assert answers_needed(0.05, 10**9) == 385


def test_margin_is_the_inverse():
    for population in (None, 50, 2000, 10**7):
        n = answers_needed(0.04, population)
        assert margin_of_error(n, population) <= 0.04
        assert margin_of_error(n - 1, population) > 0.04
    assert margin_of_error(80, 80) == 0
    assert margin_of_error(1, 1) == 0
    assert np.isnan(margin_of_error(0)) and np.isnan(margin_of_error(0, 0))
    assert margin_of_error([100, 0], [10**9, 5])[0] == pytest.approx(0.098, abs=1e-4)


def test_invitations():
    assert invitations(30, 0.3) == 100
    assert invitations(21, 0.35) == 60  # 21 / .35 is a hair above in floats
    assert invitations([385, 0], 0.2).tolist() == [1925, 0]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: answers_needed(0), "margin"),
        (lambda: answers_needed(5), "margin"),
        (lambda: answers_needed(0.05, expected=1), "expected"),
        (lambda: answers_needed(0.05, -1), "population"),
        (lambda: answers_needed(0.05, confidence=0), "confidence"),
        (lambda: margin_of_error(5, 4), "more answers"),
        (lambda: margin_of_error(-5), "whole numbers"),
        (lambda: invitations(5, 0), "response rate"),
        (lambda: invitations(5, 30), "response rate"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()
