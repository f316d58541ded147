"""Gamma-Gamma: what an order of a customer is worth on average."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from .fit import (
    NO_FINITE_MEAN,
    NO_REPEAT_ORDERS,
    NOT_CONVERGED,
    PARAMETER_AT_BOUND,
    TOO_FEW_HISTORIES,
    Fit,
    maximise,
)
from .parameters import require_positive

_LOWER = (1e-3, 1e-3, 1e-6)
_UPPER = (1e4, 1e4, 1e8)


@dataclass(frozen=True)
class GammaGamma:
    """Gamma-Gamma of Fader, Hardie and Lee, JMR 42, 2005 (note 025, 2013).

    Order values of one customer are Gamma(p, nu), and nu varies over customers
    as Gamma(q, v). ``v`` is in the currency of the values; p and q have no unit.
    """

    p: float
    q: float
    v: float

    def __post_init__(self):
        require_positive(self)

    @property
    def has_mean(self):
        """Whether the population mean p v / (q - 1) exists, that is q > 1."""
        return self.q > 1

    @property
    def population_value(self):
        """Value supposed of a customer of whom no repeat order is known.

        The mean p v / (q - 1). If q <= 1 that mean is infinite: p v / q, the
        value at the prior's mean rate, stands for it, a figure that is finite
        and of the right size; such a fit is never flagged as identified.
        """
        return self.p * self.v / (self.q - 1 if self.has_mean else self.q)

    @classmethod
    def fit(cls, x, z, count=None, start=None):
        """Fit by maximum likelihood.

        :param x: number of repeat purchase days behind every mean value
        :param z: mean value of a customer's repeat purchase days
        :param count: customers sharing the row (default: one each)
        :param start: a model to start from
        :return: :class:`Fit`; its ``correlation`` is that of x and z, and should
            be small (below .3), since the model supposes them independent

        Rows with x = 0 or z <= 0 hold no information for this model and are
        left out, as in the published analyses.
        """
        x, z, count = _usable(x, z, count)
        figures = {
            "n_customers": float(count.sum()),
            "n_repeaters": float(count.sum()),
            "correlation": _correlation(x, z, count) if len(x) else None,
        }
        if not len(x):
            return Fit.impossible(NO_REPEAT_ORDERS, **figures)
        if len(x) < 2 or (z == z[0]).all():
            return Fit.impossible(TOO_FEW_HISTORIES, **figures)
        # values of order one; the median resists the odd huge invoice
        unit = float(np.median(z))
        objective = _objective(x, z / unit, count)
        first = (start.p, start.q, start.v / unit) if start else (2.0, 2.0, 1.0)
        best, evaluations, converged, at_bound = maximise(
            objective, first, _LOWER, _UPPER
        )
        p, q, v = (float(value) for value in best)
        if at_bound:
            reason = PARAMETER_AT_BOUND
        elif q <= 1:
            reason = NO_FINITE_MEAN
        else:
            reason = "" if converged else NOT_CONVERGED
        value, _gradient = objective(np.log(best))
        total = float(-(value + np.log(unit)) * count.sum())
        model = cls(p, q, v * unit)
        return Fit(model, total, converged, not reason, reason, evaluations, **figures)

    def log_likelihood(self, x, z, count=None):
        """Total log-likelihood of mean values z over x orders each (note 025)."""
        x, z, count = _usable(x, z, count)
        theta = np.log((self.p, self.q, self.v))
        return float(-_objective(x, z, count)(theta)[0] * count.sum())

    def expected_value(self, x, z):
        """Expected value of a future order, given a mean z over x orders.

        A weighted mean of the customer's z and the population's (2005, eq. 5):
        p (v + x z) / (p x + q - 1). Customers with x = 0, or with a z that is
        not positive, get the population's. If q <= 1 the weight uses q instead
        of q - 1, which keeps it between 0 and 1 (see ``population_value``).
        """
        x, z = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
        known = (x > 0) & (z > 0)
        x, z = np.where(known, x, 0.0), np.where(known, z, 0.0)
        prior = self.q - 1 if self.has_mean else self.q
        # as a weight: p x + q - 1 and x z each may be large, their ratio is not
        own = self.p * x / (self.p * x + prior)
        return own * z + (1 - own) * self.population_value


def _usable(x, z, count):
    x, z = np.asarray(x, float), np.asarray(z, float)
    count = np.ones(len(x)) if count is None else np.asarray(count, float)
    if not (x.shape == z.shape == count.shape and x.ndim == 1):
        raise ValueError("x, z and count must be one-dimensional of one length")
    if not (np.isfinite(x).all() and np.isfinite(z).all() and (count >= 0).all()):
        raise ValueError("x and z must be finite, count not negative")
    if (x < 0).any():
        raise ValueError("x holds a negative value")
    keep = (x > 0) & (z > 0) & (count > 0)
    return x[keep], z[keep], count[keep]


def _correlation(x, z, count):
    n = count.sum()
    dx, dz = x - (x * count).sum() / n, z - (z * count).sum() / n
    spread = (dx * dx * count).sum() * (dz * dz * count).sum()
    return float((dx * dz * count).sum() / np.sqrt(spread)) if spread > 0 else 0.0


def _objective(x, z, count):
    """Minus the mean log-likelihood and gradient, gamma functions per distinct x."""
    distinct, at_x = np.unique(x, return_inverse=True)
    count_of_x = np.bincount(at_x, count)
    n = count.sum()
    log_z = np.log(z)
    sum_log = (count * log_z).sum()
    sum_x_log = (count * x * log_z).sum()
    spent = x * z
    buffer = np.empty_like(z)

    def value_and_gradient(theta):
        p, q, v = np.exp(theta)
        px = p * distinct
        base = gammaln(px + q) - gammaln(px) - gammaln(q)
        base += q * np.log(v) + px * np.log(distinct)
        np.add(spent, v, out=buffer)
        inverse = count / buffer
        inverse_sum = inverse.sum()
        inverse_x = (inverse * x).sum()
        np.log(buffer, out=buffer)
        np.multiply(buffer, count, out=buffer)
        log_sum = buffer.sum()
        log_x = (buffer * x).sum()
        value = (count_of_x * base).sum() + p * sum_x_log - sum_log
        value -= p * log_x + q * log_sum
        common = digamma(px + q)
        inner = distinct * (common - digamma(px) + np.log(distinct))
        gradient_p = (count_of_x * inner).sum() + sum_x_log - log_x
        gradient_q = (count_of_x * (common - digamma(q) + np.log(v))).sum() - log_sum
        gradient_v = n * q / v - (p * inverse_x + q * inverse_sum)
        gradient = np.array((gradient_p * p, gradient_q * q, gradient_v * v))
        return -value / n, -gradient / n

    return value_and_gradient
