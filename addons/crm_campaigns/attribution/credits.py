"""From weights of touches to credits of channels."""

import numpy as np


def per_channel(paths, weights, what="values"):
    """What each channel earned.

    :param paths: :class:`~attribution.Paths`
    :param weights: of each touch, (n_touches,), such as those of the rules
    :param what: "values" (money) or "conversions" (their number)
    :return: credits, float64, (n_channels,), not rounded. They sum to the total
        of the paths that have touches.
    :raises ValueError: for another ``what`` or a wrong number of weights
    """
    weights = np.asarray(weights, np.float64)
    if weights.shape != (paths.n_touches,):
        raise ValueError(f"there must be {paths.n_touches} weights, one for each touch")
    earned = weights * np.repeat(paths.totals(what), paths.lengths)
    return np.bincount(paths.channels, earned, paths.n_channels)
