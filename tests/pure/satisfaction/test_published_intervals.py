"""Intervals against the figures that were published of them."""

import numpy as np
import pytest
from satisfaction import (
    csat,
    estimate_share,
    net_promoter_score,
    nps_of_tally,
    proportion_difference,
    tally,
    wilson_interval,
)


@pytest.mark.parametrize(
    "successes, n, low, high",
    [
        # Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (42, 50, 0.715, 0.917),
        (5, 5, 0.566, 1.0),
    ],
)
def test_wilson(successes, n, low, high):
    made = wilson_interval(successes, n)
    digits = 4 if n not in (50, 5) else 3
    assert np.round(made, digits) == pytest.approx([low, high], abs=1e-12)


def test_wilson_by_hand():
    # 1 of 2 at z = 1: middle (1/2 + 1/4) / (3/2) = 1/2,
    # half sqrt(1/4/2 + 1/16) / (3/2) = sqrt(3)/4 / (3/2) = sqrt(3)/6
    confidence = 0.6826894921370859  # of one standard deviation
    low, high = wilson_interval(1, 2, confidence)
    assert [low, high] == pytest.approx([0.5 - 3**0.5 / 6, 0.5 + 3**0.5 / 6])


@pytest.mark.parametrize(
    "counts, value, low, high",
    [
        # Newcombe, Statistics in Medicine 17, 1998, 873-890, table II, method 10
        ((56, 70, 48, 80), 0.2, 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.6, 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.5714, 0.0582, 0.8062),
        ((5, 56, 0, 29), 0.0893, -0.0381, 0.1926),
        ((0, 10, 0, 20), 0.0, -0.1611, 0.2775),
        ((0, 10, 0, 10), 0.0, -0.2775, 0.2775),
        ((10, 10, 0, 20), 1.0, 0.6791, 1.0),
        ((10, 10, 0, 10), 1.0, 0.6075, 1.0),
    ],
)
def test_difference_of_proportions(counts, value, low, high):
    made = proportion_difference(*counts)
    assert [made.value, made.low, made.high] == pytest.approx(
        [value, low, high], abs=5.1e-5
    )
    turned = proportion_difference(*counts[2:], *counts[:2])
    assert [turned.value, turned.low, turned.high] == pytest.approx(
        [-made.value, -made.high, -made.low]
    )


def test_csat():
    made = csat([1, 2, 5, 12, 30])  # 42 of 50
    assert made.n == 50
    assert np.round([made.value, made.low, made.high], 3) == pytest.approx(
        [0.84, 0.715, 0.917]
    )


def test_nps():
    made = net_promoter_score(60, 25, 15)
    assert made.value == 45
    assert np.round([made.low, made.high], 1) == pytest.approx([29.3, 58.0])


def test_nps_by_hand():
    # 9 promoters, 4 passives, 0 detractors: n' = 16, P' = 9.75/16, D' = .75/16,
    # P' - D' = 9/16, variance (10.5/16 - 81/256) / 16 = (168 - 81) / 256 / 16
    made = net_promoter_score(9, 4, 0)
    half = 1.959963984540054 * (87 / 4096) ** 0.5
    assert made.value == pytest.approx(900 / 13)
    assert [made.low, made.high] == pytest.approx(
        [100 * (9 / 16 - half), 100 * (9 / 16 + half)]
    )


def test_nps_counts_the_right_answers():
    answers = np.repeat(np.arange(11), np.arange(1, 12))  # answer a, a + 1 times
    made = nps_of_tally(tally(answers, 0, 10))
    # 9 and 10: 10 + 11; 7 and 8: 8 + 9; 0 to 6: 28
    assert (made.value, made.n) == (pytest.approx(100 * (21 - 28) / 66), 66)
    assert made.low == net_promoter_score(21, 17, 28).low


def test_nps_is_cut_off_at_the_ends():
    made = net_promoter_score([500, 0], 0, [0, 500])
    assert made.high[0] == 100 and made.low[1] == -100


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
def test_interval_holds_the_share_and_stays_in_range(confidence):
    n = np.arange(1, 60)[:, None]
    k = np.minimum(np.arange(60), n)
    made = estimate_share(k, n, confidence)
    assert (0 <= made.low).all() and (made.high <= 1).all()
    assert (made.low <= made.value).all() and (made.value <= made.high).all()
    # what is counted the other way round is the mirror image
    other = estimate_share(n - k, n, confidence)
    assert other.low == pytest.approx(1 - made.high)


def test_wider_with_confidence_narrower_with_answers():
    low, high = wilson_interval(30, 40, 0.8)
    wide = wilson_interval(30, 40, 0.99)
    sharp = wilson_interval(300, 400, 0.8)
    assert wide[0] < low < sharp[0] and sharp[1] < high < wide[1]


def test_arrays_are_many_single_ones():
    k, n = np.array([[0, 3], [7, 0]]), np.array([[4, 3], [9, 0]])
    made = estimate_share(k, n)
    many = proportion_difference(k, n, 2, 5)
    score = net_promoter_score(k, 1, n)
    for place in np.ndindex(k.shape):
        one = estimate_share(k[place], n[place])
        two = proportion_difference(k[place], n[place], 2, 5)
        three = net_promoter_score(k[place], 1, n[place])
        for name in ("value", "low", "high", "n"):
            for all_, single in ((made, one), (many, two), (score, three)):
                np.testing.assert_array_equal(
                    getattr(all_, name)[place], getattr(single, name)
                )


def test_blank_and_not_zero_of_nothing():
    for made in (
        estimate_share(0, 0),
        csat([0] * 5),
        nps_of_tally([0] * 11),
        proportion_difference(0, 0, 3, 4),
        proportion_difference(3, 4, 0, 0),
    ):
        assert np.isnan([made.value, made.low, made.high]).all()
    assert csat([0] * 5).n == 0
    some = estimate_share([0, 1], [0, 2])
    assert np.isnan(some.low).tolist() == [True, False]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: estimate_share(3, 2), "more successes"),
        (lambda: estimate_share(-1, 2), "whole numbers"),
        (lambda: estimate_share(0.5, 2), "whole numbers"),
        (lambda: estimate_share(np.nan, 2), "whole numbers"),
        (lambda: estimate_share(1, np.inf), "whole numbers"),
        (lambda: estimate_share([1, 2], [3, 4, 5]), "one length"),
        (lambda: estimate_share(1, 2, confidence=95), "between 0 and 1"),
        (lambda: estimate_share(1, 2, confidence=1), "between 0 and 1"),
        (lambda: csat([1, 2, 3]), "5 columns"),
        (lambda: csat(3), "5 columns"),
        (lambda: nps_of_tally([1] * 10), "11 columns"),
        (lambda: net_promoter_score(1, 2, -3), "detractors"),
        (lambda: proportion_difference(1, 2, 4, 3), "more successes"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()
