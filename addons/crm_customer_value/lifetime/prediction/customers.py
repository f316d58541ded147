"""What goes into a prediction and what comes out of it."""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True, eq=False)
class Customers:
    """Histories of customers, one entry a customer or a group of equal ones.

    Each customer has bought at least once.  Times are whole days.

    :param x: repeat purchase days
    :param tx: days from the first to the last purchase
    :param age: days from the first purchase to the day of prediction
    :param count: customers sharing the entry
    :param period_x: later periods with a purchase
    :param period_tx: the last of them, 0 if none
    :param period_n: periods that have passed
    """

    x: np.ndarray
    tx: np.ndarray
    age: np.ndarray
    count: np.ndarray
    period_x: np.ndarray
    period_tx: np.ndarray
    period_n: np.ndarray

    @classmethod
    def from_rows(cls, rows):
        """Build from database rows with the fields in their order."""
        columns = len(fields(cls))
        table = np.array(rows, dtype=np.int64).reshape(-1, columns)
        return cls(*(np.ascontiguousarray(table[:, i]) for i in range(columns)))

    def __len__(self):
        return len(self.x)

    @property
    def n_customers(self):
        return int(self.count.sum())

    @property
    def n_repeaters(self):
        return int(self.count[self.x > 0].sum())


@dataclass(frozen=True, eq=False)
class Prediction:
    """Arrays as long as the customers; all finite.

    :param probability_alive: that the customer has not left for good
    :param probability_active: of at least one order within the horizon
    :param orders: expected within the horizon
    :param discounted_orders: the same, each discounted to today
    """

    probability_alive: np.ndarray
    probability_active: np.ndarray
    orders: np.ndarray
    discounted_orders: np.ndarray

    def __post_init__(self):
        for field in fields(self):
            values = np.nan_to_num(getattr(self, field.name), posinf=0.0, neginf=0.0)
            high = 1.0 if field.name.startswith("probability") else None
            object.__setattr__(self, field.name, np.clip(values, 0.0, high))
