"""BG/BB: customers who may buy at fixed occasions, such as a yearly tender."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, hyp2f1

from .fit import (
    NO_REPEAT_ORDERS,
    NOT_CONVERGED,
    PARAMETER_AT_BOUND,
    TOO_FEW_HISTORIES,
    Fit,
    maximise,
)
from .parameters import require_positive

_LOWER, _UPPER = (1e-4,) * 4, (1e4,) * 4


@dataclass(frozen=True)
class BetaGeometricBetaBinomial:
    """BG/BB of Fader, Hardie and Shang, Marketing Science 29(6), 2010.

    At every occasion an alive customer buys with a chance drawn from
    Beta(alpha, beta), and before every occasion he stops with one drawn from
    Beta(gamma, delta). No parameter has a unit. Of a history x is the number
    of occasions bought at, tx the last of them (0: none), n the occasions seen.
    """

    alpha: float
    beta: float
    gamma: float
    delta: float

    def __post_init__(self):
        require_positive(self)

    @classmethod
    def fit(cls, x, tx, n, count=None, start=None):
        """Fit by maximum likelihood.

        :param x, tx, n: histories, whole numbers with x <= tx <= n
        :param count: customers sharing the row (default: one each)
        :param start: a model to start from
        :return: :class:`Fit`
        """
        x, tx, n, count = _checked(x, tx, n, count)
        people = {
            "n_customers": float(count.sum()),
            "n_repeaters": float(count[x > 0].sum()),
        }
        if not people["n_repeaters"]:
            return Fit.impossible(NO_REPEAT_ORDERS, **people)
        if len(np.unique(np.stack((x, tx, n)), axis=1).T) < 2:
            return Fit.impossible(TOO_FEW_HISTORIES, **people)
        objective = _objective(x, tx, n, count)
        first = (1.0, 1.0, 1.0, 1.0)
        if start is not None:
            first = (start.alpha, start.beta, start.gamma, start.delta)
        best, evaluations, converged, at_bound = maximise(
            objective, first, _LOWER, _UPPER
        )
        reason = "" if converged else NOT_CONVERGED
        reason = PARAMETER_AT_BOUND if at_bound else reason
        total = float(-objective(np.log(best))[0] * count.sum())
        model = cls(*(float(value) for value in best))
        return Fit(model, total, converged, not reason, reason, evaluations, **people)

    def _log_of_each(self, x, tx, n):
        terms, _x, _y, _s = _terms(
            (self.alpha, self.beta, self.gamma, self.delta), x, tx, n
        )
        top = terms.max(1)
        return top + np.log(np.exp(terms - top[:, None]).sum(1))

    def log_likelihood(self, x, tx, n, count=None):
        """Total log-likelihood of the histories (2010, equation 5)."""
        x, tx, n, count = _checked(x, tx, n, count)
        return float((self._log_of_each(x, tx, n) * count).sum())

    def p_alive(self, x, tx, n, at=None):
        """P(alive at occasion ``at``), by default the coming one, n + 1 (eq. 11).

        :param at: occasion not before n, broadcast with the histories
        """
        x, tx, n, at = np.broadcast_arrays(x, tx, n, np.add(n, 1) if at is None else at)
        shape = x.shape
        x, tx, n, _count = _checked(x.ravel(), tx.ravel(), n.ravel(), None)
        at = at.ravel().astype(float)
        if (at < n).any():
            raise ValueError("the occasion asked for lies in the past")
        log_alive = (
            betaln(self.alpha + x, self.beta + n - x)
            - betaln(self.alpha, self.beta)
            + betaln(self.gamma, self.delta + at)
            - betaln(self.gamma, self.delta)
        )
        return np.exp(log_alive - self._log_of_each(x, tx, n)).reshape(shape)

    def expected_orders_new(self, n_future):
        """Expected orders of a new customer at his first ``n_future`` occasions."""
        ahead = np.arange(1, int(n_future) + 1)
        alive = betaln(self.gamma, self.delta + ahead) - betaln(self.gamma, self.delta)
        return self.alpha / (self.alpha + self.beta) * float(np.exp(alive).sum())

    def expected_orders(self, n_future, x, tx, n):
        """Expected orders at the next ``n_future`` occasions (eq. 13).

        Summed occasion by occasion instead of in closed form, which divides by
        zero at gamma = 1.
        """
        x, tx, n = np.broadcast_arrays(*(np.asarray(v, float) for v in (x, tx, n)))
        buys = (self.alpha + x) / (self.alpha + self.beta + n)
        # alive at n + j given alive at n + 1, as a product of chances to stay
        step, total = np.ones(x.shape), np.zeros(x.shape)
        for ahead in range(1, int(n_future) + 1):
            total += step
            step = (
                step * (self.delta + n + ahead) / (self.gamma + self.delta + n + ahead)
            )
        return self.p_alive(x, tx, n) * buys * total

    def probability_active(self, n_future, x, tx, n):
        """P(at least one order at the next ``n_future`` occasions).

        A history that goes on without an order for so long is as likely as the
        one seen times the chance of that silence.
        """
        x, tx, n = np.broadcast_arrays(*(np.asarray(v, float) for v in (x, tx, n)))
        shape = x.shape
        x, tx, n, _count = _checked(x.ravel(), tx.ravel(), n.ravel(), None)
        seen, silent = (
            self._log_of_each(x, tx, n),
            self._log_of_each(x, tx, n + int(n_future)),
        )
        return -np.expm1(np.minimum(silent - seen, 0.0)).reshape(shape)

    def dert(self, rate, x, tx, n):
        """All future orders discounted at ``rate`` an occasion (eq. 14)."""
        if not rate > 0:
            raise ValueError("the discount rate must be positive")
        x, tx, n = np.broadcast_arrays(*(np.asarray(v, float) for v in (x, tx, n)))
        buys = (self.alpha + x) / (self.alpha + self.beta + n)
        later = hyp2f1(
            1.0, self.delta + n + 1, self.gamma + self.delta + n + 1, 1 / (1 + rate)
        )
        return self.p_alive(x, tx, n) * buys * later / (1 + rate)


def _checked(x, tx, n, count):
    x, tx, n = (np.asarray(value, float) for value in (x, tx, n))
    count = np.ones(len(x)) if count is None else np.asarray(count, float)
    if not (x.shape == tx.shape == n.shape == count.shape and x.ndim == 1):
        raise ValueError("x, tx, n and count must be one-dimensional of one length")
    if not len(x):
        raise ValueError("no purchase history given")
    if not all(np.isfinite(column).all() for column in (x, tx, n, count)):
        raise ValueError("x, tx, n and count must be finite")
    if (x < 0).any() or (count < 0).any():
        raise ValueError("x and count must not be negative")
    if (x > tx).any() or (tx > n).any() or ((x == 0) & (tx > 0)).any():
        raise ValueError("a history needs x <= tx <= n, and tx = 0 if x = 0")
    return x, tx, n, count


def _terms(parameters, x, tx, n):
    """Logs of the ways a history came about: never stopped, stopped after tx + i."""
    alpha, beta, gamma, delta = parameters
    longest = int((n - tx).max())
    after = tx[:, None] + np.arange(longest)
    last = np.concatenate((n[:, None], np.minimum(after, n[:, None])), axis=1)
    gone = np.ones(longest + 1)
    gone[0] = 0.0
    terms = betaln(alpha + x[:, None], beta + last - x[:, None])
    terms += betaln(gamma + gone, delta + last)
    terms -= betaln(alpha, beta) + betaln(gamma, delta)
    terms[:, 1:][after >= n[:, None]] = -np.inf
    return terms, x[:, None], last, gone


def _objective(x, tx, n, count):
    total_count = count.sum()

    def value_and_gradient(theta):
        parameters = np.exp(theta)
        alpha, beta, gamma, delta = parameters
        terms, bought, last, gone = _terms(parameters, x, tx, n)
        top = terms.max(1, keepdims=True)
        weight = np.exp(terms - top)
        sums = weight.sum(1, keepdims=True)
        value = (count * (top + np.log(sums))[:, 0]).sum()
        weight *= count[:, None] / sums
        both = digamma(alpha + beta) - digamma(alpha + beta + last)
        stay = digamma(gamma + delta) - digamma(gamma + gone + delta + last)
        gradient = np.array(
            (
                (weight * (digamma(alpha + bought) - digamma(alpha) + both)).sum(),
                (weight * (digamma(beta + last - bought) - digamma(beta) + both)).sum(),
                (weight * (digamma(gamma + gone) - digamma(gamma) + stay)).sum(),
                (weight * (digamma(delta + last) - digamma(delta) + stay)).sum(),
            )
        )
        return -value / total_count, -gradient * parameters / total_count

    return value_and_gradient
