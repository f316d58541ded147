"""Pytest plugin: narrows Odoo's checks of its own code (test_lint) to our add-ons.

They look at everything on the add-ons path; what Odoo's own modules look like
is not ours to judge.  Loaded with `-p frontdoor.code_checks`.
"""

from pathlib import Path

import pytest

from odoo.modules import Manifest

from .settings import ADDONS


@pytest.fixture(scope="session", autouse=True)
def only_our_addons():
    every = Manifest.all_addon_manifests

    def ours():
        return [found for found in every() if Path(found.path).parent == ADDONS]

    Manifest.all_addon_manifests = staticmethod(ours)
    yield
    Manifest.all_addon_manifests = staticmethod(every)
