import numpy as np
import pytest
from status import attainment, light


@pytest.mark.parametrize(
    ("value", "target", "higher", "expected"),
    [
        (90, 100, True, 90),
        (100, 100, True, 100),
        (500, 100, True, 120),
        (4.0, 4.0, False, 100),
        (5, 4, False, 80),
        (0, 4, False, 120),
        (-5, 100, True, 0),
    ],
)
def test_attainment(value, target, higher, expected):
    assert attainment(value, target, higher) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "target"), [(5, 0), (5, -1), (np.nan, 5), (5, np.nan)]
)
def test_no_attainment(value, target):
    assert np.isnan(attainment(value, target))


def test_on_the_target_is_green():
    """0.1 + 0.2 of 0.3 is all of it; 4 hours of 4 hours as well."""
    assert light(attainment(0.1 + 0.2, 0.3)) == "green"
    assert light(attainment(0.3, 0.1 + 0.2)) == "green"
    assert light(attainment(4.0, 4.0, False)) == "green"


def test_lights():
    found = light([np.nan, 100, 99.9, 90, 89.9])
    assert list(found) == ["grey", "green", "yellow", "yellow", "red"]
