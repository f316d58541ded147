"""Who is treated and who is held out, decided by a hash and never by chance."""

from hashlib import sha256

import numpy as np

PARTS = 10_000


def assign_arms(keys, salt, shares):
    """Arm of each key.

    :param keys: what names a person for good (text, whole number or bytes), n of
        them; the same key always falls into the same arm, in any order and run
    :param salt: what names the experiment; another one divides anew
    :param shares: share of each arm, 0 or more, summing to 1; counted in
        ten-thousandths
    :return: index of the arm, int64, (n,)
    :raises ValueError: for shares that do not sum to 1, or one that is above 0
        and too small to be counted

    SHA-256 of the salt followed by the key, as a big-endian number, modulo
    10,000: arm 0 is the lowest numbers, and so on. Arms of large n have their
    shares up to chance, as if drawn.
    """
    shares = np.asarray(shares, np.float64)
    if shares.ndim != 1 or not shares.size or not (shares >= 0).all():
        raise ValueError("every arm needs a share of 0 or more")
    if not abs(shares.sum() - 1) <= 1e-9:
        raise ValueError("the shares of all arms must sum to 1")
    ends = np.rint(np.cumsum(shares) * PARTS).astype(np.int64)
    if ((np.diff(ends, prepend=0) == 0) & (shares > 0)).any():
        raise ValueError(f"a share must be at least 1/{PARTS}")
    salted = sha256(_bytes(salt))
    return np.searchsorted(ends, [_part(salted, key) for key in keys], side="right")


def _part(salted, key):
    """The ten-thousandth that a key falls into, 0 to 9999."""
    hashed = salted.copy()
    hashed.update(_bytes(key))
    return int.from_bytes(hashed.digest(), "big") % PARTS


def _bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()
