"""p-chart: share of the orders that led to a complaint."""

import numpy as np

from .subgroups import draw, mean_rate, per_size, rates, subgroups


def p_limits(counts, sizes, centre=None, sigmas=3.0):
    """Chart of a share, when one unit is or is not concerned.

    :param counts: units concerned in every period, by time, shape (k,)
    :param sizes: all units of the period, whole numbers not below the count
    :param centre: frozen centre line, 0 to 1 (default: Σ counts / Σ sizes of
        these very periods)
    :param sigmas: distance of the limits
    :return: :class:`ControlChart`, shares from 0 to 1
    :raises ValueError: for what is no count, more concerned than there are, or
        a centre outside 0 to 1

    p̄ ± 3 sqrt(p̄(1-p̄) / n), within 0 and 1: Montgomery, Introduction to
    Statistical Quality Control, chapter 7. With thousands of orders a period
    the limits get too narrow, see :func:`laney_p_limits`.
    """
    counts, sizes = p_subgroups(counts, sizes)
    centre = p_centre(counts, sizes, centre)
    sigma = per_size(centre * (1 - centre), sizes)
    return draw(rates(counts, sizes), centre, sigma, sigmas, 1.0)


def p_subgroups(counts, sizes):
    """Periods as :func:`subgroups` reads them, each a part of a whole.

    :raises ValueError: for sizes that are not whole or smaller than the count
    """
    counts, sizes = subgroups(counts, sizes)
    if (sizes != np.floor(sizes)).any() or (counts > sizes).any():
        raise ValueError("sizes must be whole numbers, each at least its count")
    return counts, sizes


def p_centre(counts, sizes, centre):
    """The frozen centre line if there is one, else that of the periods.

    :raises ValueError: for a centre outside 0 to 1
    """
    centre = mean_rate(counts, sizes) if centre is None else float(centre)
    if centre < 0 or centre > 1:
        raise ValueError("the centre line must lie between 0 and 1")
    return centre
