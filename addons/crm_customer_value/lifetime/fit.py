"""Outcome of a fit and the maximiser the models share."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

NO_REPEAT_ORDERS = "no_repeat_orders"
TOO_FEW_HISTORIES = "too_few_histories"
NOBODY_STOPS = "nobody_stops"
EVERYBODY_STOPS = "everybody_stops"
PARAMETER_AT_BOUND = "parameter_at_bound"
NO_FINITE_MEAN = "no_finite_mean"
NOT_CONVERGED = "not_converged"


@dataclass(frozen=True)
class Fit:
    """A fitted model and how far to trust it.

    :param model: the model at the maximum, or None if there is nothing to fit
    :param log_likelihood: total over customers, in the time unit of the input
    :param converged: the optimiser met its own tolerance
    :param identified: the data determine the parameters; False comes with a
        ``reason``, and then the model must not be published as a forecast
    :param reason: one of the codes of this module, empty if identified
    :param iterations: evaluations of the likelihood
    :param n_customers: customers fitted, counts included
    :param n_repeaters: of them, those with a repeat purchase
    :param correlation: Gamma-Gamma only: correlation of order count and mean
        value, which the model supposes to be small (flag above .3)
    """

    model: object
    log_likelihood: float
    converged: bool
    identified: bool
    reason: str
    iterations: int
    n_customers: float
    n_repeaters: float
    correlation: float | None = None

    @classmethod
    def impossible(cls, reason, **figures):
        """Return the outcome of data that no model can be fitted to."""
        return cls(None, float("nan"), False, False, reason, 0, **figures)


def maximise(negative_mean, start, lower, upper):
    """Minimise a negative mean log-likelihood over positive parameters.

    :param negative_mean: callable of the log-parameters returning the value and
        its gradient with respect to the log-parameters
    :param start: starting parameters (not their logarithms)
    :param lower, upper: bounds of the parameters
    :return: (parameters, evaluations, converged, True if one is at its bound)

    Logarithms keep the parameters positive and make the problem about equally
    curved in all directions; the bounds stop the run on data that put the
    maximum at infinity.
    """
    low, high = np.log(lower), np.log(upper)
    theta = np.clip(np.log(np.asarray(start, float)), low, high)
    result = minimize(
        negative_mean,
        theta,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(low, high, strict=True)),
        options={"maxiter": 1000, "maxfun": 2000, "ftol": 1e-14, "gtol": 1e-8},
    )
    # the line search gives up where rounding hides further progress: that is a
    # maximum too as long as the gradient is small
    slope = np.asarray(result.jac)
    free = (result.x > low) & (result.x < high)
    flat = not free.any() or np.abs(slope[free]).max() < 1e-4
    at_bound = bool((np.minimum(result.x - low, high - result.x) < 0.01).any())
    converged = bool((result.success or flat) and np.isfinite(result.fun))
    return np.exp(result.x), int(result.nfev), converged, at_bound
