"""Long work through OCA's job queue: a real runner takes up what the scheduler asks.

The queue is not installed in the database of the other tests: companies that have
none must do without it.
"""

import re
import socket
import subprocess
import time

import pytest
from frontdoor import addons, database, odoo_command, testbed
from frontdoor.settings import LOGS, ODOO_CONF
from frontdoor.steps import die_with_parent
from frontdoor.venv import OCA

LOG = LOGS / "queue-job.log"
DEADLINE = 240
DUPLICATES = """(SELECT res_id FROM ir_model_data
                  WHERE module = 'crm_gateway' AND name = 'ir_cron_duplicate')"""


@pytest.fixture(scope="module")
def configuration(tmp_path_factory):
    """The tests' own, with the add-ons of others beside ours."""
    text = ODOO_CONF.read_text()
    added = re.sub(r"(?m)^(addons_path = .*)$", rf"\1,{OCA}/odoo/addons", text)
    assert added != text
    path = tmp_path_factory.mktemp("queue") / "odoo.conf"
    path.write_text(added)
    return path


def start(configuration, name, *arguments, **variables):
    env = {**odoo_command.environment(), **variables, "PYTHONPATH": str(OCA)}
    with LOG.open("w") as log:
        return subprocess.Popen(
            odoo_command.command("server", "-c", configuration, "-d", name, *arguments),
            stdout=log,
            stderr=subprocess.STDOUT,
            env=env,
            preexec_fn=die_with_parent,
        )


def finish(process):
    """Wait for a process that ends by itself; gives what it logged."""
    code = process.wait(timeout=DEADLINE)
    text = LOG.read_text(errors="replace")
    errors = re.findall(r"^.* (?:ERROR|CRITICAL) .*$", text, re.M)
    assert not errors and not code, errors or text[-2000:]
    return text


@pytest.fixture(scope="module")
def name(configuration):
    """A database into which an administrator has brought the queue."""
    with testbed.copy(testbed.template(addons.names())) as found:
        once = ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
        finish(start(configuration, found, "-i", "queue_job", *once))
        yield found


def test_installs_itself_and_holds(configuration, name):
    """Our tests of it, in the database with the queue."""
    state = "SELECT state FROM ir_module_module WHERE name = 'crm_queue_job'"
    assert database.query(state, name) == [["installed"]]
    once = [
        "--stop-after-init",
        "--http-port",
        str(free_port()),
        "--max-cron-threads=0",
    ]
    tests = ["--test-tags", "/crm_queue_job"]
    text = finish(start(configuration, name, *tests, *once))
    found = re.search(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    assert found, text[-2000:]
    failed, broken, count = map(int, found.groups())
    assert (failed, broken) == (0, 0)
    assert count >= 6


def test_runner_does_the_work(configuration, name):
    """Due by the scheduler's clock; done by a job, in whichever process."""
    done = f"""SELECT COUNT(*) FROM queue_job
                WHERE state = 'done' AND channel = 'root.crm'
                  AND identity_key = 'crm_queue_job:' || {DUPLICATES}"""
    assert database.query(done, name) == [["0"]]
    port = free_port()
    process = start(
        configuration,
        name,
        "--load=base,web,rpc,queue_job",
        f"--http-port={port}",
        "--max-cron-threads=1",
        ODOO_QUEUE_JOB_PORT=str(port),
        ODOO_QUEUE_JOB_CHANNELS="root:2",
    )
    try:
        end = time.monotonic() + DEADLINE
        while database.query(done, name) == [["0"]]:
            assert time.monotonic() < end, LOG.read_text(errors="replace")[-3000:]
            assert process.poll() is None, LOG.read_text(errors="replace")[-3000:]
            # due at once, and the scheduler is woken as the host wakes it
            database.query(
                f"""UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC'
                     WHERE id = {DUPLICATES} RETURNING id""",
                name,
            )
            database.query(f"NOTIFY cron_trigger, '{name}'")
            time.sleep(5)
    finally:
        process.terminate()
        process.wait(timeout=60)
    result = f"SELECT DISTINCT result FROM queue_job WHERE id IN ({done})".replace(
        "COUNT(*)", "id"
    )
    ((text,), *_more) = database.query(result, name)
    assert re.match(r"\d+ done, 0 remaining", text), "the host's own count of progress"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
