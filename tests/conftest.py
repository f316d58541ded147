"""Shared by all tests: where the checkout is."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def manifests():
    """Manifest of each add-on, by name."""
    return {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in sorted((ROOT / "addons").glob("*/__manifest__.py"))
    }
