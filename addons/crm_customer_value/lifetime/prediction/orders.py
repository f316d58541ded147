"""Orders at any time: BG/NBD, MBG/NBD and Pareto/NBD."""

from dataclasses import asdict

from .. import (
    BetaGeometricNBD,
    ModifiedBetaGeometricNBD,
    ParetoNBD,
    PurchaseHistories,
    discounted_orders,
)
from .customers import Prediction

MODELS = {
    "bg_nbd": BetaGeometricNBD,
    "mbg_nbd": ModifiedBetaGeometricNBD,
    "pareto_nbd": ParetoNBD,
}


class OrderPredictor:
    """Fit and apply a model of orders that come at any time, in days."""

    def __init__(self, kind, period_days=None):
        self.model_class = MODELS[kind]
        self.model = None

    @property
    def parameters(self):
        return asdict(self.model) if self.model else {}

    def load(self, parameters):
        """Take up the parameters of an earlier fit."""
        self.model = self.model_class(**parameters)
        return self

    def fit(self, customers, start=None):
        """Fit to :class:`Customers`; return the ``lifetime.Fit``."""
        histories = PurchaseHistories(
            customers.x, customers.tx, customers.age, customers.count
        ).grouped()
        fit = self.model_class.fit(
            histories, self.model_class(**start) if start else None
        )
        self.model = fit.model
        return fit

    def predict(self, customers, horizon_days, yearly_rate):
        """Return the :class:`Prediction` for the coming ``horizon_days``."""
        history = (customers.x, customers.tx, customers.age)
        return Prediction(
            self.model.probability_alive(*history),
            self.model.probability_active(horizon_days, *history),
            self.model.expected_orders(horizon_days, *history),
            discounted_orders(self.model, *history, horizon_days, yearly_rate),
        )

    def expected_orders_new(self, days):
        """Expected repeat orders of a new customer within ``days`` (array)."""
        return self.model.expected_orders_new(days)
