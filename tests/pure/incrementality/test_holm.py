import numpy as np
import pytest
from incrementality import clear_winner, holm, means_p, proportions_p


def test_holm_as_published():
    """p.adjust(c(.01, .04, .03, .005), "holm") of R, by hand as well."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_ends():
    assert holm([]).size == 0
    assert holm([0.2]) == pytest.approx([0.2])
    assert holm([0.9, 0.8, 0.7]).max() == 1.0
    with pytest.raises(ValueError):
        holm([1.1])
    with pytest.raises(ValueError):
        holm([float("nan")])


def test_aspirin():
    """Physicians' Health Study: 189 of 11,034 and 104 of 11,037; X² = 25.01."""
    p = proportions_p(189, 11034, 104, 11037)
    assert p == pytest.approx(5.7e-7, rel=0.02)


def test_lady_tasting_tea():
    """Fisher 1935: three of four right, two-sided 34/70."""
    assert proportions_p(3, 4, 1, 4) == pytest.approx(34 / 70)


@pytest.mark.parametrize("counts", [(0, 10, 0, 10), (10, 10, 5, 5), (0, 0, 3, 5)])
def test_nothing_to_tell_apart(counts):
    assert proportions_p(*counts) == 1.0


def test_means():
    """Welch by hand: t = 2 / sqrt(4/16 + 9/16) = 2.219 with 26.1 degrees."""
    assert means_p(12, 2, 16, 10, 3, 16) == pytest.approx(0.0354, abs=5e-4)
    assert means_p(1, 0, 5, 1, 0, 5) == 1.0
    assert means_p(1, 1, 1, 2, 1, 9) == 1.0


def choose(x, n, confidence=0.95):
    x, n = np.array(x), np.array(n)
    return clear_winner(
        x / n, lambda i, j: proportions_p(x[i], n[i], x[j], n[j]), confidence
    )[0]


def test_highest_is_not_yet_best():
    assert choose([60, 50], [1000, 1000]) is None
    assert choose([90, 50], [1000, 1000]) == 0
    assert choose([50, 90], [1000, 1000]) == 1


def test_must_beat_each():
    assert choose([90, 88, 20], [1000, 1000, 1000]) is None
    assert choose([150, 88, 20], [1000, 1000, 1000]) == 0


def test_more_variants_need_more():
    """p = .031 alone is enough, among three pairs it is not."""
    assert 0.02 < proportions_p(75, 1000, 51, 1000) < 0.05
    assert choose([75, 51], [1000, 1000]) == 0
    assert choose([75, 51, 51], [1000, 1000, 1000]) is None


def test_one_variant_and_odd_confidence():
    assert clear_winner([1.0], None) == (None, None)
    with pytest.raises(ValueError):
        clear_winner([1, 2], None, 95)


def test_equal_variants_are_seldom_told_apart():
    """Of 400 tests of three equal variants at most 5 % name one, give or take."""
    rng = np.random.default_rng(7)
    named = sum(
        choose(rng.binomial(500, 0.1, 3), [500] * 3) is not None for _ in range(400)
    )
    assert named <= 30
