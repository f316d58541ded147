"""The functions of formulas, on arrays; NaN is "no data".

Each takes and returns float arrays of one shape.
"""

from dataclasses import dataclass

import numpy as np

MOST_VALUES = 9
MOST_DECIMALS = 9


@dataclass(frozen=True)
class Function:
    """:ivar least, most: how many values it takes"""

    compute: object
    least: int
    most: int


def divide(above, below, otherwise=np.nan):
    """``above / below``, or ``otherwise`` where there is nothing to divide by."""
    with np.errstate(all="ignore"):
        found = np.where(below == 0, otherwise, above / below)
    return np.where(np.isnan(above) | np.isnan(below), np.nan, found)


def percentage(above, below):
    """100 times the quotient, no data where there is nothing to divide by."""
    return 100 * divide(above, below)


def fill(value, otherwise=0.0):
    """``value``, or ``otherwise`` where there is no data."""
    return np.where(np.isnan(value), otherwise, value)


def choose(condition, one, other):
    """``one`` where the condition is not 0, else ``other``; no data if unknown."""
    found = np.where(condition != 0, one, other)
    return np.where(np.isnan(condition), np.nan, found)


def round_half_away(value, decimals=0.0):
    """Round halves away from zero, as people do with pencil and paper."""
    decimals = np.clip(np.nan_to_num(decimals), 0, MOST_DECIMALS).astype(int)
    scale = 10.0**decimals
    return np.copysign(np.floor(np.abs(value) * scale + 0.5) / scale, value)


def _skip(reduce):
    """Make a function of several values that passes over those without data."""

    def compute(*values):
        stacked = np.stack(values)
        known = ~np.isnan(stacked)
        return np.where(known.any(axis=0), reduce(stacked, known), np.nan)

    return compute


def _mean(stacked, known):
    return np.where(known, stacked, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def _least(stacked, known):
    return np.where(known, stacked, np.inf).min(axis=0)


def _most(stacked, known):
    return np.where(known, stacked, -np.inf).max(axis=0)


def _total(stacked, known):
    return np.where(known, stacked, 0).sum(axis=0)


FUNCTIONS = {
    "abs": Function(np.abs, 1, 1),
    "avg": Function(_skip(_mean), 1, MOST_VALUES),
    "div": Function(divide, 2, 3),
    "iff": Function(choose, 3, 3),
    "max": Function(_skip(_most), 1, MOST_VALUES),
    "min": Function(_skip(_least), 1, MOST_VALUES),
    "nz": Function(fill, 1, 2),
    "pct": Function(percentage, 2, 2),
    "round": Function(round_half_away, 1, 2),
    "sum": Function(_skip(_total), 1, MOST_VALUES),
}
