"""When a customer is due to reorder a product, and how much of it."""

from dataclasses import dataclass

import numpy as np

MIN_ORDER_DAYS = 3
_PRIOR_ORDERS = 3
# a MAD times this estimates a standard deviation of normal gaps
_MAD_TO_SIGMA = 1.48


@dataclass(frozen=True, eq=False)
class Reorders:
    """Reorder forecast, one entry a group with three or more order days.

    :param group, product: ids as given
    :param n: order days
    :param median_gap: median of the days between them
    :param gap: that median shrunk towards the product's
    :param product_gap: the product's
    :param last: last order day
    :param due: expected next one, last + gap
    :param earliest, latest: due -+ 1.48 MAD of the group's gaps
    :param overdue_ratio: days since the last order / gap; above 1 is overdue
    :param quantity: median quantity of an order day
    """

    group: np.ndarray
    product: np.ndarray
    n: np.ndarray
    median_gap: np.ndarray
    gap: np.ndarray
    product_gap: np.ndarray
    last: np.ndarray
    due: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray
    overdue_ratio: np.ndarray
    quantity: np.ndarray


def grouped_median(group, values, n_groups):
    """Median of ``values`` by group number 0 .. n_groups - 1; nan where empty."""
    order = np.lexsort((values, group))
    ordered = np.asarray(values, float)[order]
    count = np.bincount(group, minlength=n_groups)
    first = np.cumsum(count) - count
    median = np.full(n_groups, np.nan)
    used = count > 0
    low = (first + (count - 1) // 2)[used]
    high = (first + count // 2)[used]
    median[used] = (ordered[low] + ordered[high]) / 2.0
    return median


def reorder_forecast(group, product, day, quantity, as_of, product_gaps=None):
    """Forecast the next order of every (customer, product) group.

    :param group: id of the (customer, product) of every order line
    :param product: product of the line, one a group
    :param day: day number of the order, in any order
    :param quantity: quantity; lines of one group and day are summed
    :param as_of: day number of today; later lines are left out
    :param product_gaps: {product: gap} known from before, for the lines of only
        some customers; of products that are not in it the lines must do
    :return: :class:`Reorders`, sorted by group; groups of fewer than three order
        days are left out, as two of them make no rhythm

    The gap is (n g + 3 g_product) / (n + 3), where g is the group's median gap
    and g_product the median of all the product's gaps: little-known customers
    lean on the product. Medians keep a one-off bulk order from moving it.
    """
    group, product, day = (np.asarray(value) for value in (group, product, day))
    quantity = np.asarray(quantity, float)
    if len({len(column) for column in (group, product, day, quantity)}) > 1:
        raise ValueError("group, product, day and quantity differ in length")
    if not np.isfinite(quantity).all():
        raise ValueError("quantity holds a value that is not finite")
    keep = day <= as_of
    group, product, day, quantity = (
        column[keep] for column in (group, product, day, quantity)
    )
    group, product, day, quantity = _merge_days(group, product, day, quantity)
    ids, where = np.unique(group, return_inverse=True)
    n = np.bincount(where, minlength=len(ids))
    last_row = np.cumsum(n) - 1
    products, product_of_row = np.unique(product, return_inverse=True)
    same = where[1:] == where[:-1]
    gaps = np.diff(day)[same].astype(float)
    gap_group, gap_product = where[1:][same], product_of_row[1:][same]
    median_gap = grouped_median(gap_group, gaps, len(ids))
    of_product = grouped_median(gap_product, gaps, len(products))
    for place, known in enumerate(map((product_gaps or {}).get, products.tolist())):
        of_product[place] = of_product[place] if known is None else known
    spread = grouped_median(gap_group, np.abs(gaps - median_gap[gap_group]), len(ids))
    keep = n >= MIN_ORDER_DAYS
    n, rows, median_gap = n[keep], last_row[keep], median_gap[keep]
    prior = of_product[product_of_row[rows]]
    gap = (n * median_gap + _PRIOR_ORDERS * prior) / (n + _PRIOR_ORDERS)
    last = day[rows]
    due, margin = last + gap, _MAD_TO_SIGMA * spread[keep]
    return Reorders(
        ids[keep],
        product[rows],
        n,
        median_gap,
        gap,
        prior,
        last,
        due,
        due - margin,
        due + margin,
        (as_of - last) / gap,
        grouped_median(where, quantity, len(ids))[keep],
    )


def _merge_days(group, product, day, quantity):
    order = np.lexsort((day, group))
    group, product, day = group[order], product[order], day[order]
    new = np.ones(len(group), bool)
    new[1:] = (group[1:] != group[:-1]) | (day[1:] != day[:-1])
    if len(group):
        quantity = np.add.reduceat(quantity[order], np.flatnonzero(new))
    return group[new], product[new], day[new], quantity
