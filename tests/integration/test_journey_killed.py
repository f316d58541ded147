"""A worker that is killed in the middle of a journey, and those that come after it.

Real processes: nobody is left behind, and nobody takes a step, or gets a mail, twice.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from frontdoor import database, odoo_command, testbed
from frontdoor.settings import ODOO_CONF
from frontdoor.steps import die_with_parent

WORKER = Path(__file__).with_name("journey_worker.py")
PARTICIPANTS, PORTION, STEPS = 400, 20, 4
DEADLINE = 240


def start(name, *arguments):
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", WORKER, ODOO_CONF, name, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**odoo_command.environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=die_with_parent,
    )


def wait(worker, *, killed=False):
    _out, errors = worker.communicate(timeout=DEADLINE)
    assert worker.returncode == (-9 if killed else 0), errors.decode()


def count(name, table, where="TRUE"):
    ((found,),) = database.query(f"SELECT COUNT(*) FROM {table} WHERE {where}", name)
    return int(found)


@pytest.fixture
def name():
    """A database in which four hundred have just started a journey."""
    with testbed.copy(testbed.template(["crm_campaigns"])) as found:
        wait(start(found, "fill"))
        yield found


def check_all_arrived(name):
    """Each of them took each step once, and got one mail."""
    assert count(name, "crm_journey_participant", "state = 'done'") == PARTICIPANTS
    assert count(name, "crm_journey_task") == PARTICIPANTS * STEPS
    assert count(name, "crm_journey_task", "state = 'done'") == PARTICIPANTS * STEPS
    assert count(name, "mail_mail", "mailing_id IS NOT NULL") == PARTICIPANTS
    assert count(name, "mailing_trace") == PARTICIPANTS
    twice = """(SELECT participant_id, node_id FROM crm_journey_task
                 GROUP BY 1, 2 HAVING COUNT(*) > 1) twice"""
    assert count(name, twice) == 0


def test_killed_and_finished_by_two(name):
    """Killed within the 27th portion, when mails are being made."""
    wait(start(name, "advance", "27"), killed=True)
    done = count(name, "crm_journey_task", "state = 'done'")
    assert done == 26 * PORTION, "what was committed, and nothing of the last portion"
    assert count(name, "mail_mail", "mailing_id IS NOT NULL") == 6 * PORTION
    assert count(name, "crm_journey_task", "state = 'claimed'") == PORTION
    # before the lease is over nobody takes up what the dead worker holds
    wait(start(name, "advance"))
    assert count(name, "crm_journey_task", "state = 'claimed'") == PORTION
    database.query(
        """UPDATE crm_journey_task SET lease_until = lease_until - interval '1 hour'
            WHERE state = 'claimed' RETURNING id""",
        name,
    )
    wait(start(name, "advance"))
    check_all_arrived(name)


def test_two_workers_share(name):
    """Two at the same time, from the start to the end."""
    workers = [start(name, "advance"), start(name, "advance")]
    for worker in workers:
        wait(worker)
    # one may have found nothing due while the other was still making it
    wait(start(name, "advance"))
    check_all_arrived(name)


@pytest.fixture
def waiting():
    """A database in which four hundred wait for an opened mail, and no longer."""
    with testbed.copy(testbed.template(["crm_campaigns"])) as found:
        wait(start(found, "fill_race"))
        yield found


def test_opened_when_the_time_is_over(waiting):
    """Mails are opened while two workers end the wait: each goes exactly one way."""
    assert count(waiting, "crm_journey_task", "state = 'pending'") == PARTICIPANTS
    workers = [
        start(waiting, "open"),
        start(waiting, "advance_opened"),
        start(waiting, "advance_opened"),
    ]
    for worker in workers:
        wait(worker)
    wait(start(waiting, "advance"))
    ends = "crm_journey_task task JOIN crm_journey_node node ON node.id = task.node_id"
    assert count(waiting, ends, "node.kind = 'exit'") == PARTICIPANTS
    opened = count(waiting, ends, "node.kind = 'event' AND task.outcome = 'yes'")
    silent = count(waiting, ends, "node.kind = 'event' AND task.outcome = 'no'")
    assert opened + silent == PARTICIPANTS
    assert opened and silent, "the two did meet"
    assert count(waiting, ends, "node.name = 'One' AND node.kind = 'exit'") == opened
    assert count(waiting, ends, "node.name = 'Other' AND node.kind = 'exit'") == silent
    twice = """(SELECT participant_id FROM crm_journey_task task
                  JOIN crm_journey_node node ON node.id = task.node_id
                 WHERE node.kind = 'exit' GROUP BY 1 HAVING COUNT(*) > 1) twice"""
    assert count(waiting, twice) == 0
    assert count(waiting, "crm_journey_participant", "state = 'done'") == PARTICIPANTS
