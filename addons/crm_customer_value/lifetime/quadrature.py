"""Gauss-Legendre panels on a logarithmic scale, for integrals over time."""

from functools import lru_cache

import numpy as np

_ORDER = 12


@lru_cache(maxsize=64)
def panels(width):
    """Nodes and weights on [0, 1] for a function smooth on the scale 1 / width.

    :param width: length of the true interval in the variable's natural scale;
        one panel of 12 nodes for each unit of it
    """
    node, weight = np.polynomial.legendre.leggauss(_ORDER)
    edges = np.arange(width) / width
    nodes = (edges[:, None] + (node + 1) / (2 * width)).ravel()
    return nodes, np.tile(weight / (2 * width), width)


def graded(upper, scale):
    """Nodes u and weights for integrals over u in [0, upper], dense near 0.

    With u = scale (exp(y) - 1) the integrand has to be smooth in y.

    :param upper: end of every row's interval, one-dimensional
    :param scale: length at which the row's integrand starts to change
    :return: (u, weights), both of shape (rows, nodes)
    """
    reach = np.log1p(upper / scale)
    width = max(2, int(np.ceil(reach.max())) if reach.size else 2)
    nodes, weights = panels(width)
    y = reach[:, None] * nodes
    u = scale[:, None] * np.expm1(y)
    return u, (u + scale[:, None]) * (reach[:, None] * weights)
