"""What BG/NBD and MBG/NBD share: stopping decided by a coin after each order.

The two models differ in one thing: the modified one also flips the coin at the
first order. A customer alive with x repeat orders has survived x coin flips in
the one and x + 1 in the other, so MBG/NBD follows from BG/NBD by counting one
survived flip more (``extra`` = 1). Stated once here, used by both.
"""

import numpy as np
from scipy.special import (
    betainc,
    betaln,
    digamma,
    expit,
    exprel,
    gammaln,
    polygamma,
)

from .fit import (
    EVERYBODY_STOPS,
    NO_REPEAT_ORDERS,
    NOBODY_STOPS,
    NOT_CONVERGED,
    PARAMETER_AT_BOUND,
    TOO_FEW_HISTORIES,
    Fit,
    maximise,
)
from .history import PurchaseHistories

_LOWER = (1e-4, 1e-6, 1e-6, 1e-6)
_UPPER = (1e3, 1e6, 1e4, 1e6)
_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.5, 0.5, 0.5, 3.0), (0.3, 0.3, 0.2, 0.2))
_THINNED_ROWS = 20_000
# the power series is fast and exact up to here, the quadrature takes the rest
_SERIES_MAX_Z = 0.95
_PANELS = np.linspace(0.0, 1.0, 33)
_LEGENDRE, _LEGENDRE_WEIGHT = np.polynomial.legendre.leggauss(16)
_NODES = (_PANELS[:-1, None] + (_LEGENDRE + 1) / 2 * np.diff(_PANELS)[:, None]).ravel()
_NODE_WEIGHTS = (_LEGENDRE_WEIGHT / 2 * np.diff(_PANELS)[:, None]).ravel()


class LikelihoodTables:
    """The likelihood of grouped histories, tabulated by distinct x, tx and T.

    Few values of each are distinct when times are whole days, so that the
    logarithms and gamma functions are taken per distinct value and a row costs
    three look-ups, an exp and a log1p.
    """

    def __init__(self, histories, scale, extra):
        self.extra = extra
        self.x, self.at_x = np.unique(histories.frequency, return_inverse=True)
        self.tx, self.at_tx = np.unique(histories.recency, return_inverse=True)
        self.age, self.at_age = np.unique(histories.age, return_inverse=True)
        self.x = self.x.astype(float)
        self.tx, self.age = self.tx * scale, self.age * scale
        self.count = histories.count
        self.n = self.count.sum()
        self.count_of_x = np.bincount(self.at_x, self.count)
        self.count_of_age = np.bincount(self.at_age, self.count)
        # with extra = 0 a customer without repeat order cannot have stopped
        self.can_stop = np.ones(len(self.x), bool) if extra else self.x > 0

    def value_and_gradient(self, theta):
        """Return minus the mean log-likelihood and its gradient in log-parameters."""
        r, alpha, a, b = np.exp(theta)
        x, flips, can_stop = self.x, self.x + self.extra, self.can_stop
        base = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        base += betaln(a, b + flips) - betaln(a, b)
        survived = np.where(can_stop, b + flips - 1, 1.0)
        log_odds = np.where(can_stop, np.log(a) - np.log(survived), -1e300)
        log_age = np.log(alpha + self.age)
        rate = (r + x)[self.at_x]
        gap = log_age[self.at_age]
        gap_rate = (rate * gap * self.count).sum()
        gap -= np.log(alpha + self.tx)[self.at_tx]
        odds = log_odds[self.at_x]
        odds += rate * gap
        small = np.exp(-np.abs(odds))
        stopped = np.where(odds >= 0, 1.0, small) / (1.0 + small)
        tail = np.maximum(odds, 0.0)
        tail += np.log1p(small)
        tail *= self.count
        value = (self.count_of_x * base).sum() - gap_rate + tail.sum()
        stopped *= self.count
        gradient_r = (
            (self.count_of_x * (digamma(r + x) - digamma(r) + np.log(alpha))).sum()
            - (self.count_of_age * log_age).sum()
            + (stopped * gap).sum()
        )
        inverse_age = (1.0 / (alpha + self.age))[self.at_age]
        inverse_tx = (1.0 / (alpha + self.tx))[self.at_tx]
        slope = stopped * (inverse_age - inverse_tx) - self.count * inverse_age
        gradient_alpha = self.n * r / alpha + (rate * slope).sum()
        stopped_of_x = np.bincount(self.at_x, stopped, len(x))
        both = digamma(a + b) - digamma(a + b + flips)
        gradient_a = (self.count_of_x * both).sum() + stopped_of_x.sum() / a
        gradient_b = (
            self.count_of_x * (both + digamma(b + flips) - digamma(b))
        ).sum() - (stopped_of_x[can_stop] / survived[can_stop]).sum()
        gradient = np.array(
            (gradient_r * r, gradient_alpha * alpha, gradient_a * a, gradient_b * b)
        )
        return -value / self.n, -gradient / self.n


def _best_start(grouped, scale, extra):
    """Where the highest hill of a thinned-out base is.

    About one MBG/NBD likelihood in twenty of simulated small bases has a second,
    lower maximum; BG/NBD's had none, and is spared this search.
    """
    step = -(-len(grouped) // _THINNED_ROWS)
    thinned = PurchaseHistories(
        grouped.frequency[::step],
        grouped.recency[::step],
        grouped.age[::step],
        grouped.count[::step],
    )
    tables = LikelihoodTables(thinned, scale, extra)
    tops = []
    for first in _STARTS:
        top, _evaluations, _converged, _at_bound = maximise(
            tables.value_and_gradient, first, _LOWER, _UPPER
        )
        tops.append((tables.value_and_gradient(np.log(top))[0], tuple(top)))
    return min(tops)[1]


def log_likelihood(parameters, histories, extra):
    """Total log-likelihood of the histories at ``parameters`` (r, alpha, a, b)."""
    tables = LikelihoodTables(histories, 1.0, extra)
    value, _gradient = tables.value_and_gradient(np.log(np.asarray(parameters, float)))
    return float(-value * tables.n)


def fit(build, histories, start, extra):
    """Maximise the likelihood; ``build(r, alpha, a, b)`` makes the model."""
    grouped = histories.grouped()
    people = {
        "n_customers": grouped.n_customers,
        "n_repeaters": grouped.n_repeaters,
    }
    if not grouped.n_repeaters:
        return Fit.impossible(NO_REPEAT_ORDERS, **people)
    if len(grouped) < 2 or not grouped.age.any():
        return Fit.impossible(TOO_FEW_HISTORIES, **people)
    # times of order one make the four parameters comparable in size
    mean_age = (grouped.age * grouped.count).sum() / grouped.count.sum()
    scale = 1.0 / mean_age
    tables = LikelihoodTables(grouped, scale, extra)
    first = _STARTS[0]
    if start is not None:
        first = (start.r, start.alpha * scale, start.a, start.b)
    elif extra:
        first = _best_start(grouped, scale, extra)
    best, evaluations, converged, at_bound = maximise(
        tables.value_and_gradient, first, _LOWER, _UPPER
    )
    r, alpha, a, b = (float(value) for value in best)
    model = build(r, float(alpha / scale), a, b)
    if a < 1e-4 * (a + b):
        reason = NOBODY_STOPS
    elif b < 1e-4 * (a + b):
        reason = EVERYBODY_STOPS
    elif at_bound:
        reason = PARAMETER_AT_BOUND
    else:
        reason = "" if converged else NOT_CONVERGED
    value, _gradient = tables.value_and_gradient(np.log(best))
    # a density in scaled time has one factor of the scale for every order
    repeats = (grouped.frequency * grouped.count).sum()
    total = float(-value * tables.n + repeats * np.log(scale))
    return Fit(model, total, converged, not reason, reason, evaluations, **people)


def probability_alive(r, alpha, a, b, x, tx, age, extra):
    """P(alive at T | x, tx, T); equation (12) of Fader, Hardie and Lee (2008 note)."""
    x, tx, age = (np.asarray(value, float) for value in (x, tx, age))
    flips = b + x + extra - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(a) - np.log(flips) + (r + x) * np.log1p((age - tx) / (alpha + tx))
    if not extra:
        odds = np.where(x > 0, odds, -np.inf)
    return expit(-odds)


def orders_while_alive(t, r, alpha, a, b, x, age):
    """Expected orders in (T, T + t] of a customer alive at T with x orders.

    :param t: length of the coming window, scalar or array of the rows' shape
    :param b: second parameter of the beta prior, one flip added for MBG/NBD
    :param x, age: order counts and ages, broadcast together
    :return: array of the broadcast shape

    Given alive, the stopping chance p is Beta(a, b + x) and the order rate is
    Gamma(r + x, alpha + T). Integrating (1 - exp(-rate p t)) / p gives Fader,
    Hardie and Lee (2005, equation 10), here after Euler's transformation: x
    then sits in a denominator only, and the series below has the pole at a = 1
    divided out, so that neither many orders nor a near 1 lose digits.
    """
    t, x, age = np.broadcast_arrays(*(np.asarray(v, float) for v in (t, x, age)))
    shape = t.shape
    t, x, age = t.ravel(), x.ravel(), age.ravel()
    z = t / (alpha + age + t)
    result = np.empty(len(t))
    easy = z <= _SERIES_MAX_Z
    if a + b - 1 - r < -2 or a > 30:
        easy[:] = False
    result[easy] = _by_series(z[easy], r, a, b, x[easy])
    hard = np.flatnonzero(~easy)
    for begin in range(0, len(hard), 2048):
        rows = hard[begin : begin + 2048]
        window = t[rows] / (alpha + age[rows])
        result[rows] = _by_quadrature(window, r, a, b, x[rows])
    # rounding must not make a forecast negative or faster than the rate allows
    ceiling = (r + x) * (t / (alpha + age))
    return np.clip(result, 0.0, ceiling).reshape(shape)


def _by_series(z, r, a, b, x):
    """c [(1 - (1-z)^B) / B - (1-z)^B S], S = (2F1(A, B; c; z) - 1) / B, B = a - 1."""
    top, power, bottom = a + b - 1 - r, a - 1.0, a + b + x - 1
    total = np.zeros_like(z)
    order = np.argsort(z)  # rows that need more terms come last
    z_left, c_left = z[order], bottom[order].copy()
    c_step = c_left.copy()
    term = top * z_left / c_step
    partial = term.copy()
    begin, n = 0, 1
    while begin < len(z) and n < 20_000:
        for _ in range(8):
            c_step += 1.0
            term *= z_left
            term /= c_step
            term *= (top + n) * (power + n) / (n + 1)
            partial += term
            n += 1
        # what remains is at most about term * z / (1 - z)
        left = np.abs(term) > 1e-17 * (1 - z_left) * np.maximum(np.abs(partial), 1e-3)
        keep = int(np.argmax(left)) if left.any() else len(left)
        if keep:
            total[order[begin : begin + keep]] = partial[:keep]
            begin += keep
            z_left, c_step = z_left[keep:], c_step[keep:]
            term, partial = term[keep:], partial[keep:]
    log_rest = np.log1p(-z)
    return bottom * (
        -log_rest * exprel(power * log_rest) - np.exp(power * log_rest) * total
    )


def _by_quadrature(window, r, a, b, x):
    """Average of (1 - (1 + p w)^-(r+x)) / p over p ~ Beta(a, b + x), any parameters.

    Gauss-Legendre panels in logit(p), where the integrand is smooth; beyond the
    ends the averaged function is constant, so the beta tail area stands for it.
    """
    rate, second = r + x, b + x
    # logit(p) has this mean and deviation, and tails falling like e^(a y) on the
    # left and e^(-(b + x) y) on the right: cut where less than e^-40 is left
    centre = digamma(a) - digamma(second)
    spread = 10 * np.sqrt(polygamma(1, a) + polygamma(1, second))
    floor = -39.0 - np.log(np.maximum(rate * window, 1.0))
    low = np.maximum(centre - spread - 40 / a, floor)
    high = np.minimum(centre + spread + 40 / second, 39.0)
    logit = low[:, None] + (high - low)[:, None] * _NODES
    log_p = -np.logaddexp(0.0, -logit)
    log_q = -np.logaddexp(0.0, logit)
    density = a * log_p + second[:, None] * log_q - betaln(a, second)[:, None]
    gain = -np.expm1(-rate[:, None] * np.log1p(window[:, None] * np.exp(log_p)))
    inside = (np.exp(density - log_p) * gain * _NODE_WEIGHTS).sum(1) * (high - low)
    below = betainc(a, second, expit(low)) * rate * window
    # the upper tail as a lower one of the mirrored beta, lest 1 - p round to 0
    above = betainc(second, a, expit(-high))
    return inside + below + above * -np.expm1(-rate * np.log1p(window))
