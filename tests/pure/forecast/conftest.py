from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


def load(name):
    return np.loadtxt(DATA / f"{name}.csv", comments="#")


@pytest.fixture
def passengers():
    """144 months with a trend and a strong season."""
    return load("air_passengers")


@pytest.fixture
def wine():
    """176 months with a season."""
    return load("wine_sales")
