"""Contracts that are renewed each period: sBG."""

from dataclasses import asdict

import numpy as np

from .. import ShiftedBetaGeometric
from .customers import Prediction
from .occasions import DAYS_IN_YEAR, OccasionPredictor


class ContractPredictor(OccasionPredictor):
    """Fit and apply sBG to customers who renew each period or leave.

    Unlike with orders, leaving is seen: a contract whose renewal did not come
    is over.
    """

    @property
    def parameters(self):
        return asdict(self.model) if self.model else {}

    def load(self, parameters):
        self.model = ShiftedBetaGeometric(**parameters)
        return self

    def fit(self, customers, start=None):
        """Fit to the share of contracts that made each renewal.

        Cohorts of different ages are put together by the product-limit
        estimate (Kaplan and Meier 1958): the survivors of a renewal are those
        before it times the share of the ones who came up for it.
        """
        last = int(customers.period_n.max(initial=0))
        survivors = [float(customers.count.sum())]
        for renewal in range(1, last + 1):
            asked = (customers.period_n >= renewal) & (
                customers.period_tx >= renewal - 1
            )
            due = customers.count[asked].sum()
            if not due:
                break
            made = customers.count[asked & (customers.period_tx >= renewal)].sum()
            survivors.append(survivors[-1] * made / due)
        fit = ShiftedBetaGeometric.fit(
            survivors, ShiftedBetaGeometric(**start) if start else None
        )
        self.model = fit.model
        return fit

    def predict(self, customers, horizon_days, yearly_rate):
        """Return the :class:`Prediction` for the coming ``horizon_days``."""
        running = (customers.period_tx >= customers.period_n).astype(float)
        renewals = customers.period_tx
        orders = np.zeros(len(customers))
        discounted = np.zeros(len(customers))
        now = self.model.survival(renewals)
        for ahead in range(1, self.occasions(horizon_days) + 1):
            kept = running * self.model.survival(renewals + ahead) / now
            years = ahead * self.period_days / DAYS_IN_YEAR
            orders += kept
            discounted += kept * (1 + yearly_rate) ** -years
        return Prediction(
            running, running * self.model.retention(renewals + 1), orders, discounted
        )
