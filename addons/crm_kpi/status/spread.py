"""Divide a target over periods or people, and compare parts with their whole."""

import numpy as np


def spread(total, shares, decimals=2):
    """Divide ``total`` by ``shares`` so that the rounded parts add up exactly.

    By largest remainder: each part is rounded down to its last decimal, and what is
    left goes to the parts that lost most.

    :param float total: at least 0
    :param shares: numbers of at least 0, not all of them 0
    :param int decimals: of the parts
    :return: float array
    :raise ValueError: when there is nothing to divide by
    """
    shares = np.asarray(shares, float)
    if total < 0 or (shares < 0).any() or not shares.sum() > 0:
        raise ValueError("shares must not be negative, nor all of them 0")
    scale = 10**decimals
    whole = round(total * scale)
    exact = whole * shares / shares.sum()
    parts = np.floor(exact)
    missing = int(whole - parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:missing]] += 1
    return parts / scale


def find_gap(whole, parts):
    """Return what parts promise more (positive) or less than their whole."""
    return float(np.sum(parts)) - float(whole)
