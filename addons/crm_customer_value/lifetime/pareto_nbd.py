"""Pareto/NBD: the customer stops at a moment of his own, not at an order."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, expit, exprel, gammaln

from .fit import (
    NO_REPEAT_ORDERS,
    NOBODY_STOPS,
    NOT_CONVERGED,
    PARAMETER_AT_BOUND,
    TOO_FEW_HISTORIES,
    Fit,
    maximise,
)
from .lookup import distinct_pairs, orders_by_pair
from .parameters import require_positive
from .quadrature import graded

_LOWER = (1e-3, 1e-4, 1e-3, 1e-4)
_UPPER = (1e2, 1e4, 1e2, 1e4)
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class ParetoNBD:
    """Pareto/NBD of Schmittlein, Morrison and Colombo, Management Science 33, 1987.

    Order rates vary over customers as Gamma(r, alpha), stopping rates as
    Gamma(s, beta); ``alpha`` and ``beta`` are in the time unit of the histories.
    Arguments x, tx, age as in :class:`BetaGeometricNBD`.
    """

    r: float
    alpha: float
    s: float
    beta: float

    def __post_init__(self):
        require_positive(self)

    @classmethod
    def fit(cls, histories, start=None):
        """Fit by maximum likelihood with an analytic gradient.

        :param histories: :class:`PurchaseHistories`, grouped or not
        :param start: a model to start from
        :return: :class:`Fit`, whose model is None if no customer came back
        """
        grouped = histories.grouped()
        people = {
            "n_customers": grouped.n_customers,
            "n_repeaters": grouped.n_repeaters,
        }
        if not grouped.n_repeaters:
            return Fit.impossible(NO_REPEAT_ORDERS, **people)
        if len(grouped) < 2 or not grouped.age.any():
            return Fit.impossible(TOO_FEW_HISTORIES, **people)
        scale = float(grouped.count.sum() / (grouped.age * grouped.count).sum())
        tables = _LikelihoodTables(grouped, scale)
        first = (0.5, 0.5, 0.5, 0.5)
        if start is not None:
            first = (start.r, start.alpha * scale, start.s, start.beta * scale)
        best, evaluations, converged, at_bound = maximise(
            tables.value_and_gradient, first, _LOWER, _UPPER
        )
        r, alpha, s, beta = (float(value) for value in best)
        # share expected to have stopped within the mean age, were it tiny, no
        # stopping could be told from none
        if s * np.log1p(1.0 / beta) < 1e-4:
            reason = NOBODY_STOPS
        elif at_bound:
            reason = PARAMETER_AT_BOUND
        else:
            reason = "" if converged else NOT_CONVERGED
        value, _gradient = tables.value_and_gradient(np.log(best))
        repeats = (grouped.frequency * grouped.count).sum()
        total = float(-value * tables.n + repeats * np.log(scale))
        model = cls(r, alpha / scale, s, beta / scale)
        return Fit(model, total, converged, not reason, reason, evaluations, **people)

    def log_likelihood(self, histories):
        """Total log-likelihood (Fader and Hardie, note 009, 2005, equation 18)."""
        tables = _LikelihoodTables(histories, 1.0)
        theta = np.log((self.r, self.alpha, self.s, self.beta))
        return float(-tables.value_and_gradient(theta)[0] * tables.n)

    def expected_orders_new(self, t):
        """Expected repeat orders of a new customer in a time t (1987, eq. 17)."""
        return self.expected_orders_while_alive(t, 0, 0)

    def expected_orders_while_alive(self, t, x, age):
        """Expected orders in the next t of a customer known to be alive.

        Exact at s = 1 too, where the textbook form divides by zero.
        """
        x, age = np.asarray(x, float), np.asarray(age, float)
        log_left = -np.log1p(t / (self.beta + age))
        alive_time = -(self.beta + age) * log_left * exprel((self.s - 1) * log_left)
        return (self.r + x) / (self.alpha + age) * alive_time

    def expected_orders(self, t, x, tx, age):
        """Expected orders in the next t given the history (1987, equation 22)."""
        return orders_by_pair(self, t, x, age) * self.probability_alive(x, tx, age)

    def probability_alive(self, x, tx, age):
        """P(not stopped at T | x, tx, T)."""
        x, tx, age = np.broadcast_arrays(*(np.asarray(v) for v in (x, tx, age)))
        shape = x.shape
        x, tx, age = x.ravel(), tx.ravel(), age.ravel()
        log_seen, log_end = (self._log_tail_by_pair(x, since) for since in (tx, age))
        x, age = x.astype(float), age.astype(float)
        log_alive = -(self.r + x) * np.log(self.alpha + age)
        log_alive -= self.s * np.log(self.beta + age)
        log_stopped = np.log(self.s) + _log_difference(log_seen, log_end)
        return expit(log_alive - log_stopped).reshape(shape)

    def _log_tail_by_pair(self, x, since):
        distinct_x, distinct_since, where = distinct_pairs(x, since)
        parameters = (self.r, self.alpha, self.s, self.beta)
        tail = np.empty(len(distinct_x))
        for begin in range(0, len(tail), _ROWS_AT_ONCE):
            rows = slice(begin, begin + _ROWS_AT_ONCE)
            tail[rows], _slopes = _log_tail(
                parameters,
                distinct_x[rows].astype(float),
                distinct_since[rows].astype(float),
                with_slopes=False,
            )
        return tail[where]

    def probability_active(self, t, x, tx, age):
        """P(at least one order in the next t).

        An alive customer may stop before his next order, so this is less than
        P(alive) times the chance that an unstoppable one orders. The density of
        the next order at T + u is integrated over u.
        """
        x, age = np.broadcast_arrays(np.asarray(x), np.asarray(age))
        if np.ndim(t) or x.ndim != 1:
            t, x, age, tx = np.broadcast_arrays(t, x, age, tx)
            next_in_time = self._next_order(t.ravel(), x.ravel(), age.ravel())
            next_in_time = next_in_time.reshape(x.shape)
        else:
            distinct_x, distinct_age, where = distinct_pairs(x, age)
            t = np.full(len(distinct_x), float(t))
            next_in_time = self._next_order(t, distinct_x, distinct_age)[where]
        return next_in_time * self.probability_alive(x, tx, age)

    def _next_order(self, t, x, age):
        rate, alpha = self.r + x, self.alpha + age
        beta = self.beta + age
        result = np.empty(len(t))
        for begin in range(0, len(t), _ROWS_AT_ONCE):
            rows = slice(begin, begin + _ROWS_AT_ONCE)
            rate_, alpha_, beta_ = (
                column[rows, None] for column in (rate, alpha, beta)
            )
            scale = 1.0 / (rate[rows] / alpha[rows] + self.s / beta[rows])
            u, weight = graded(t[rows].astype(float), scale)
            log_density = -rate_ * np.log1p(u / alpha_) - self.s * np.log1p(u / beta_)
            result[rows] = (np.exp(log_density) * rate_ / (alpha_ + u) * weight).sum(1)
        return np.clip(result, 0.0, 1.0)

    def discounted_expected_transactions(self, delta, x, tx, age):
        """DERT: all orders to come, discounted continuously at ``delta``.

        :param delta: continuous discount rate per time unit (ln(1.15) / 52 a week)

        Fader, Hardie and Lee (JMR 42, 2005, equation 2). The confluent
        hypergeometric function there is the time alive still to come,
        discounted, and is integrated here as such.
        """
        if not delta > 0:
            raise ValueError("the discount rate must be positive")
        x, tx, age = np.broadcast_arrays(*(np.asarray(v) for v in (x, tx, age)))
        ages, where = np.unique(age.ravel(), return_inverse=True)
        beta = self.beta + ages.astype(float)
        scale = 1.0 / (delta + self.s / beta)
        u, weight = graded(np.full(len(beta), 45.0 / delta), scale)
        alive_time = np.exp(-delta * u - self.s * np.log1p(u / beta[:, None])) * weight
        alive_time = alive_time.sum(1)[where].reshape(age.shape)
        rate = (self.r + x) / (self.alpha + age)
        return rate * alive_time * self.probability_alive(x, tx, age)


def _log_difference(larger, smaller):
    """log(exp(larger) - exp(smaller)); -inf if they are equal."""
    gap = np.minimum(smaller - larger, 0.0)
    with np.errstate(divide="ignore"):
        return larger + np.log(-np.expm1(gap))


def _log_tail(parameters, x, since, with_slopes=True):
    """log of the integral over (since, inf) of (alpha+u)^-(r+x) (beta+u)^-(s+1).

    Its difference between tx and T carries the customers who stopped in between
    (note 009, 2005). Substituting v = ((alpha+since)/(alpha+u))^rho with
    rho = r + s + x, then v = exp(-w), turns the hypergeometric function into

        (alpha+since)^-rho / rho * int_0^inf e^-w (1 + zeta e^(-w/rho))^-(s+1) dw,

    zeta = (beta - alpha) / (alpha + since): positive, bounded, without
    cancellation, and to be differentiated under the integral.

    :return: (log tail, its derivatives by r, alpha, s, beta or None)
    """
    r, alpha, s, beta = parameters
    rho, begin = r + s + x, alpha + since
    zeta = (beta - alpha) / begin
    # the mass lies within 40 of 0, later only if the second factor grows faster
    growth = (s + 1) * np.log1p(max(zeta.max(), 0.0))
    spare = 1 - (s + 1) / rho
    upper = 40.0 + np.where(
        spare * (40.0 + growth) > 40.0, 40.0 / np.maximum(spare, 1e-9) - 40.0, growth
    )
    scale = np.minimum(1.0, rho) * min(1.0, beta / alpha)
    w, weight = graded(upper, scale)
    ratio = np.exp(-w / rho[:, None])
    factor = ratio * zeta[:, None]
    log_factor = np.log1p(factor)
    exponent = -w - (s + 1) * log_factor
    top = exponent.max(1)
    density = np.exp(exponent - top[:, None]) * weight
    total = density.sum(1)
    log_begin = np.log(begin)
    value = -rho * log_begin - np.log(rho) + top + np.log(total)
    if not with_slopes:
        return value, None
    by_s = -(density * log_factor).sum(1) / total
    density *= ratio
    density /= 1 + factor
    by_zeta = -(s + 1) * density.sum(1) / total
    by_rho = -(s + 1) * zeta * (density * w).sum(1) / (rho * rho * total)
    by_rho -= log_begin + 1 / rho
    by_alpha = -(rho + by_zeta * (1 + zeta)) / begin
    return value, (by_rho, by_alpha, by_rho + by_s, by_zeta / begin)


class _LikelihoodTables:
    """The likelihood of grouped histories, its tails per distinct (x, tx), (x, T)."""

    def __init__(self, histories, scale):
        self.x = histories.frequency.astype(float)
        self.age = histories.age * scale
        self.count, self.n = histories.count, histories.count.sum()
        self.distinct, self.at_x = np.unique(self.x, return_inverse=True)
        self.count_of_x = np.bincount(self.at_x, self.count)
        # tails at tx and at T in one list: many pairs occur as both
        both_x = np.concatenate((histories.frequency, histories.frequency))
        since = np.concatenate((histories.recency, histories.age))
        pair_x, pair_since, where = distinct_pairs(both_x, since)
        self.pair_x, self.pair_since = pair_x.astype(float), pair_since * scale
        self.at_tx, self.at_age = where[: len(self.x)], where[len(self.x) :]

    def value_and_gradient(self, theta):
        """Return minus the mean log-likelihood and its gradient in log-parameters."""
        parameters = np.exp(theta)
        r, alpha, s, beta = parameters
        tail, slopes = self._tails(parameters)
        log_alpha, log_beta = np.log(alpha + self.age), np.log(beta + self.age)
        rate = r + self.x
        alive = -rate * log_alpha - s * log_beta
        seen, end = tail[self.at_tx], tail[self.at_age]
        stopped = np.log(s) + _log_difference(seen, end)
        base = gammaln(r + self.distinct) - gammaln(r)
        base += r * np.log(alpha) + s * np.log(beta)
        value = (self.count_of_x * base).sum()
        value += (self.count * np.logaddexp(alive, stopped)).sum()
        share = expit(stopped - alive)  # chance of having stopped
        kept = self.count * (1 - share)
        share *= self.count
        # derivatives of log(e^seen - e^end) weigh those of the two tails;
        # tx = T leaves no time to stop in: share is 0 and so is the product
        gap = -np.expm1(np.minimum(end - seen, 0.0))
        weight_seen = np.divide(share, gap, out=np.zeros_like(gap), where=gap > 0)
        weight_end = weight_seen - share
        shape = len(self.pair_x)
        weights = np.bincount(self.at_tx, weight_seen, shape)
        weights -= np.bincount(self.at_age, weight_end, shape)
        # not a matrix product: a threaded BLAS would cost more than it saves
        gradient = (slopes * weights).sum(1)
        of_x = digamma(r + self.distinct) - digamma(r) + np.log(alpha)
        gradient[0] += (self.count_of_x * of_x).sum() - (kept * log_alpha).sum()
        gradient[1] += self.n * r / alpha - (kept * rate / (alpha + self.age)).sum()
        gradient[2] += self.n * np.log(beta) - (kept * log_beta).sum()
        gradient[2] += share.sum() / s
        gradient[3] += self.n * s / beta - (kept * s / (beta + self.age)).sum()
        return -value / self.n, -gradient * parameters / self.n

    def _tails(self, parameters):
        size = len(self.pair_x)
        tail, slopes = np.empty(size), np.empty((4, size))
        for begin in range(0, size, _ROWS_AT_ONCE):
            rows = slice(begin, begin + _ROWS_AT_ONCE)
            tail[rows], slopes[:, rows] = _log_tail(
                parameters, self.pair_x[rows], self.pair_since[rows]
            )
        return tail, slopes
