"""Which figure ranks customers by the risk of losing them."""

import numpy as np


def churn_risk(model, window, x, tx, age):
    """P(no order within the window), the figure to rank churn by.

    :param model: any model here with ``probability_active``, or the heuristic
    :param window: length of the window in the model's time unit

    Not P(alive): BG/NBD gives 1 to every customer with a single order, and on
    the CDNOW holdout it ranks worse than chance (area under the curve .316,
    against .757 for this figure).
    """
    return 1.0 - model.probability_active(window, x, tx, age)


def churn_band(risk, limits=(1 / 3, 2 / 3)):
    """Band of a risk: 0 low, 1 medium, 2 high."""
    return np.searchsorted(np.asarray(limits, float), risk, side="right")
