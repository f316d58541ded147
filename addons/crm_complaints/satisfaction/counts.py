"""Counts of answers: what every figure of this package starts from."""

import numpy as np


def counts(**named):
    """Read the arguments as counts and bring them to one shape.

    :param named: numbers or arrays of whole numbers not below zero
    :return: list of float arrays in the order of the arguments, broadcast
    :raises ValueError: for a missing, negative, infinite or broken number, or
        for shapes that do not go together
    """
    arrays = []
    for name, value in named.items():
        array = np.asarray(value, float)
        if not (np.isfinite(array) & (array >= 0) & (array == np.floor(array))).all():
            raise ValueError(f"{name} must be whole numbers, zero or more")
        arrays.append(array)
    try:
        return list(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(
            f"{', '.join(named)} must have one length, not {shapes}"
        ) from None


def share(part, whole):
    """Part of a whole; nan, a blank and not 0, where the whole is zero."""
    part, whole = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    made = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=made, where=whole > 0)
    return made[()]


def tally(answers, lowest, highest, group=None, n_groups=None):
    """Count how often each answer of a scale was given.

    :param answers: one-dimensional, whole numbers of the scale; nan where
        somebody did not answer, which is not counted
    :param lowest, highest: ends of the scale, both of them answers
    :param group: group of every answer, 0 to n_groups - 1 (default: one group)
    :param n_groups: number of groups (default: the highest in ``group``, and one)
    :return: integers, shape (highest - lowest + 1,), or with ``group``
        (n_groups, highest - lowest + 1), lowest answer first
    :raises ValueError: for an answer that the scale does not have
    """
    answers = np.asarray(answers, float)
    width = int(highest) - int(lowest) + 1
    if answers.ndim != 1 or width < 2:
        raise ValueError("answers must be one-dimensional, on a scale of two or more")
    given = ~np.isnan(answers)
    place = answers[given] - lowest
    if not ((place >= 0) & (place < width) & (place == np.floor(place))).all():
        raise ValueError(
            f"answers must be whole numbers from {lowest} to {highest}, or nan"
        )
    place = place.astype(np.int64)
    if group is None:
        return np.bincount(place, minlength=width)
    group = np.asarray(group)
    if group.shape != answers.shape:
        raise ValueError("group and answers must have one length")
    if n_groups is None:
        n_groups = int(group.max(initial=-1)) + 1
    if not ((group >= 0) & (group < n_groups) & (group == np.floor(group))).all():
        raise ValueError("groups must be whole numbers from 0 to n_groups - 1")
    place += group[given].astype(np.int64) * width
    return np.bincount(place, minlength=n_groups * width).reshape(n_groups, width)


def of_scale(tallied, steps):
    """Read a tally of a scale with so many steps, shape (..., steps).

    :raises ValueError: for another number of steps, or for what is no count
    """
    (tallied,) = counts(tallied=tallied)
    if not tallied.ndim or tallied.shape[-1] != steps:
        raise ValueError(f"the tally must have {steps} columns, one for each answer")
    return tallied
