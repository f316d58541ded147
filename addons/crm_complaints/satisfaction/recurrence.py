"""Complaints that come again after they were closed."""

import numpy as np

from .proportion import estimate_share


def recurrence_share(recurring, cases, confidence=0.95):
    """Share of the cases that are a recurrence.

    :param recurring: cases with an earlier closed one, see :func:`find_recurrences`
    :param cases: all cases
    :return: :class:`Estimate`, shares from 0 to 1; nan without cases
    :raises ValueError: for what is no count, or more recurring than all
    """
    return estimate_share(recurring, cases, confidence)


def find_recurrences(subject, opened, closed, window=180.0):
    """Which cases come within a window after an earlier one was closed.

    :param subject: what must be the same, any key NumPy can sort: a number of
        customer and category
    :param opened: when the case was received, in days from any start
    :param closed: when it was last closed, in the same days; nan while open
    :param window: days from the closing to the receipt of the next, at most
    :return: booleans, one a case
    :raises ValueError: for columns of unlike length, a case without receipt, one
        closed before it was received, or a window below 0

    ISO 10002, 8.2 asks to tell recurring problems from single ones. A case
    closed at the very time of the receipt was not closed before it.
    """
    subject = np.asarray(subject)
    opened, closed = np.asarray(opened, float), np.asarray(closed, float)
    if not subject.shape == opened.shape == closed.shape or subject.ndim != 1:
        raise ValueError("the columns must be one-dimensional of one length")
    if not (np.isfinite(opened).all() and window >= 0):
        raise ValueError("every case needs a receipt, and the window is not below 0")
    if (closed < opened).any():
        raise ValueError("a case cannot be closed before it was received")
    ended = np.flatnonzero(~np.isnan(closed))
    key = np.unique(subject, return_inverse=True)[1]
    # receipts and closings of a subject in one row by time, receipts first
    group = np.concatenate((key, key[ended]))
    time = np.concatenate((opened, closed[ended]))
    is_closing = np.arange(len(time)) >= len(key)
    order = np.lexsort((is_closing, time, group))
    place = np.where(is_closing[order], np.arange(len(order)), -1)
    last = np.maximum.accumulate(place)
    found = last >= 0
    found &= group[order][last] == group[order]
    found &= time[order] - time[order][last] <= window
    result = np.empty(len(time), bool)
    result[order] = found
    return result[: len(key)]
