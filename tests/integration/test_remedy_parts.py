"""The add-ons between complaints and others go, and complaints stay."""

from pathlib import Path

import pytest
from frontdoor import addons, odoo_command, testbed
from test_lifecycle import ERRORS, uninstall

STEPS = Path(__file__).with_name("remedy_parts.py")
PARTS = (
    "crm_complaints_stock",
    "crm_complaints_repair",
    "crm_complaints_loyalty",
    "crm_complaints_livechat",
    "crm_complaints_sms",
    "crm_complaints_survey",
)


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


def test_complaints_are_usable_without_them(parted):
    do(parted, "look")
