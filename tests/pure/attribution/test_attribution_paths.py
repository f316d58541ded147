"""Paths refuse what cannot be meant."""

import subprocess
import sys
from pathlib import Path

import attribution
import numpy as np
import pytest
from attribution import Paths, from_lists

GOOD = {
    "offsets": [0, 2, 2, 3],
    "channels": [0, 1, 1],
    "days": [5.0, 2.0, 9.0],
    "values": [10.0, 0.0, -3.0],
    "conversions": [1, 0, 1],
    "nulls": [0, 1, 0],
}


def test_rows_of_touches():
    paths = Paths(**GOOD)
    assert (paths.n_paths, paths.n_touches, paths.n_channels) == (3, 3, 2)
    assert paths.lengths.tolist() == [2, 0, 1]
    assert paths.owner().tolist() == [0, 0, 2]
    kinds = [getattr(paths, name).dtype for name in GOOD]
    assert kinds == [np.int64, np.int32, *[np.float64] * 4]
    assert Paths(**GOOD, n_channels=9).n_channels == 9


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("offsets", [0, 2, 1, 3], "never fall"),
        ("offsets", [1, 2, 2, 3], "begin with 0"),
        ("offsets", [], "begin with 0"),
        ("offsets", [0, 2, 2, 4], "offsets end at 4"),
        ("offsets", [0.0, 2, 2, 3], "whole numbers"),
        ("channels", [0, -1, 1], "index from 0"),
        ("channels", [0.5, 1, 1], "whole numbers"),
        ("channels", [0, 2**31, 1], "is met"),
        ("channels", [[0, 1, 1]], "flat"),
        ("n_channels", 1, "channel 1 is met, but there are 1"),
        ("days", [2, 5, 9], "rise at touch 1, of path 0"),
        ("days", [5, -2, 9], "days must not be below 0"),
        ("days", [5, np.nan, 9], "days must be finite"),
        ("days", [5, 2], r"shape \(3,\)"),
        ("values", [1, np.inf, 1], "values must be finite"),
        ("conversions", [1, -1, 1], "conversions must not be below"),
        ("nulls", [1, 1], r"nulls must have the shape \(3,\)"),
    ],
)
def test_what_paths_refuse(name, value, complaint):
    with pytest.raises(ValueError, match=complaint):
        Paths(**{**GOOD, name: value})


def test_lists_by_name():
    paths = from_lists([["b", "a"], []], names=["a", "b", "c"], days=[[3, 1], []])
    assert paths.channels.tolist() == [1, 0] and paths.n_channels == 3
    assert paths.conversions.tolist() == [1, 1] and not paths.nulls.any()
    with pytest.raises(ValueError, match=r"unknown channels: \['x'\]"):
        from_lists([["x"]], names=["a"])
    with pytest.raises(ValueError, match="same name"):
        from_lists([["a"]], names=["a", "a"])
    with pytest.raises(ValueError, match="needs its days"):
        from_lists([[0, 1]], days=[[1]])


def test_package_stands_alone():
    code = "import sys, attribution; sys.exit('odoo' in sys.modules)"
    root = Path(attribution.__file__).parents[1]
    assert not subprocess.run([sys.executable, "-c", code], cwd=root).returncode
    assert len(set(attribution.__all__)) == len(attribution.__all__)
    for name in attribution.__all__:
        assert getattr(attribution, name).__doc__
