"""BG/NBD: the beta-geometric model of a non-contractual customer base."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln, gammaln

from . import geometric_dropout as dropout
from .lookup import orders_by_pair
from .parameters import require_positive


@dataclass(frozen=True)
class BetaGeometricNBD:
    """BG/NBD of Fader, Hardie and Lee, Marketing Science 24(2), 2005.

    While alive a customer orders at random at a rate drawn from Gamma(r, alpha);
    after each repeat order he stops for good with a chance drawn from Beta(a, b).
    ``alpha`` is in the time unit of the histories, the rest has no unit.

    In the methods x is the number of repeat purchase days, tx the time from the
    first to the last of them, T the age; scalars or arrays that broadcast.
    """

    r: float
    alpha: float
    a: float
    b: float

    def __post_init__(self):
        require_positive(self)

    @classmethod
    def fit(cls, histories, start=None):
        """Fit by maximum likelihood.

        :param histories: :class:`PurchaseHistories`, grouped or not
        :param start: a model to start from, such as last night's
        :return: :class:`Fit`, whose model is None if no customer came back
        """
        return dropout.fit(cls, histories, start, extra=0)

    def log_likelihood(self, histories):
        """Total log-likelihood of the histories (2005, equation 6)."""
        parameters = (self.r, self.alpha, self.a, self.b)
        return dropout.log_likelihood(parameters, histories, extra=0)

    def expected_orders_new(self, t):
        """Expected repeat orders of a new customer in a time t (2005, eq. 9)."""
        return self.expected_orders_while_alive(t, 0, 0)

    def expected_orders_while_alive(self, t, x, age):
        """Expected orders in the next t of a customer known to be alive."""
        return dropout.orders_while_alive(t, self.r, self.alpha, self.a, self.b, x, age)

    def expected_orders(self, t, x, tx, age):
        """Expected orders in the next t given the history (2005, equation 10)."""
        return orders_by_pair(self, t, x, age) * self.probability_alive(x, tx, age)

    def probability_alive(self, x, tx, age):
        """P(not stopped at T). It is 1 for x = 0: never rank churn by it.

        A customer without a repeat order had no occasion to stop in this model;
        rank by :meth:`probability_active` instead.
        """
        return dropout.probability_alive(
            self.r, self.alpha, self.a, self.b, x, tx, age, extra=0
        )

    def probability_active(self, t, x, tx, age):
        """P(at least one order in the next t): alive, and the next one in time."""
        next_in_time = -np.expm1(
            -(self.r + np.asarray(x, float))
            * np.log1p(t / (self.alpha + np.asarray(age, float)))
        )
        return self.probability_alive(x, tx, age) * next_in_time

    def probability_of_orders(self, n, t):
        """P(n repeat orders of a new customer in a time t) (2005, equation 8)."""
        n, t = np.broadcast_arrays(np.asarray(n, float), np.asarray(t, float))
        share = t / (self.alpha + t)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_power = np.where(n > 0, n * np.log(share), 0.0)
        alive = np.exp(
            betaln(self.a, self.b + n)
            - betaln(self.a, self.b)
            + gammaln(self.r + n)
            - gammaln(self.r)
            - gammaln(n + 1)
            - self.r * np.log1p(t / self.alpha)
            + log_power
        )
        stopped = np.exp(
            betaln(self.a + 1, self.b + np.maximum(n, 1) - 1) - betaln(self.a, self.b)
        ) * betainc(np.maximum(n, 1), self.r, share)
        return alive + np.where(n > 0, stopped, 0.0)
