"""The add-ons that make the documents of remedies go, and complaints stay."""

from pathlib import Path

import pytest
from frontdoor import addons, odoo_command, testbed
from test_lifecycle import ERRORS, uninstall

STEPS = Path(__file__).with_name("remedy_parts.py")
PARTS = ("crm_complaints_stock", "crm_complaints_repair", "crm_complaints_loyalty")


@pytest.fixture(scope="module")
def parted():
    """A database in which remedies were given, and whose add-ons are gone."""
    with testbed.copy(testbed.template(addons.names())) as name:
        do(name, "give")
        uninstall(name, *PARTS)
        yield name


def do(name, step):
    log = f"remedy-parts-{step}.log"
    odoo_command.run_script(name, STEPS, log, f"remedies: {step}", STEP=step)
    assert not odoo_command.complaints(log, ERRORS)


def test_remedies_are_usable_without_what_made_them(parted):
    do(parted, "look")
