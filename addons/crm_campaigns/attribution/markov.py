"""Credit by removal: how many conversions would fail without a channel."""

from dataclasses import dataclass

import numpy as np

from .distinct import weights_of_shares

# what is smaller is rounding of the linear algebra, not an effect
NOISE = 1e-12


@dataclass(frozen=True, eq=False)
class Markov:
    """What the chain of all paths tells of the channels.

    :param probability: chance that somebody who met a channel converts
    :param removal_effect: share of the conversions that fail if whoever would
        meet the channel is lost instead, 0 to 1, (n_channels,)
    :param share: removal effects over their sum, (n_channels,); all 0 if nobody
        converts, so that nothing is credited
    """

    probability: float
    removal_effect: np.ndarray
    share: np.ndarray


def markov(paths):
    """Removal effects of the channels in a Markov chain of first order.

    :param paths: :class:`~attribution.Paths`, with those that did not convert:
        without nulls every probability is 1, and only the order tells
    :return: :class:`Markov`; credits are ``share`` times the total to be divided

    States are the start, the channels, conversion and loss; the chance of a step
    is its share of all steps from that state. A step from a channel to itself is
    dropped, which changes no chance of ending anywhere. Anderl and others,
    IJRM 33, 2016. With F = (I - Q)^-1, Q the steps among channels, a path that
    starts as s meets channel c with chance (s F)_c / F_cc (Kemeny and Snell,
    Finite Markov Chains, 1960, theorem 3.5.7); removing c takes just those of
    its conversions away, so one inverse gives all effects. Costs O(touches), and
    O(k^3) time, O(k^2) memory for the k channels that are met.
    """
    effect = np.zeros(paths.n_channels)
    met = np.flatnonzero(np.bincount(paths.channels, minlength=paths.n_channels))
    start, inner, converted, lost = _steps(paths, met)
    if not converted.sum() > 0:
        return Markov(0.0, effect, effect.copy())
    leaving = inner.sum(1) + converted + lost
    # a channel on rows that nobody went has no steps and no effect
    leaving[leaving == 0] = 1
    fundamental = np.linalg.inv(np.eye(met.size) - inner / leaving[:, None])
    chance = fundamental @ (converted / leaving)
    begin = start / start.sum()
    probability = float(begin @ chance)
    visited = begin @ fundamental / fundamental.diagonal()
    found = np.clip(visited * chance / probability, 0, 1)
    effect[met] = np.where(found < NOISE, 0, found)
    whole = effect.sum()
    share = effect / whole if whole > 0 else np.zeros_like(effect)
    return Markov(min(probability, 1.0), effect, share)


def markov_weights(paths, model=None):
    """Weight of each touch by the removal effects, float64, (n_touches,).

    :param model: :class:`Markov` of the same channels (default: of these paths),
        such as that of a longer time
    :raises ValueError: for a model of another number of channels

    Within a path its channels count by their shares, over the sum of theirs,
    each dividing alike among its touches; if no channel of the path has a
    share, all touches count alike. They sum to 1 in each path, so credits by
    them are near to, but not, the total times ``share``.
    """
    model = markov(paths) if model is None else model
    share = np.asarray(model.share, np.float64)
    if share.shape != (paths.n_channels,):
        raise ValueError(
            f"the model knows {share.size} channels, the paths {paths.n_channels}"
        )
    return weights_of_shares(paths, share)


def _steps(paths, met):
    """Steps from the start, among channels, to conversion and to loss.

    :param met: channels that are met, in the order of the k rows returned
    :return: how often each was taken: (k,), (k, k), (k,), (k,)
    """
    k = met.size
    place = np.zeros(paths.n_channels, np.int64)
    place[met] = np.arange(k)
    at = place[paths.channels]
    some = paths.lengths > 0
    went = paths.conversions + paths.nulls
    begin, end = at[paths.offsets[:-1][some]], at[paths.offsets[1:][some] - 1]
    owner = paths.owner()
    moves = np.flatnonzero((owner[1:] == owner[:-1]) & (at[1:] != at[:-1]))
    pair = at[moves] * k + at[moves + 1]
    inner = np.bincount(pair, went[owner[moves]], k * k).reshape(k, k)
    return (
        np.bincount(begin, went[some], k),
        inner,
        np.bincount(end, paths.conversions[some], k),
        np.bincount(end, paths.nulls[some], k),
    )
