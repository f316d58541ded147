"""u-chart: complaints for so many orders."""

from .subgroups import draw, mean_rate, per_size, rates, subgroups


def u_limits(counts, sizes, centre=None, sigmas=3.0):
    """Chart of counts per unit, when one unit can have several.

    :param counts: complaints of every period, by time, shape (k,)
    :param sizes: units of the period, such as orders / 1000, 0 or more
    :param centre: frozen centre line, complaints a unit (default: Σc / Σn of
        these very periods)
    :param sigmas: distance of the limits
    :return: :class:`ControlChart`, complaints a unit
    :raises ValueError: for what is no count or size, or a negative centre

    ū ± 3 sqrt(ū / n), the lower limit not below 0: Montgomery, Introduction to
    Statistical Quality Control, chapter 7. Counts are taken to be Poisson; if
    they scatter more than that, see :func:`laney_u_limits`.
    """
    counts, sizes = subgroups(counts, sizes)
    centre = u_centre(counts, sizes, centre)
    return draw(rates(counts, sizes), centre, per_size(centre, sizes), sigmas)


def u_centre(counts, sizes, centre):
    """The frozen centre line if there is one, else that of the periods.

    :raises ValueError: for a centre below 0
    """
    centre = mean_rate(counts, sizes) if centre is None else float(centre)
    if centre < 0:
        raise ValueError("the centre line cannot lie below 0")
    return centre
