"""Credit by fair division: what a channel adds to any company of others."""

import numpy as np

from .credits import per_channel
from .distinct import weights_of_shares


def shapley(paths, what="conversions"):
    """Shapley value of each channel.

    :param paths: :class:`~attribution.Paths`
    :param what: "values" (money) or "conversions" (their number)
    :return: credits, float64, (n_channels,)
    :raises ValueError: for another ``what``

    The worth of a set of channels is what paths within that set earned. Such a
    game is a sum of unanimity games, one a path, whose value divides alike among
    the distinct channels of the path (Shapley, A value for n-person games, 1953):
    O(touches), no walk through the 2^m sets. Order and repeats do not matter.
    """
    return per_channel(paths, shapley_weights(paths), what)


def shapley_weights(paths):
    """Weight of each touch, float64, (n_touches,).

    Each distinct channel of a path counts alike, and divides its part alike
    among its touches; credits by these weights are those of :func:`shapley`.
    """
    return weights_of_shares(paths, np.ones(paths.n_channels))
