"""One chance to buy a period: BG/BB."""

from dataclasses import asdict

import numpy as np

from .. import BetaGeometricBetaBinomial
from .customers import Prediction

DAYS_IN_YEAR = 365.0


class OccasionPredictor:
    """Fit and apply BG/BB to customers who may buy once a period."""

    def __init__(self, kind, period_days):
        self.period_days = period_days
        self.model = None

    @property
    def parameters(self):
        return asdict(self.model) if self.model else {}

    def load(self, parameters):
        self.model = BetaGeometricBetaBinomial(**parameters)
        return self

    def fit(self, customers, start=None):
        """Fit to :class:`Customers`; return the ``lifetime.Fit``."""
        key = np.stack((customers.period_x, customers.period_tx, customers.period_n))
        (x, tx, n), where = np.unique(key, axis=1, return_inverse=True)
        fit = BetaGeometricBetaBinomial.fit(
            x,
            tx,
            n,
            np.bincount(where.ravel(), customers.count),
            BetaGeometricBetaBinomial(**start) if start else None,
        )
        self.model = fit.model
        return fit

    def predict(self, customers, horizon_days, yearly_rate):
        """Return the :class:`Prediction` for the coming ``horizon_days``."""
        history = (customers.period_x, customers.period_tx, customers.period_n)
        occasions = self.occasions(horizon_days)
        before = discounted = 0.0
        for ahead in range(1, occasions + 1):
            upto = self.model.expected_orders(ahead, *history)
            years = ahead * self.period_days / DAYS_IN_YEAR
            discounted = discounted + (upto - before) * (1 + yearly_rate) ** -years
            before = upto
        return Prediction(
            self.model.p_alive(*history),
            self.model.probability_active(occasions, *history),
            before,
            discounted,
        )

    def occasions(self, days):
        """Return how many chances to buy come within ``days``, at least one."""
        return max(1, round(days / self.period_days))
