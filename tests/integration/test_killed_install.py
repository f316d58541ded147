"""Odoo killed while it installs or updates us: the same command mends all.

The kill comes at a known place: Odoo waits there for what we hold.
"""

import subprocess
import time
from contextlib import closing

import psycopg2
import pytest
from database_content import differences, read_schema
from frontdoor import addons, database, odoo_command, testbed
from frontdoor.settings import LOGS, ODOO_CONF
from frontdoor.steps import die_with_parent

from odoo.tests.common import get_db_name

DEADLINE = 120
WAITING = """
    SELECT 1 FROM pg_stat_activity
     WHERE datname = '{}' AND backend_type = 'client backend'
       AND wait_event_type = 'Lock'
"""
STATES = """
    SELECT name, state FROM ir_module_module
     WHERE name IN ('crm_gateway', 'crm_customer_value')
"""


def kill(name, lock, option):
    """Kill Odoo where it has come to wait for ``lock``."""
    modules = ",".join(addons.names())
    arguments = ["server", "-c", ODOO_CONF, "-d", name, "--no-http"]
    arguments += ["--stop-after-init", "--max-cron-threads=0", option, modules]
    command = [str(part) for part in odoo_command.command(*arguments)]
    with (
        closing(psycopg2.connect(dbname=name)) as connection,
        open(LOGS / "killed.log", "w") as log,
    ):
        connection.cursor().execute(lock)
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=odoo_command.environment(),
            preexec_fn=die_with_parent,
        )
        try:
            end = time.monotonic() + DEADLINE
            while not database.query(WAITING.format(name)):
                assert child.poll() is None, f"it came to its end: {LOGS}/killed.log"
                assert time.monotonic() < end
                time.sleep(0.1)
        finally:
            child.kill()
            child.wait()


@pytest.fixture(scope="module")
def name():
    """A database whose installation was killed, and called again.

    One add-on of ours was in; of the next, some of the tables: it had come to the
    first one that points to products.
    """
    with testbed.copy(testbed.host_template()) as name:
        kill(name, "LOCK TABLE product_product IN SHARE MODE", "-i")
        assert dict(database.query(STATES, name)) == {
            "crm_gateway": "installed",
            "crm_customer_value": "to install",
        }
        log = "killed-install.log"
        odoo_command.change_modules(name, log, install=addons.names())
        yield name


def test_a_killed_installation_is_completed(name):
    """No different from the database of this run, which was never killed."""
    assert differences(read_schema(get_db_name()), read_schema(name)) == []


def test_a_killed_update_is_completed(name):
    """An update that brings two columns ends between them."""
    database.query("ALTER TABLE crm_customer_value DROP COLUMN wallet_peers", name)
    database.query("ALTER TABLE crm_value_refresh DROP COLUMN message", name)
    kill(name, "LOCK TABLE crm_value_refresh IN ACCESS SHARE MODE", "-u")
    assert dict(database.query(STATES, name)) == {
        "crm_gateway": "installed",
        "crm_customer_value": "to upgrade",
    }
    odoo_command.change_modules(name, "killed-update.log", update=addons.names())
    assert differences(read_schema(get_db_name()), read_schema(name)) == []
