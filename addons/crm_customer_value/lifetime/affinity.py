"""Which products are bought together more often than chance would have it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, triu
from scipy.special import gammaln

MAX_LINES = 50


@dataclass(frozen=True, eq=False)
class Affinities:
    """Pairs of products, strongest lift first; ``first`` < ``second`` by id.

    :param first, second: product ids
    :param support: baskets with both
    :param n_first, n_second: baskets with the one, with the other
    :param lift: N support / (n_first n_second)
    :param p_value: chance of as many joint baskets were the products unrelated
    """

    first: np.ndarray
    second: np.ndarray
    support: np.ndarray
    n_first: np.ndarray
    n_second: np.ndarray
    lift: np.ndarray
    p_value: np.ndarray


def product_affinities(
    basket, product, min_support=5, max_p_value=0.01, max_lines=MAX_LINES
):
    """Find pairs of products with a significant positive lift.

    :param basket: basket (or customer) of every line, integers
    :param product: product of the line, integers
    :param min_support: least number of joint baskets
    :param max_p_value: largest one-sided hypergeometric (Fisher) p-value
    :param max_lines: products counted of a basket, the first ones given; a
        catalogue-sized basket says nothing and costs the square of its length
    :return: :class:`Affinities`
    """
    basket, product = np.asarray(basket), np.asarray(product)
    if basket.shape != product.shape or basket.ndim != 1:
        raise ValueError("basket and product must be one-dimensional of one length")
    products, column = np.unique(product, return_inverse=True)
    baskets, row = np.unique(basket, return_inverse=True)
    # first line of every distinct (basket, product), still in the given order
    _key, first = np.unique(row * max(len(products), 1) + column, return_index=True)
    first.sort()
    row, column = row[first], column[first]
    order = np.argsort(row, kind="stable")
    row, column = row[order], column[order]
    size = np.bincount(row, minlength=len(baskets))
    place = np.arange(len(row)) - (np.cumsum(size) - size)[row]
    keep = place < max_lines
    row, column = row[keep], column[keep]
    incidence = csr_array(
        (np.ones(len(row), np.int32), (row, column)),
        shape=(max(len(baskets), 1), max(len(products), 1)),
    )
    count = np.bincount(column, minlength=len(products))
    joint = triu(incidence.T @ incidence, k=1).tocoo()
    left, right = joint.row, joint.col
    support, total = joint.data.astype(np.int64), len(baskets)
    keep = (support >= min_support) & (support * total > count[left] * count[right])
    left, right, support = left[keep], right[keep], support[keep]
    lift = support * total / (count[left] * count[right])
    p_value = upper_tail(support, total, count[left], count[right])
    best = np.argsort(-lift, kind="stable")
    best = best[p_value[best] < max_p_value]
    left, right = left[best], right[best]
    return Affinities(
        products[left],
        products[right],
        support[best],
        count[left],
        count[right],
        lift[best],
        p_value[best],
    )


def upper_tail(joint, total, n_first, n_second):
    """P(at least ``joint`` common baskets) by the hypergeometric distribution.

    :param joint: arrays of counts above their expectation n_first n_second / total
    :param total: number of baskets

    Vectorised over pairs: above the mean the terms fall from the first on, and
    adding them up is exact where 1 - cdf would be rounding noise.
    """
    k = np.asarray(joint, float)
    first, second = np.asarray(n_first, float), np.asarray(n_second, float)

    def log_choose(n, m):
        return gammaln(n + 1) - gammaln(m + 1) - gammaln(n - m + 1)

    log_start = log_choose(first, k) + log_choose(total - first, second - k)
    log_start -= log_choose(float(total), second)
    term, tail = np.ones_like(k), np.ones_like(k)
    for _ in range(100_000):
        ratio = (first - k) * (second - k)
        ratio /= (k + 1) * (total - first - second + k + 1)
        term = term * ratio
        tail += term
        k = k + 1
        if not (term > 1e-12 * tail).any():
            break
    return np.minimum(np.exp(log_start) * tail, 1.0)
