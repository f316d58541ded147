"""NBD: customers who never stop, the yardstick a stopping model has to beat."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from .fit import (
    NO_REPEAT_ORDERS,
    NOT_CONVERGED,
    PARAMETER_AT_BOUND,
    TOO_FEW_HISTORIES,
    Fit,
    maximise,
)
from .parameters import require_positive

_LOWER, _UPPER = (1e-4, 1e-6), (1e4, 1e6)


@dataclass(frozen=True)
class NBD:
    """Gamma mixture of Poisson ordering (Ehrenberg, 1959), without stopping.

    Rates vary over customers as Gamma(r, alpha); ``alpha`` is in the time unit
    of the histories.
    """

    r: float
    alpha: float

    def __post_init__(self):
        require_positive(self)

    @classmethod
    def fit(cls, histories, start=None):
        """Fit by maximum likelihood; returns a :class:`Fit`."""
        grouped = histories.grouped()
        people = {
            "n_customers": grouped.n_customers,
            "n_repeaters": grouped.n_repeaters,
        }
        if not grouped.n_repeaters:
            return Fit.impossible(NO_REPEAT_ORDERS, **people)
        if len(grouped) < 2 or not grouped.age.any():
            return Fit.impossible(TOO_FEW_HISTORIES, **people)
        scale = grouped.count.sum() / (grouped.age * grouped.count).sum()
        objective = _objective(grouped, scale)
        first = (start.r, start.alpha * scale) if start else (1.0, 1.0)
        best, evaluations, converged, at_bound = maximise(
            objective, first, _LOWER, _UPPER
        )
        reason = "" if converged else NOT_CONVERGED
        reason = PARAMETER_AT_BOUND if at_bound else reason
        model = cls(float(best[0]), float(best[1] / scale))
        return Fit(
            model,
            model.log_likelihood(grouped),
            converged,
            not reason,
            reason,
            evaluations,
            **people,
        )

    def log_likelihood(self, histories):
        """Total log-likelihood of the order times (comparable to BG/NBD's)."""
        value, _slope = _objective(histories, 1.0)(np.log((self.r, self.alpha)))
        return float(-value * histories.count.sum())

    def expected_orders_new(self, t):
        """Expected repeat orders of a new customer in a time t."""
        return self.r / self.alpha * np.asarray(t, float)

    def expected_orders_while_alive(self, t, x, age):
        """Expected orders in the next t; nobody stops in this model."""
        x, age = np.asarray(x, float), np.asarray(age, float)
        return (self.r + x) / (self.alpha + age) * t

    def expected_orders(self, t, x, tx, age):
        """Expected orders in the next t; tx makes no difference here."""
        return self.expected_orders_while_alive(t, x, age) + 0.0 * np.asarray(tx)

    def probability_alive(self, x, tx, age):
        """1 for everybody."""
        return np.ones(np.broadcast(x, tx, age).shape)

    def probability_active(self, t, x, tx, age):
        """P(at least one order in the next t)."""
        x, age = np.asarray(x, float), np.asarray(age, float)
        chance = -np.expm1(-(self.r + x) * np.log1p(t / (self.alpha + age)))
        return chance + 0.0 * np.asarray(tx)


def _objective(histories, scale):
    x, at_x = np.unique(histories.frequency, return_inverse=True)
    count_of_x = np.bincount(at_x, histories.count)
    row_x, age = histories.frequency.astype(float), histories.age * scale
    count, n = histories.count, histories.count.sum()
    # a density in scaled time has one factor of the scale for every order
    unit = (row_x * count).sum() * np.log(scale)

    def value_and_gradient(theta):
        r, alpha = np.exp(theta)
        log_age, rate = np.log(alpha + age), r + row_x
        base = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        value = (count_of_x * base).sum() - (count * rate * log_age).sum() + unit
        slope_r = (count_of_x * (digamma(r + x) - digamma(r) + np.log(alpha))).sum()
        slope_r -= (count * log_age).sum()
        slope_alpha = n * r / alpha - (count * rate / (alpha + age)).sum()
        return -value / n, -np.array((slope_r * r, slope_alpha * alpha)) / n

    return value_and_gradient
