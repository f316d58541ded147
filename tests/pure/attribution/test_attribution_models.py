"""Markov and Shapley: credit learned from all paths together."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from attribution import (
    from_lists,
    linear,
    markov,
    markov_weights,
    per_channel,
    shapley,
    shapley_weights,
)


def random_paths(seed, rows=60, channels=5):
    rng = np.random.default_rng(seed)
    touches = [rng.integers(0, channels, n) for n in rng.integers(0, 7, rows)]
    return from_lists(
        touches,
        conversions=rng.integers(0, 4, rows),
        nulls=rng.integers(0, 4, rows),
        values=rng.normal(50, 40, rows),
        names=range(channels + 1),  # the last is never met
    )


def chance_without(paths, removed):
    """Chance of converting if ``removed`` leads to loss: the book's definition."""
    m = paths.n_channels
    steps = np.zeros((m + 1, m + 3))  # from m, the start; m + 1 conversion, m + 2 loss
    for i in range(paths.n_paths):
        touches = paths.channels[paths.offsets[i] : paths.offsets[i + 1]].tolist()
        if touches:
            went = paths.conversions[i] + paths.nulls[i]
            for here, there in zip([m, *touches], touches, strict=False):
                steps[here, there] += went
            steps[touches[-1], m + 1] += paths.conversions[i]
            steps[touches[-1], m + 2] += paths.nulls[i]
    steps /= np.maximum(steps.sum(1, keepdims=True), 1e-300)
    chance = np.zeros(m + 3)
    chance[m + 1] = 1
    for _ in range(3000):
        chance[: m + 1] = steps @ chance
        if removed is not None:
            chance[removed] = 0
    return chance[m]


def test_two_channels_of_which_one_is_tried_in_vain():
    """Puzyrov 2019: Google Ads and mailing, .75 and .5."""
    paths = from_lists(
        [["g"], ["m"], ["g", "m"], ["g"]],
        conversions=[2, 1, 1, 0],
        nulls=[0, 0, 0, 1],
        names="gm",
    )
    found = markov(paths)
    assert found.probability == pytest.approx(0.8, rel=1e-12)
    assert found.removal_effect == pytest.approx([0.75, 0.5], rel=1e-12)
    assert 4 * found.share == pytest.approx([2.4, 1.6], rel=1e-12)
    # the third path divides by .6 and .4; the others have one channel
    weights = markov_weights(paths)
    assert weights == pytest.approx([1, 1, 0.6, 0.4, 1])


def test_three_channels_in_a_row():
    """analyzecore.com 2016: a channel that most leave after earns least."""
    paths = from_lists([[0, 1, 2], [0], [1, 2]], conversions=[1, 0, 0], nulls=[0, 1, 1])
    found = markov(paths)
    assert found.probability == pytest.approx(1 / 3, rel=1e-12)
    assert found.removal_effect == pytest.approx([0.5, 1, 1], rel=1e-12)
    assert found.share == pytest.approx([0.2, 0.4, 0.4], rel=1e-12)


def test_repeated_touches_are_dropped():
    """README of jmwoloso/pychattr: simulated there as 1.991 and 1.009."""
    paths = from_lists([list("ABABBA"), list("ABBAA"), list("AA")], names="AB")
    found = markov(paths)
    assert found.probability == pytest.approx(1)
    assert 3 * found.share == pytest.approx([2, 1], rel=1e-12)
    assert shapley(paths) == pytest.approx([2, 1])


@pytest.mark.parametrize("seed", range(6))
def test_removal_effects_are_those_of_removing(seed):
    paths = random_paths(seed)
    found = markov(paths)
    whole = chance_without(paths, None)
    assert found.probability == pytest.approx(whole, rel=1e-9)
    removed = [1 - chance_without(paths, c) / whole for c in range(paths.n_channels)]
    assert found.removal_effect == pytest.approx(removed, rel=1e-9, abs=1e-12)
    assert found.share.sum() == pytest.approx(1)
    assert found.removal_effect[-1] == 0


def test_nobody_converts():
    paths = from_lists([[0, 1], [1]], conversions=[0, 0], nulls=[3, 0])
    found = markov(paths)
    assert found.probability == 0
    assert not found.removal_effect.any() and not found.share.any()
    assert markov_weights(paths).tolist() == [0.5, 0.5, 1]
    for empty in (from_lists([]), from_lists([[], []])):
        assert markov(empty).probability == 0
        assert markov_weights(empty).size == shapley_weights(empty).size == 0


def test_a_dead_end_earns_nothing_beside_what_works():
    paths = from_lists([[0, 1], [2]], conversions=[0, 1], nulls=[5, 0])
    assert markov(paths).removal_effect.tolist() == [0, 0, 1]
    # neither of the first path's channels has a share, so both count alike
    assert markov_weights(paths).tolist() == [0.5, 0.5, 1]


def test_a_long_way_round_stays_exact():
    # 200,000 touches to and fro between two channels before one conversion
    touches = [[0, 1] * 100_000, [2]]
    paths = from_lists(touches, conversions=[1, 0], nulls=[0, 1])
    found = markov(paths)
    assert found.probability == pytest.approx(0.5, rel=1e-9)
    assert found.removal_effect == pytest.approx([1, 1, 0], rel=1e-9)


def test_weights_of_another_model():
    paths = from_lists([[0, 1, 1], [1]])
    longer = markov(from_lists([[0], [1]], conversions=[3, 1], nulls=[0, 0]))
    # .75 and .25, the latter in two
    expected = [0.75, 0.125, 0.125, 1]
    assert markov_weights(paths, longer) == pytest.approx(expected)
    with pytest.raises(ValueError, match="knows 1 channels, the paths 2"):
        markov_weights(paths, markov(from_lists([[0]])))


def test_published_worth_of_three_channels():
    """tomgorb/misc: .455, .205 and .34 of what F, O and L earned together."""
    paths = from_lists(
        [list(path) for path in ("F", "O", "L", "FO", "LF", "OFLO")],
        values=[0.2, 0.1, 0.17, 0.17, 0.3, 0.06],
        names="FOL",
    )
    assert shapley(paths, "values") == pytest.approx([0.455, 0.205, 0.34])


@pytest.mark.parametrize("what", ["values", "conversions"])
def test_shapley_is_its_definition(what):
    paths = random_paths(9)
    m = paths.n_channels
    sets = [
        frozenset(paths.channels[a:b].tolist())
        for a, b in zip(paths.offsets[:-1], paths.offsets[1:], strict=True)
    ]
    figures = paths.totals(what)

    def worth(company):
        within = [bool(met) and met <= company for met in sets]
        return figures[within].sum()

    for c in range(m):
        others, value = set(range(m)) - {c}, 0
        for size in range(m):
            orders = factorial(size) * factorial(m - size - 1) / factorial(m)
            for group in map(frozenset, combinations(others, size)):
                value += orders * (worth(group | {c}) - worth(group))
        assert shapley(paths, what)[c] == pytest.approx(value, abs=1e-9)


def test_touches_of_one_channel_share_its_part():
    paths = from_lists([[0, 1, 0, 0], [], [2, 2], [0, 1]])
    thirds = [1 / 6, 1 / 2, 1 / 6, 1 / 6]
    assert shapley_weights(paths) == pytest.approx([*thirds, 0.5, 0.5, 0.5, 0.5])


@pytest.mark.parametrize("seed", range(3))
def test_learned_weights_sum_to_one(seed):
    paths = random_paths(seed, rows=200)
    some = paths.lengths > 0
    for weights in (markov_weights(paths), shapley_weights(paths)):
        sums = np.bincount(paths.owner(), weights, paths.n_paths)
        assert sums[some] == pytest.approx(1, abs=1e-12)
    credited = per_channel(paths, markov_weights(paths)).sum()
    assert credited == pytest.approx(per_channel(paths, linear(paths)).sum())
    assert credited == pytest.approx(paths.values[some].sum())
