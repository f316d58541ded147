"""What like customers spend, and the share of it we have of each."""

from dataclasses import dataclass

import numpy as np

MIN_PEERS = 20
UNKNOWN = -1
GIVEN = -2


@dataclass(frozen=True, eq=False)
class Wallets:
    """Estimated wallet of every customer.

    :param wallet: what he could spend in the period; 0 where unknown
    :param share: min(1, spend / wallet); 0 where unknown
    :param peers: customers the estimate rests on
    :param level: 0 for the finest peer group, counting upward as it gets
        coarser, the last being all customers; ``UNKNOWN`` if even these are too
        few, ``GIVEN`` where a known wallet stands instead
    """

    wallet: np.ndarray
    share: np.ndarray
    peers: np.ndarray
    level: np.ndarray


def estimate_wallets(spend, traits, known=None, min_peers=MIN_PEERS, quantile=0.9):
    """Estimate wallets as a high quantile of the spend of like customers.

    :param spend: net spend of every customer in the period (12 months)
    :param traits: columns of integer codes, most important first (industry,
        country, size); the last is dropped first when peers are too few
    :param known: wallets the user knows, nan where he does not
    :param min_peers: least size of a peer group, the customer included
    :return: :class:`Wallets`

    The quantile among like customers as what one *could* spend: Perlich, Rosset
    and others, KDD 2007. Interpolated as PostgreSQL's percentile_cont does.
    """
    spend = np.asarray(spend, float)
    traits = [np.asarray(trait) for trait in traits]
    if any(trait.shape != spend.shape for trait in traits) or spend.ndim != 1:
        raise ValueError("spend and traits must be one-dimensional of one length")
    if not np.isfinite(spend).all():
        raise ValueError("spend holds a value that is not finite")
    n = len(spend)
    wallet, peers = np.zeros(n), np.zeros(n, np.int64)
    level = np.full(n, UNKNOWN)
    codes = [np.zeros(n, np.int64)]
    for trait in traits:
        _values, code = np.unique(trait, return_inverse=True)
        combined = codes[-1] * (int(code.max(initial=0)) + 1) + code
        codes.append(np.unique(combined, return_inverse=True)[1])
    for step, code in enumerate(reversed(codes)):
        amount, size = _grouped_quantile(code, spend, quantile)
        use = (level == UNKNOWN) & (size[code] >= min_peers)
        wallet[use] = amount[code][use]
        peers[use], level[use] = size[code][use], step
    wallet = np.maximum(wallet, 0.0)
    if known is not None:
        known = np.asarray(known, float)
        given = np.isfinite(known)
        wallet[given], peers[given], level[given] = known[given], 0, GIVEN
    share = np.divide(spend, wallet, out=np.zeros(n), where=wallet > 0)
    return Wallets(wallet, np.clip(share, 0.0, 1.0), peers, level)


def _grouped_quantile(group, values, quantile):
    size = np.bincount(group)
    ordered = values[np.lexsort((values, group))]
    place = (np.cumsum(size) - size) + quantile * (size - 1)
    low = np.floor(place).astype(np.int64)
    high = np.ceil(place).astype(np.int64)
    amount = ordered[low] + (place - low) * (ordered[high] - ordered[low])
    return amount, size
