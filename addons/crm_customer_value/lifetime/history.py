"""Purchase histories: the sufficient statistics of the buy-till-you-die models."""

from dataclasses import dataclass

import numpy as np


def _column(name, values):
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, not {array.ndim}-d")
    if array.dtype == bool or array.dtype.kind not in "iuf":
        try:
            array = array.astype(float)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name} holds values that are not numbers") from error
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ValueError(f"{name} holds a value that is not finite")
    if array.dtype.kind == "u":
        array = array.astype(np.int64)
    if array.size and array.min() < 0:
        raise ValueError(f"{name} holds a negative value")
    return array


@dataclass(frozen=True, eq=False)
class PurchaseHistories:
    """Repeat purchases of a customer base, one row a customer or a group.

    :param frequency: x, number of *repeat purchase days* (distinct days with an
        order, less the first), whole numbers
    :param recency: tx, time from the first to the last purchase day (0 if x = 0)
    :param age: T, time from the first purchase day to the observation's end
    :param count: customers sharing the row (default: one each)

    Times are in any one unit, days by default; whole days are fastest, since
    equal histories then collapse. ``ValueError`` names what is wrong with the
    input.
    """

    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    count: np.ndarray | None = None

    def __post_init__(self):
        frequency = _column("frequency", self.frequency)
        recency = _column("recency", self.recency)
        age = _column("age", self.age)
        count = self.count
        if count is None:
            count = np.ones(len(frequency))
        else:
            count = _column("count", count).astype(float)
        sizes = {len(frequency), len(recency), len(age), len(count)}
        if len(sizes) > 1:
            raise ValueError(
                "frequency, recency, age and count differ in length:"
                f" {len(frequency)}, {len(recency)}, {len(age)}, {len(count)}"
            )
        if not len(frequency):
            raise ValueError("no purchase history given")
        if frequency.dtype.kind == "f":
            whole = frequency.astype(np.int64)
            if (whole != frequency).any():
                raise ValueError("frequency holds a value that is not whole")
            frequency = whole
        if (recency > age).any():
            raise ValueError("recency exceeds age: a purchase after the end")
        if recency[frequency == 0].any():
            raise ValueError("recency is positive although frequency is zero")
        if not count.sum() > 0:
            raise ValueError("count sums to zero: no customer")
        # bypasses the frozen guard once: the columns are normalised at birth
        for name, column in (
            ("frequency", frequency),
            ("recency", recency),
            ("age", age),
            ("count", count),
        ):
            object.__setattr__(self, name, column)

    def __len__(self):
        return len(self.frequency)

    @property
    def n_customers(self):
        """Number of customers, counts included."""
        return float(self.count.sum())

    @property
    def n_repeaters(self):
        """Number of customers with at least one repeat purchase day."""
        return float(self.count[self.frequency > 0].sum())

    def scaled(self, unit):
        """Return the same histories with times divided by ``unit`` (7: to weeks)."""
        if not (np.isfinite(unit) and unit > 0):
            raise ValueError("the unit must be positive and finite")
        return PurchaseHistories(
            self.frequency, self.recency / unit, self.age / unit, self.count
        )

    def grouped(self):
        """Return the distinct histories with the number of customers of each.

        Customers without a repeat purchase have recency 0, so they collapse to
        one row an age. Rows come sorted by frequency, recency, age.
        """
        x, tx, age = self.frequency, self.recency, self.age
        if all(column.dtype.kind == "i" for column in (x, tx, age)):
            n_tx, n_age = int(tx.max()) + 1, int(age.max()) + 1
            if (int(x.max()) + 1) * n_tx * n_age < 2**62:
                return self._grouped_by_key(n_tx, n_age)
        order = np.lexsort((age, tx, x))
        xs, ts, ages = x[order], tx[order], age[order]
        new = np.ones(len(xs), bool)
        new[1:] = (xs[1:] != xs[:-1]) | (ts[1:] != ts[:-1]) | (ages[1:] != ages[:-1])
        first = np.flatnonzero(new)
        count = np.add.reduceat(self.count[order], first)
        return PurchaseHistories(xs[first], ts[first], ages[first], count)

    def _grouped_by_key(self, n_tx, n_age):
        # one integer a history: sorting it is many times faster than a lexsort
        key = self.frequency.astype(np.int64)
        key *= n_tx
        key += self.recency
        key *= n_age
        key += self.age
        if (self.count == 1.0).all():
            key.sort()
            weight = None
        else:
            order = np.argsort(key)
            key, weight = key[order], self.count[order]
        first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        if weight is None:
            count = np.diff(np.append(first, len(key))).astype(float)
        else:
            count = np.add.reduceat(weight, first)
        rest, age = np.divmod(key[first], n_age)
        x, tx = np.divmod(rest, n_tx)
        return PurchaseHistories(x, tx, age, count)
