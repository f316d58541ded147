"""Reorder dates, product affinities, wallets and RFM scores."""

import numpy as np
import pytest
from lifetime import estimate_wallets, product_affinities, reorder_forecast, rfm
from lifetime.affinity import upper_tail
from lifetime.wallet import GIVEN, UNKNOWN


def test_reorder():
    group = [1, 1, 1, 1, 1, 2, 2, 2, 3, 3]
    day = [0, 10, 10, 20, 40, 60, 0, 30, 0, 4]
    quantity = [1, 1, 2, 5, 3, 7, 9, 1, 1, 1]
    made = reorder_forecast(group, [7] * 8 + [8] * 2, day, quantity, as_of=100)
    assert list(made.group) == [1, 2]  # group 3 has two order days only
    assert list(made.n) == [4, 3]
    assert list(made.median_gap) == [10, 30]
    # gaps of the product: 10 10 20 30 30, median 20
    assert made.gap == pytest.approx([(4 * 10 + 3 * 20) / 7, (3 * 30 + 3 * 20) / 6])
    assert made.due == pytest.approx([40 + 100 / 7, 60 + 25])
    assert made.overdue_ratio == pytest.approx([60 / (100 / 7), 40 / 25])
    assert list(made.quantity) == [3, 7]  # lines of a day are one order
    assert (made.latest - made.earliest).tolist() == [0, 0]


def test_reorder_window_is_the_mad():
    made = reorder_forecast([1] * 5, [1] * 5, [0, 10, 22, 36, 60], [1] * 5, 60)
    # gaps 10 12 14 24: median 13, deviations 3 1 1 11: median 2
    assert made.due - made.earliest == pytest.approx([1.48 * 2])
    assert made.latest - made.due == pytest.approx([1.48 * 2])


def test_reorder_of_some_customers_by_the_gaps_of_all():
    columns = [1] * 3, [7] * 3, [0, 10, 20], [1] * 3
    assert reorder_forecast(*columns, 20).gap == [10]
    made = reorder_forecast(*columns, 20, {7: 40.0, 8: 1.0})
    assert made.product_gap == [40]
    assert made.gap == [(3 * 10 + 3 * 40) / 6]
    assert reorder_forecast(*columns, 20, {8: 1.0}).gap == [10]


def test_reorder_does_not_mind_order_bulk_or_the_future():
    day = np.array([0, 10, 20, 30, 40, 500])
    quantity = np.array([5, 5, 5000, 5, 5, 1])
    made = reorder_forecast(np.ones(6), np.ones(6), day, quantity, as_of=45)
    turned = reorder_forecast(
        np.ones(6), np.ones(6), day[::-1], quantity[::-1], as_of=45
    )
    assert made.quantity == [5] and made.due == [50]
    assert turned.due == made.due and turned.quantity == made.quantity


def test_reorder_of_nothing():
    for column in ([], [1.0]):
        assert not len(reorder_forecast(column, column, column, column, 10).group)
    with pytest.raises(ValueError, match="length"):
        reorder_forecast([1], [1], [1], [1, 2], 10)


def test_affinity_finds_the_pair():
    rng = np.random.default_rng(3)
    basket = np.repeat(np.arange(4000), 3)
    product = rng.integers(0, 60, 12000)
    both = np.repeat(np.arange(0, 4000, 20), 2)
    basket = np.concatenate((basket, both))
    product = np.concatenate((product, np.tile([901, 902], 200)))
    made = product_affinities(basket, product)
    assert (made.first[0], made.second[0]) == (901, 902)
    assert made.support[0] == made.n_first[0] == made.n_second[0] == 200
    assert made.lift[0] == pytest.approx(4000 / 200)
    assert made.p_value[0] < 1e-100
    # chance alone passes a test at .01 about once in a hundred
    assert len(made.lift) < 60


def test_affinity_counts_a_product_once_a_basket_and_caps_baskets():
    basket = [1] * 6 + [2] * 3
    product = [5, 5, 6, 7, 8, 6, 5, 6, 7]
    made = product_affinities(basket, product, 1, 1.1, max_lines=2)
    assert not len(made.first)  # 5 and 6 are in both baskets: lift 1
    made = product_affinities(basket + [3], product + [9], 1, 1.1, max_lines=2)
    assert list(zip(made.first, made.second, strict=True)) == [(5, 6)]
    assert made.lift == pytest.approx([1.5])
    assert not len(product_affinities([], []).lift)


def test_affinity_needs_support():
    basket = np.repeat(np.arange(100), 2)
    product = np.arange(200) + 1000
    product[:8] = [1, 2] * 4
    assert not len(product_affinities(basket, product).lift)
    assert len(product_affinities(basket, product, min_support=4).lift) == 1


def test_hypergeometric_tail():
    from scipy.stats import hypergeom

    rng = np.random.default_rng(6)
    first, second = rng.integers(5, 400, 300), rng.integers(5, 400, 300)
    mean = first * second / 1000
    joint = np.minimum(np.ceil(mean) + rng.integers(0, 9, 300), first)
    joint = np.minimum(joint, second)
    assert upper_tail(joint, 1000, first, second) == pytest.approx(
        hypergeom.sf(joint - 1, 1000, first, second), rel=1e-9, abs=1e-300
    )


def test_wallets_fall_back_to_coarser_peers():
    n = 100
    spend = np.arange(n, dtype=float)
    industry = np.repeat([0, 1], 50)
    country = np.concatenate((np.repeat([0, 1], 25), np.repeat([2, 3], [45, 5])))
    size = np.concatenate((np.zeros(25), np.arange(75)))
    made = estimate_wallets(spend, [industry, country, size])
    assert list(made.level[[0, 30, 60, 99]]) == [0, 1, 1, 2]
    assert list(made.peers[[0, 30, 60, 99]]) == [25, 25, 45, 50]
    assert made.wallet[0] == pytest.approx(np.quantile(spend[:25], 0.9))
    assert made.wallet[99] == pytest.approx(np.quantile(spend[50:], 0.9))
    assert made.share[99] == 1 and made.share[0] == 0


def test_wallets_of_few_customers_are_unknown():
    made = estimate_wallets([5.0, 6.0], [[0, 1]], known=[np.nan, 24.0])
    assert list(made.level) == [UNKNOWN, GIVEN]
    assert list(made.wallet) == [0, 24] and list(made.share) == [0, 0.25]
    assert not len(estimate_wallets([], [[]]).wallet)
    negative = estimate_wallets(np.full(30, -5.0), [np.zeros(30)])
    assert (negative.wallet == 0).all() and (negative.share == 0).all()


def test_relative_scores_share_ties():
    assert (
        list(rfm.relative_scores(np.arange(11)))
        == [1] * 2 + [2] * 2 + [3] * 2 + [4] * 2 + [5] * 3
    )
    tied = rfm.relative_scores([1, 1, 1, 1, 9])
    assert list(tied) == [1, 1, 1, 1, 5]
    assert list(rfm.relative_scores([0, 10, 20], higher_is_better=False)) == [5, 3, 1]
    assert list(rfm.relative_scores([4])) == [1]
    assert not len(rfm.relative_scores([]))


def test_relative_scores_equal_the_database_formula():
    from fractions import Fraction

    rng = np.random.default_rng(12)
    values = rng.integers(0, 30, 226)
    for value, score in zip(values, rfm.relative_scores(values), strict=True):
        rank = Fraction(int((values < value).sum()), len(values) - 1)
        assert score == min(5, int(5 * rank) + 1)


def test_threshold_scores():
    limits = [10, 20, 30, 40]
    assert list(rfm.threshold_scores([9, 10, 25, 40, 99], limits)) == [1, 2, 3, 5, 5]
    assert list(rfm.threshold_scores([5, 10, 11, 40, 41], limits, False)) == [
        5, 5, 4, 2, 1,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="ascending"):
        rfm.threshold_scores([1], [1, 1, 2, 3])


def test_small_bases_are_scored_by_thresholds():
    limits = [10, 20, 30, 40]
    assert list(rfm.scores([50.0] * 49, limits)) == [5] * 49
    few = np.tile([50.0, 60.0], 30)
    assert list(rfm.scores(few, limits)) == [5] * 60
    assert set(rfm.scores(np.arange(60.0), limits)) == {1, 2, 3, 4, 5}


def test_default_grid_covers_every_cell_once():
    cells = {(r, f) for r in range(1, 6) for f in range(1, 6)}
    assert set(rfm.DEFAULT_GRID) == cells
    assert rfm.segment(5, 1) == "new"
    assert rfm.segment(1, 5) == "cant_lose"
    assert rfm.segment(1, 1) == "lost"
    assert rfm.segment(3, 3) == "need_attention"
    assert len(set(rfm.DEFAULT_GRID.values())) == 11


def test_limits_of_small_bases():
    limits = [10, 20, 30, 40]
    assert list(rfm.scores(np.full(50, 5.0) + np.arange(50) % 5, limits)) != [1] * 50
    assert list(rfm.scores(np.full(49, 5.0) + np.arange(49) % 5, limits)) == [1] * 49
    assert list(rfm.scores(np.full(60, 5.0) + np.arange(60) % 4, limits)) == [1] * 60


def test_twenty_peers_are_enough():
    assert set(estimate_wallets(np.ones(20), [np.zeros(20)]).level) == {0}
    assert set(estimate_wallets(np.ones(19), [np.zeros(19)]).level) == {UNKNOWN}
