"""sBG: how long subscribers stay, from the survivors of one cohort."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, hyp2f1

from .fit import (
    NOBODY_STOPS,
    NOT_CONVERGED,
    PARAMETER_AT_BOUND,
    TOO_FEW_HISTORIES,
    Fit,
    maximise,
)
from .parameters import require_positive

_LOWER, _UPPER = (1e-4, 1e-4), (1e5, 1e5)


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Shifted-beta-geometric of Fader and Hardie, J. Interactive Marketing 21(1), 2007.

    At every renewal a customer leaves with a chance of his own, drawn from
    Beta(alpha, beta). Time is counted in renewal periods.
    """

    alpha: float
    beta: float

    def __post_init__(self):
        require_positive(self)

    @classmethod
    def fit(cls, survivors, start=None):
        """Fit by maximum likelihood.

        :param survivors: customers still active after 0, 1, 2, ... renewals;
            the first is the number who started, none exceeds the one before
        :param start: a model to start from
        :return: :class:`Fit`; ``n_repeaters`` counts those who ever renewed
        """
        survivors = _checked(survivors)
        people = {
            "n_customers": float(survivors[0]),
            "n_repeaters": float(survivors[1]) if len(survivors) > 1 else 0.0,
        }
        if len(survivors) < 3:
            return Fit.impossible(TOO_FEW_HISTORIES, **people)
        if survivors[-1] == survivors[0]:
            return Fit.impossible(NOBODY_STOPS, **people)
        objective = _objective(survivors)
        first = (start.alpha, start.beta) if start else (1.0, 1.0)
        best, evaluations, converged, at_bound = maximise(
            objective, first, _LOWER, _UPPER
        )
        reason = "" if converged else NOT_CONVERGED
        reason = PARAMETER_AT_BOUND if at_bound else reason
        total = float(-objective(np.log(best))[0] * survivors[0])
        model = cls(*(float(value) for value in best))
        return Fit(model, total, converged, not reason, reason, evaluations, **people)

    def log_likelihood(self, survivors):
        """Total log-likelihood of a cohort (2007, appendix B)."""
        survivors = _checked(survivors)
        theta = np.log((self.alpha, self.beta))
        return float(-_objective(survivors)(theta)[0] * survivors[0])

    def survival(self, t):
        """Share of the cohort still active after t renewals (2007, equation 6)."""
        t = np.asarray(t, float)
        return np.exp(betaln(self.alpha, self.beta + t) - betaln(self.alpha, self.beta))

    def retention(self, t):
        """Share of those active after t - 1 renewals who make the t-th (eq. 8)."""
        t = np.asarray(t, float)
        return (self.beta + t - 1) / (self.alpha + self.beta + t - 1)

    def discounted_lifetime(self, rate):
        """DEL: discounted periods expected of a new customer, the first included.

        :param rate: discount rate a period; times the margin a period this is
            the value (Fader and Hardie, Marketing Science 29(1), 2010)
        """
        _require_rate(rate)
        return float(hyp2f1(1.0, self.beta, self.alpha + self.beta, 1 / (1 + rate)))

    def discounted_residual_lifetime(self, n, rate):
        """DERL: discounted periods to come, seen just before the n-th renewal."""
        _require_rate(rate)
        n = np.asarray(n, float)
        later = hyp2f1(1.0, self.beta + n, self.alpha + self.beta + n, 1 / (1 + rate))
        return self.retention(n) * later


def _require_rate(rate):
    if not (np.isfinite(rate) and rate > 0):
        raise ValueError("the discount rate must be positive")


def _checked(survivors):
    survivors = np.asarray(survivors, float)
    if survivors.ndim != 1 or not len(survivors) or not np.isfinite(survivors).all():
        raise ValueError("survivors must be a list of finite numbers")
    if survivors[-1] < 0 or survivors[0] <= 0 or (np.diff(survivors) > 0).any():
        raise ValueError("survivors must start above zero and never increase")
    return survivors


def _objective(survivors):
    lost, left, started = -np.diff(survivors), survivors[-1], survivors[0]
    t = np.arange(1, len(survivors))
    end = len(survivors) - 1

    def value_and_gradient(theta):
        alpha, beta = np.exp(theta)
        value = (lost * (betaln(alpha + 1, beta + t - 1) - betaln(alpha, beta))).sum()
        value += left * (betaln(alpha, beta + end) - betaln(alpha, beta))
        start = digamma(alpha + beta)
        both = start - digamma(alpha + beta + t)
        both_end = start - digamma(alpha + beta + end)
        by_alpha = (lost * (1 / alpha + both)).sum() + left * both_end
        by_beta = (lost * (digamma(beta + t - 1) - digamma(beta) + both)).sum()
        by_beta += left * (digamma(beta + end) - digamma(beta) + both_end)
        gradient = np.array((by_alpha * alpha, by_beta * beta))
        return -value / started, -gradient / started

    return value_and_gradient
