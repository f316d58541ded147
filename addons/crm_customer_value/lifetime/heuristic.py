"""Forecasts without a model, for bases on which no model may speak."""

from dataclasses import dataclass

import numpy as np

_PSEUDO_ORDERS = 0.5


@dataclass(frozen=True)
class RateHeuristic:
    """Shrunken past rate, damped by the silence since the last order.

    :param base_rate: repeat orders per time unit of the whole base

    A customer's rate is (x + 1/2) / (T + 1/2 / base_rate): his own history plus
    half an order at the base's rate (the mean of a gamma posterior; Robbins'
    empirical Bayes for Poisson rates). The weight of his still being active is
    gap / (gap + silence), where gap = 1 / rate is his usual distance between
    orders and silence = T - tx: a silence as long as the usual gap halves it.
    It is a graded form of the hiatus rule that managers use, which does about
    as well as the models on who is active (Wuebben and von Wangenheim, Journal
    of Marketing 72, 2008). Any base will do, also one of one-order customers.
    """

    base_rate: float

    def __post_init__(self):
        if not (np.isfinite(self.base_rate) and self.base_rate >= 0):
            raise ValueError("the base rate must be finite and not negative")

    @classmethod
    def fit(cls, histories):
        """Take the base rate of the histories.

        (sum of x + 1/2) / sum of T: the half order keeps the rate above zero
        where nobody has come back yet. It is zero if nobody has aged at all.
        """
        repeats = (histories.frequency * histories.count).sum()
        exposure = (histories.age * histories.count).sum()
        if not exposure > 0:
            return cls(0.0)
        return cls(float((repeats + _PSEUDO_ORDERS) / exposure))

    def rate(self, x, age):
        """Shrunken order rate per time unit while active."""
        x, age = np.asarray(x, float), np.asarray(age, float)
        if not self.base_rate:
            return np.zeros(np.broadcast(x, age).shape)
        return (x + _PSEUDO_ORDERS) / (age + _PSEUDO_ORDERS / self.base_rate)

    def expected_orders_while_alive(self, t, x, age):
        """Orders in the next t of a customer known to be active."""
        return self.rate(x, age) * t

    def probability_alive(self, x, tx, age):
        """Weight of a customer's being active, gap / (gap + silence)."""
        silence = np.asarray(age, float) - np.asarray(tx, float)
        return 1.0 / (1.0 + self.rate(x, age) * silence)

    def expected_orders(self, t, x, tx, age):
        """Expected orders in the next t."""
        return self.rate(x, age) * t * self.probability_alive(x, tx, age)

    def probability_active(self, t, x, tx, age):
        """Chance of at least one order in the next t."""
        in_time = -np.expm1(-self.rate(x, age) * t)
        return in_time * self.probability_alive(x, tx, age)


def hiatus_active(tx, age, hiatus):
    """Whether a customer counts as active: silent for no longer than ``hiatus``."""
    return np.asarray(age) - np.asarray(tx) <= hiatus
