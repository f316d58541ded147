"""Evaluate a function once for each distinct (order count, age) of many customers."""

import numpy as np

# a presence table of at most this many cells (8 bytes each) beats sorting
_MAX_CELLS = 4_000_000


def distinct_pairs(x, age):
    """Return the distinct (x, age) rows and where each input row is in them.

    :param x: order counts, one-dimensional
    :param age: ages, same length
    :return: (distinct x, distinct age, position of every row in them)

    In all the models the orders expected from a customer *who is alive* depend
    on (x, age) only: a million customers have a few ten thousand such pairs.
    """
    if x.dtype.kind == "i" and age.dtype.kind == "i" and len(x):
        width = int(age.max()) + 1
        cells = (int(x.max()) + 1) * width
        if cells <= _MAX_CELLS and x.min() >= 0 and age.min() >= 0:
            key = x * width + age
            position = np.zeros(cells, np.int64)
            position[key] = 1
            present = np.flatnonzero(position)
            position[present] = np.arange(len(present))
            return present // width, present % width, position[key]
    order = np.lexsort((age, x))
    xs, ages = x[order], age[order]
    new = np.ones(len(xs), bool)
    new[1:] = (xs[1:] != xs[:-1]) | (ages[1:] != ages[:-1])
    where = np.empty(len(xs), np.int64)
    where[order] = np.cumsum(new) - 1
    return xs[new], ages[new], where


def orders_by_pair(model, t, x, age):
    """Orders while alive, computed per distinct (x, T) if there are many rows."""
    x, age = np.broadcast_arrays(np.asarray(x), np.asarray(age))
    if np.ndim(t) or x.ndim != 1 or x.size < 1000:
        return model.expected_orders_while_alive(t, x, age)
    distinct_x, distinct_age, where = distinct_pairs(x, age)
    return model.expected_orders_while_alive(t, distinct_x, distinct_age)[where]
