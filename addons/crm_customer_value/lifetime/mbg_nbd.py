"""MBG/NBD: BG/NBD with a chance to stop at the first order already."""

from dataclasses import dataclass

import numpy as np

from . import geometric_dropout as dropout
from .lookup import orders_by_pair
from .parameters import require_positive


@dataclass(frozen=True)
class ModifiedBetaGeometricNBD:
    """MBG/NBD of Batislam, Denizel and Filiztekin, IJRM 24(3), 2007.

    As BG/NBD, but the coin that decides on stopping is flipped at the first
    order too, so that a customer with one order may have gone. Parameters and
    arguments as in :class:`BetaGeometricNBD`.
    """

    r: float
    alpha: float
    a: float
    b: float

    def __post_init__(self):
        require_positive(self)

    @classmethod
    def fit(cls, histories, start=None):
        """Fit by maximum likelihood; see :meth:`BetaGeometricNBD.fit`."""
        return dropout.fit(cls, histories, start, extra=1)

    def log_likelihood(self, histories):
        """Total log-likelihood of the histories (2007, equation 3)."""
        parameters = (self.r, self.alpha, self.a, self.b)
        return dropout.log_likelihood(parameters, histories, extra=1)

    def expected_orders_new(self, t):
        """Expected repeat orders of a new customer in a time t."""
        survives_first = self.b / (self.a + self.b)
        return survives_first * self.expected_orders_while_alive(t, 0, 0)

    def expected_orders_while_alive(self, t, x, age):
        """Expected orders in the next t of a customer known to be alive."""
        return dropout.orders_while_alive(
            t, self.r, self.alpha, self.a, self.b + 1, x, age
        )

    def expected_orders(self, t, x, tx, age):
        """Expected orders in the next t given the history (x, tx, T)."""
        return orders_by_pair(self, t, x, age) * self.probability_alive(x, tx, age)

    def probability_alive(self, x, tx, age):
        """P(not stopped at T), below 1 for x = 0 too."""
        return dropout.probability_alive(
            self.r, self.alpha, self.a, self.b, x, tx, age, extra=1
        )

    def probability_active(self, t, x, tx, age):
        """P(at least one order in the next t)."""
        next_in_time = -np.expm1(
            -(self.r + np.asarray(x, float))
            * np.log1p(t / (self.alpha + np.asarray(age, float)))
        )
        return self.probability_alive(x, tx, age) * next_in_time
