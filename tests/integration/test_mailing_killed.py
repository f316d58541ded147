"""A server that is killed in the middle of a mailing, and the one that comes after it.

Real processes and a real SMTP server: nobody gets a mail twice, and nobody is
forgotten without a word.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from frontdoor import database, odoo_command, testbed
from frontdoor.settings import ODOO_CONF
from frontdoor.steps import die_with_parent

FOLDER = Path(__file__).parent
RECIPIENTS = 120
# as many as are handed over between two commits
BATCH = 50
DEADLINE = 120


class Sink:
    """A mail server that tells to whom it has said that it took a mail."""

    def __init__(self, *options):
        self.child = subprocess.Popen(
            [sys.executable, FOLDER / "smtp_sink.py", "--tell", *options],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent,
        )
        self.port = self.child.stdout.readline().strip()

    def hear(self):
        """Return the next recipient."""
        return self.child.stdout.readline().strip()

    def end(self):
        """Return the recipients that are left."""
        self.child.kill()
        return self.child.stdout.read().split()


@contextmanager
def sink(*options):
    found = Sink(*options)
    try:
        yield found
    finally:
        found.child.kill()
        found.child.wait()
        found.child.stdout.close()


def start(name, port, step):
    if step == "send":
        # here, where one process does it for all of them
        database.query(
            f"UPDATE ir_mail_server SET smtp_port = {port} RETURNING id", name
        )
    return subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            FOLDER / "mailing_worker.py",
            ODOO_CONF,
            name,
            port,
            step,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**odoo_command.environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=die_with_parent,
    )


def work(name, port, step):
    """Let a worker do a step to its end."""
    worker = start(name, port, step)
    _out, errors = worker.communicate(timeout=DEADLINE)
    assert worker.returncode == 0, errors.decode()


def kill(worker):
    """Kill a worker, and wait until PostgreSQL has noticed."""
    assert worker.poll() is None, worker.stderr.read().decode()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def traces(name):
    """Return how many traces are in each state."""
    rows = database.query(
        "SELECT trace_status, COUNT(*) FROM mailing_trace GROUP BY 1", name
    )
    return {status: int(count) for status, count in rows}


def outgoing(name):
    ((count,),) = database.query(
        "SELECT COUNT(*) FROM mail_mail WHERE state = 'outgoing'", name
    )
    return int(count)


@pytest.fixture
def name():
    """A database with a mailing in the queue."""
    with testbed.copy(testbed.template(["crm_campaigns"])) as found:
        work(found, "0", "fill")
        yield found


def test_killed_while_preparing(name):
    """After a kill between batches the rest is prepared, and nothing twice."""
    worker = start(name, "0", "prepare")
    end = time.monotonic() + DEADLINE
    while not outgoing(name) and time.monotonic() < end:
        assert worker.poll() is None, worker.stderr.read().decode()
    kill(worker)
    before = outgoing(name)
    assert 0 < before < RECIPIENTS, "killed in the middle"
    work(name, "0", "prepare")
    rows = database.query("SELECT email, COUNT(*) FROM mailing_trace GROUP BY 1", name)
    assert len(rows) == RECIPIENTS
    assert {count for _email, count in rows} == {"1"}
    assert outgoing(name) == RECIPIENTS


def test_killed_between_250_and_commit(name):
    """The server has taken some mails; their sender is gone before it noted that."""
    work(name, "0", "prepare")
    with sink("--hold", str(BATCH + 3)) as server:
        worker = start(name, server.port, "send")
        taken = [server.hear() for _number in range(BATCH + 3)]
        kill(worker)
        taken += server.end()
    assert traces(name) == {
        "sent": BATCH,
        "process": BATCH,
        "outgoing": RECIPIENTS - 2 * BATCH,
    }
    with sink() as server:
        work(name, server.port, "send")
        taken += server.end()
    assert max(Counter(taken).values()) == 1, "nobody got it twice"
    assert len(taken) == RECIPIENTS - BATCH + 3
    work(name, "0", "recover")
    assert traces(name) == {"sent": RECIPIENTS - BATCH, "unknown": BATCH}
    ((summary, note),) = database.query(
        "SELECT summary, note FROM mail_activity WHERE res_model = 'mailing.mailing'",
        name,
    )
    assert summary == "Sending was interrupted"
    assert f"{BATCH} mails" in note
    with sink() as server:
        work(name, server.port, "send")
        work(name, server.port, "recover")
        assert not server.end(), "never again"


def test_two_senders(name):
    """Two schedulers on one queue share the mails."""
    work(name, "0", "prepare")
    with sink() as server:
        workers = [start(name, server.port, "send") for _number in range(2)]
        for worker in workers:
            _out, errors = worker.communicate(timeout=DEADLINE)
            assert worker.returncode == 0, errors.decode()
        # a sender that came too late leaves the rest to the next run
        work(name, server.port, "send")
        taken = server.end()
    assert Counter(taken) == Counter(
        f"c{number}@x.example" for number in range(RECIPIENTS)
    )
    assert traces(name) == {"sent": RECIPIENTS}
