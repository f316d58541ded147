"""Laney's u' and p' charts: limits that allow for scatter between periods."""

import numpy as np

from .p_chart import p_centre, p_subgroups
from .subgroups import draw, per_size, rates, subgroups
from .u_chart import u_centre

# expected range of two standard normal values
_D2 = 1.128


def sigma_z(value, centre, sigma):
    """Scatter of the points in units of the scatter that the chart expects.

    :param value, sigma: points and their standard deviations, by time
    :param centre: centre line
    :return: 1 where they scatter as expected, more where the process itself
        moves about; nan with less than two points or none that could scatter

    Mean moving range of z = (value - centre) / sigma, over 1.128: Laney, Quality
    Engineering 14(4), 2002, 531-537. A blank period is skipped, not a break.
    """
    value, sigma = np.asarray(value, float), np.asarray(sigma, float)
    used = np.isfinite(value) & (sigma > 0)
    z = (value[used] - centre) / sigma[used]
    return float(np.abs(np.diff(z)).mean() / _D2) if len(z) > 1 else np.nan


def laney_u_limits(counts, sizes, centre=None, spread=None, sigmas=3.0):
    """u'-chart: limits ū ± 3 sqrt(ū / n) σz, not below 0.

    :param counts, sizes, centre, sigmas: as for :func:`u_limits`
    :param spread: frozen σz (default: :func:`sigma_z` of these very periods)
    :return: :class:`ControlChart`; blank limits if σz cannot be told
    :raises ValueError: as :func:`u_limits`, or for a negative spread
    """
    counts, sizes = subgroups(counts, sizes)
    centre = u_centre(counts, sizes, centre)
    value, sigma = rates(counts, sizes), per_size(centre, sizes)
    return draw(value, centre, _widened(value, centre, sigma, spread), sigmas)


def laney_p_limits(counts, sizes, centre=None, spread=None, sigmas=3.0):
    """p'-chart: limits p̄ ± 3 sqrt(p̄(1-p̄) / n) σz, within 0 and 1.

    :param counts, sizes, centre, sigmas: as for :func:`p_limits`
    :param spread: frozen σz (default: :func:`sigma_z` of these very periods)
    :return: :class:`ControlChart`; blank limits if σz cannot be told
    :raises ValueError: as :func:`p_limits`, or for a negative spread
    """
    counts, sizes = p_subgroups(counts, sizes)
    centre = p_centre(counts, sizes, centre)
    value, sigma = rates(counts, sizes), per_size(centre * (1 - centre), sizes)
    return draw(value, centre, _widened(value, centre, sigma, spread), sigmas, 1.0)


def _widened(value, centre, sigma, spread):
    spread = sigma_z(value, centre, sigma) if spread is None else float(spread)
    if spread < 0:
        raise ValueError("the spread of the points cannot be negative")
    return sigma * spread
