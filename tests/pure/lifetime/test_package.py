"""The package stands alone."""

import subprocess
import sys
from pathlib import Path

import lifetime


def test_needs_neither_odoo_nor_pandas():
    code = (
        "import sys, lifetime;"
        "bad = {'odoo', 'pandas', 'lifetimes', 'matplotlib'} & set(sys.modules);"
        "sys.exit(' '.join(bad) or 0)"
    )
    root = Path(lifetime.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True
    )
    assert not done.returncode, done.stderr


def test_public_names_exist():
    assert len(set(lifetime.__all__)) == len(lifetime.__all__)
    for name in lifetime.__all__:
        assert hasattr(lifetime, name)
