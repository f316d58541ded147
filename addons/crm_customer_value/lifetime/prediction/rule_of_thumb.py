"""What speaks while no model may: each customer's own rate, drawn to the base's."""

from .. import RateHeuristic
from .orders import OrderPredictor


class RuleOfThumbPredictor(OrderPredictor):
    """Apply ``lifetime.RateHeuristic``; it needs nothing but the base's rate."""

    def __init__(self, base_rate):
        """:param base_rate: repeat orders a day and customer in the whole base"""
        self.model = RateHeuristic(base_rate)
