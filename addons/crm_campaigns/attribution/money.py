"""Money divided to the last cent."""

import numpy as np

# Minor units (cents; rials with digits=0) up to which float64 tells a fraction
# of one from rounding
LARGEST = 10**15


def divide_money(amounts, offsets, weights, digits):
    """Divide the amount of each path among its touches, none lost to rounding.

    :param amounts: money of each path, any sign, (n_paths,); rounded to
        ``digits`` first, as amounts of a currency already are
    :param offsets: where the touches of each path begin, and the end, integers,
        (n_paths + 1,)
    :param weights: of each touch, 0 or more, (n_touches,); only their proportion
        within a path counts
    :param digits: decimal places of the currency, 0 or more
    :return: amount of each touch, (n_touches,), each the float64 nearest to a
        number of so many digits. Counted in minor units those of a path sum
        exactly to its amount. What belongs to a path without touches is not
        divided.
    :raises ValueError: for shapes that do not go together, weights below 0 or
        all 0 in a path, figures that are not finite, or more than 10^15 minor
        units

    Largest remainder (Hamilton's method of apportionment): each gets its part
    rounded down in size, and the units left over go one by one to the largest
    remainders, the oldest touch first among equals. A touch of weight 0 gets 0;
    a negative amount is divided as the positive one.
    """
    units, sign = _units(amounts, digits)
    offsets, weights = np.asarray(offsets), np.asarray(weights, np.float64)
    if offsets.shape != (units.size + 1,) or weights.shape != (offsets[-1],):
        raise ValueError("amounts, offsets and weights do not go together")
    lengths = np.diff(offsets)
    if offsets[0] != 0 or (lengths < 0).any():
        raise ValueError("offsets must begin with 0 and never fall")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("weights must be finite and not below 0")
    owner = np.repeat(np.arange(units.size), lengths)
    whole = np.bincount(owner, weights, units.size)
    if not ((whole > 0) | (lengths == 0)).all() or not np.isfinite(whole).all():
        raise ValueError("the weights of a path must sum to more than 0")
    # proportion first: a product of amount and weight might lose digits twice
    part = weights / whole[owner] * units[owner]
    given = np.floor(part).astype(np.int64)
    part -= given
    _give_rest(given, part, weights > 0, units, offsets, owner)
    return given * sign[owner] / 10**digits


def _units(amounts, digits):
    """Amounts as (size in minor units, sign), both int64, (n_paths,)."""
    if digits != int(digits) or not 0 <= digits <= 15:
        raise ValueError("a currency has 0 to 15 digits")
    amounts = np.asarray(amounts, np.float64)
    if amounts.ndim != 1 or not np.isfinite(amounts).all():
        raise ValueError("amounts must be a flat array of finite figures")
    sized = np.rint(np.abs(amounts) * 10.0**digits)
    if (sized > LARGEST).any():
        raise ValueError(f"more than {LARGEST} minor units cannot be divided exactly")
    return sized.astype(np.int64), np.where(amounts < 0, -1, 1)


def _give_rest(given, remainder, able, units, offsets, owner):
    """Add to ``given`` what each path lacks, largest remainders first."""
    # integers throughout: sums of floats would not be exact at this size
    before = np.concatenate(([0], np.cumsum(given)))
    rest = units - np.diff(before[offsets])
    takers = np.bincount(owner[able], minlength=units.size)
    rest[takers == 0] = 0
    # rounding of large amounts may leave more than one each, or one too few
    each, over = np.divmod(rest, np.maximum(takers, 1))
    given[able] += each[owner[able]]
    waiting = np.flatnonzero(able & (over[owner] > 0))
    path = owner[waiting]
    order = np.lexsort((-remainder[waiting], path))
    path = path[order]
    begins = np.flatnonzero(np.diff(path, prepend=-1))
    rank = np.arange(path.size) - np.repeat(
        begins, np.diff(np.append(begins, path.size))
    )
    given[waiting[order[rank < over[path]]]] += 1
