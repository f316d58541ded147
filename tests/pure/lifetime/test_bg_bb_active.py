"""P(active) of BG/BB against a sum over all futures."""

from itertools import product

import numpy as np
from lifetime import BetaGeometricBetaBinomial

MODEL = BetaGeometricBetaBinomial(1.204, 0.750, 0.657, 2.783)


def test_silence_and_orders_share_the_future():
    """The chances of all 2^3 continuations of a history add up to its own."""
    x, tx, n = 2, 3, 4
    seen = np.exp(MODEL.log_likelihood([x], [tx], [n]))
    total = silent = 0.0
    for future in product((0, 1), repeat=3):
        bought = [n + 1 + i for i, order in enumerate(future) if order]
        chance = np.exp(
            MODEL.log_likelihood([x + len(bought)], [max([tx, *bought])], [n + 3])
        )
        total += chance
        silent += chance * (not bought)
    assert abs(total - seen) < 1e-12
    active = MODEL.probability_active(3, [x], [tx], [n])[0]
    assert abs(active - (1 - silent / seen)) < 1e-12
