"""What customers met on their way, many paths in one flat table."""

from dataclasses import dataclass
from itertools import chain

import numpy as np

MOST_CHANNELS = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths of touches, each row of them a path, in compressed sparse rows.

    Touches of path i are ``channels[offsets[i]:offsets[i + 1]]``, oldest first.
    Alike paths may share a row; a path without touches may stand in it, and
    what it earned is credited to nobody.

    :param offsets: where each path begins, and the end, int64, (n_paths + 1,)
    :param channels: channel met, 0 to n_channels - 1, int32, (n_touches,)
    :param days: days from the touch to the conversion, or for a path without
        one to its end; 0 or more, never rising within a path, (n_touches,)
    :param values: money of all conversions of a row, in one currency and any
        sign, as a refund is less than nothing; 0 without conversions, (n_paths,)
    :param conversions: how often the path ended in a conversion, (n_paths,)
    :param nulls: how often it ended in none, (n_paths,)
    :param n_channels: channels there are, also those never met; default: up to
        the last one met
    :raises ValueError: for shapes that do not go together, or for figures that
        are not what is said here
    """

    offsets: np.ndarray
    channels: np.ndarray
    days: np.ndarray
    values: np.ndarray
    conversions: np.ndarray
    nulls: np.ndarray
    n_channels: int | None = None

    def __post_init__(self):
        offsets = _whole("offsets", self.offsets).astype(np.int64, copy=False)
        channels = _whole("channels", self.channels)
        if not offsets.size or offsets[0] != 0 or (np.diff(offsets) < 0).any():
            raise ValueError("offsets must begin with 0 and never fall")
        if offsets[-1] != channels.size:
            raise ValueError(
                f"offsets end at {offsets[-1]}, but there are {channels.size} touches"
            )
        met = int(channels.max()) + 1 if channels.size else 0
        many = met if self.n_channels is None else int(self.n_channels)
        if channels.size and channels.min() < 0:
            raise ValueError("a channel is an index from 0")
        if met > many or not 0 <= many <= MOST_CHANNELS:
            raise ValueError(f"channel {met - 1} is met, but there are {many} channels")
        n_paths = offsets.size - 1
        kept = {
            "offsets": offsets,
            "channels": channels.astype(np.int32, copy=False),
            "n_channels": many,
            "days": _figures("days", self.days, channels.size, least=0),
            "values": _figures("values", self.values, n_paths),
            "conversions": _figures("conversions", self.conversions, n_paths, least=0),
            "nulls": _figures("nulls", self.nulls, n_paths, least=0),
        }
        for name, value in kept.items():
            object.__setattr__(self, name, value)
        rises = np.zeros(channels.size + 1, bool)
        rises[1:-1] = np.diff(self.days) > 0
        # from one path to the next the days may rise
        rises[offsets] = False
        if rises.any():
            touch = int(rises.argmax())
            path = np.searchsorted(offsets, touch, side="right") - 1
            raise ValueError(
                "touches must stand oldest first, but the days rise at touch"
                f" {touch}, of path {path}"
            )

    @property
    def n_paths(self):
        """Number of rows."""
        return self.offsets.size - 1

    @property
    def n_touches(self):
        """Number of touches of all rows."""
        return self.channels.size

    @property
    def lengths(self):
        """Touches of each path, int64, (n_paths,)."""
        return np.diff(self.offsets)

    def owner(self):
        """Path that each touch belongs to, int64, (n_touches,)."""
        return np.repeat(np.arange(self.n_paths), self.lengths)

    def totals(self, what):
        """The money or the number of conversions of each path, (n_paths,).

        :param what: "values" or "conversions"
        :raises ValueError: for anything else
        """
        if what not in ("values", "conversions"):
            raise ValueError('what is credited is "values" or "conversions"')
        return getattr(self, what)


def from_lists(
    touches, conversions=None, nulls=None, values=None, days=None, names=None
):
    """Paths of plain lists.

    :param touches: for each path the channels met, oldest first: indices, or
        with ``names`` names
    :param conversions: of each path (default: 1 each)
    :param nulls: of each path (default: 0)
    :param values: money of each path (default: 0)
    :param days: for each path the days of its touches (default: 0)
    :param names: all channels; index i is that of ``names[i]``
    :return: :class:`Paths`
    :raises ValueError: for an unknown or repeated name, for days that do not go
        with the touches, and as :class:`Paths`
    """
    touches = [list(path) for path in touches]
    many = None
    if names is not None:
        index = {name: place for place, name in enumerate(names)}
        many = len(index)
        if many != len(names):
            raise ValueError("two channels have the same name")
        unknown = set(chain.from_iterable(touches)) - set(index)
        if unknown:
            raise ValueError(f"unknown channels: {sorted(map(str, unknown))}")
        touches = [[index[name] for name in path] for path in touches]
    lengths = [len(path) for path in touches]
    if days is None:
        days = [[0.0] * length for length in lengths]
    days = [list(path) for path in days]
    if [len(path) for path in days] != lengths:
        raise ValueError("every touch needs its days, and no others")
    n_paths = len(touches)
    return Paths(
        np.cumsum([0, *lengths]),
        np.array(list(chain.from_iterable(touches)) or np.zeros(0, int)),
        np.array(list(chain.from_iterable(days)), float),
        np.zeros(n_paths) if values is None else values,
        np.ones(n_paths) if conversions is None else conversions,
        np.zeros(n_paths) if nulls is None else nulls,
        many,
    )


def _whole(name, array):
    """A flat array of integers; ValueError for anything else."""
    array = np.asarray(array)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a flat array of whole numbers")
    return array if array.size else array.astype(np.int64)


def _figures(name, array, size, least=None):
    """``size`` finite floats, none below ``least``; ValueError for anything else."""
    array = np.asarray(array, np.float64)
    if array.shape != (size,):
        raise ValueError(f"{name} must have the shape ({size},), not {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite")
    if least is not None and (array < least).any():
        raise ValueError(f"{name} must not be below {least}")
    return array
