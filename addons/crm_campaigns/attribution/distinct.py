"""Channels that a path meets more than once."""

import numpy as np
from scipy.sparse import csr_array


def same_in_path(paths):
    """Touches of the same channel in the same path, itself counted, (n_touches,).

    Transposing a sparse matrix of touches brings those of a channel together
    with their paths in order, so that repeats become neighbours: O(touches),
    where sorting would cost more.
    """
    n = paths.n_touches
    shape = (paths.n_paths, paths.n_channels)
    if not n:
        return np.zeros(0, np.int64)
    table = csr_array((np.arange(n), paths.channels, paths.offsets), shape).tocsc()
    order, path = table.data, table.indices
    channel = paths.channels[order]
    fresh = np.ones(n, bool)
    fresh[1:] = (path[1:] != path[:-1]) | (channel[1:] != channel[:-1])
    group = np.cumsum(fresh) - 1
    size = np.empty(n, np.int64)
    size[order] = np.bincount(group)[group]
    return size


def weights_of_shares(paths, share):
    """Weight of each touch if channels count by their shares, (n_touches,).

    Within a path each of its distinct channels gets its share over the sum of
    theirs, and divides it alike among its own touches. Where no channel of a
    path has a share, every touch gets the same.
    """
    weights = share[paths.channels] / same_in_path(paths)
    owner = paths.owner()
    whole = np.bincount(owner, weights, paths.n_paths)
    known = whole > 0
    alike = np.repeat(1 / np.maximum(paths.lengths, 1), paths.lengths)
    whole[~known] = 1
    return np.where(known[owner], weights / whole[owner], alike)
