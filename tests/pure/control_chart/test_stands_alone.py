"""Neither package needs Odoo, nor more than NumPy and SciPy."""

import subprocess
import sys
from pathlib import Path

import control_chart
import pytest
import satisfaction


@pytest.mark.parametrize("package", [satisfaction, control_chart])
def test_stands_alone(package):
    code = (
        f"import sys, {package.__name__};"
        "sys.exit(' '.join({'odoo', 'pandas'} & set(sys.modules)) or 0)"
    )
    root = Path(package.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True
    )
    assert not done.returncode, done.stderr


@pytest.mark.parametrize("package", [satisfaction, control_chart])
def test_public_names(package):
    assert len(set(package.__all__)) == len(package.__all__)
    for name in package.__all__:
        assert getattr(package, name).__doc__
