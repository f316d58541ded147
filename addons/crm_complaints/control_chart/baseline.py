"""Limits frozen on a stable time, to judge what comes after by."""

import math
from dataclasses import dataclass

import numpy as np

from .laney import laney_p_limits, laney_u_limits, sigma_z
from .p_chart import p_limits, p_subgroups
from .subgroups import subgroups
from .u_chart import u_limits

MIN_POINTS = 20
MIN_MEAN_COUNT = 5.0

_LIMITS = {
    ("u", False): u_limits,
    ("u", True): laney_u_limits,
    ("p", False): p_limits,
    ("p", True): laney_p_limits,
}


@dataclass(frozen=True)
class Baseline:
    """What a chart needs to know of the time it was frozen on.

    :param kind: "u" (counts per unit) or "p" (share)
    :param centre: centre line
    :param spread: Laney's σz; nan if nothing was counted in all that time
    :param n_points: periods with a size
    """

    kind: str
    centre: float
    spread: float
    n_points: int

    def __post_init__(self):
        _check_kind(self.kind)

    def limits(self, counts, sizes, laney=False, sigmas=3.0):
        """Chart of any periods around the frozen centre line.

        :param counts, sizes: as for :func:`u_limits` or :func:`p_limits`
        :param laney: widen the limits by the frozen spread
        :return: :class:`ControlChart`
        :raises ValueError: for what is no count or size
        """
        frozen = {"spread": self.spread} if laney else {}
        make = _LIMITS[self.kind, bool(laney)]
        return make(counts, sizes, centre=self.centre, sigmas=sigmas, **frozen)


@dataclass(frozen=True)
class Advice:
    """What to do before a baseline is frozen.

    :param n_points: periods with a size
    :param mean_count: mean count of these; nan without any
    :param widen_by: periods to put together into one: 1 is wide enough, 3 makes
        quarters of months; None if nothing was counted, so that none is
    :param more_points: further periods, as long as these are now, until there
        are points enough
    """

    n_points: int
    mean_count: float
    widen_by: int | None
    more_points: int

    @property
    def ready(self):
        """Whether a baseline may be frozen on the periods as they are."""
        return self.widen_by == 1 and not self.more_points


def freeze_baseline(counts, sizes, kind="u", exclude=None, min_points=MIN_POINTS):
    """Freeze centre line and spread on a time without special causes.

    :param counts, sizes: the periods, as for :func:`u_limits`, :func:`p_limits`
    :param kind: "u" or "p"
    :param exclude: booleans, periods whose cause is known and gone (default: none)
    :param min_points: periods with a size that it takes
    :return: :class:`Baseline`
    :raises ValueError: for too few periods, another kind, or no count or size

    Twenty points and more: Montgomery, Introduction to Statistical Quality
    Control, chapter 5. Limits that follow each new point would chase a slow
    change and never show it.
    """
    counts, sizes = _periods(counts, sizes, kind)
    if exclude is not None:
        exclude = np.asarray(exclude)
        if exclude.shape != counts.shape or exclude.dtype != bool:
            raise ValueError("exclude must tell True or False of every period")
        counts, sizes = counts[~exclude], sizes[~exclude]
    n_points = int((sizes > 0).sum())
    if n_points < max(min_points, 1):
        raise ValueError(
            f"a baseline needs {min_points} periods with something in them,"
            f" not {n_points}"
        )
    chart = _LIMITS[kind, False](counts, sizes)
    centre = float(chart.centre[0])
    spread = sigma_z(chart.value, centre, chart.sigma)
    return Baseline(kind, centre, spread, n_points)


def baseline_advice(
    counts, sizes, min_points=MIN_POINTS, min_mean_count=MIN_MEAN_COUNT
):
    """Tell whether periods are many and wide enough for a baseline.

    :param counts, sizes: the periods, as for :func:`u_limits`
    :param min_points: points that a baseline should have
    :param min_mean_count: mean count below which the period should be wider
    :return: :class:`Advice`
    :raises ValueError: for what is no count or size, or a least that is not
        above 0

    With few counts the distribution leans, the lower limit lies at 0 and no
    improvement can show: Montgomery, chapter 7, on low defect levels.
    """
    counts, sizes = subgroups(counts, sizes)
    if not (min_points > 0 and min_mean_count > 0):
        raise ValueError("the least points and the least mean count must be above 0")
    used = sizes > 0
    n_points, total = int(used.sum()), float(counts[used].sum())
    mean = total / n_points if n_points else math.nan
    widen_by = max(1, math.ceil(min_mean_count / mean - 1e-9)) if total else None
    more = max(0, min_points * (widen_by or 1) - n_points)
    return Advice(n_points, mean, widen_by, more)


def _periods(counts, sizes, kind):
    _check_kind(kind)
    return p_subgroups(counts, sizes) if kind == "p" else subgroups(counts, sizes)


def _check_kind(kind):
    if kind not in ("u", "p"):
        raise ValueError("the kind of chart must be u or p")
