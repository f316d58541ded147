"""Two agents who give at the same moment, each in a process of the server.

Neither sees the draft of the other: without waiting for each other they would give
more than the invoice, and more than they may.
"""

from pathlib import Path

import pytest
from frontdoor import addons, database, odoo_command, testbed
from test_request_workers import Worker, race

TEAM = Path(__file__).with_name("complaint_team.py")


@pytest.fixture(scope="module")
def team():
    """The database, and two processes on it."""
    with testbed.copy(testbed.template(addons.names())) as name:
        odoo_command.run_script(name, TEAM, "complaint-team.log", "making an invoice")
        assert not odoo_command.complaints("complaint-team.log", "ERROR|CRITICAL")
        workers = [Worker(name), Worker(name)]
        for worker in workers:
            assert worker.hear() == {"ready": True}
        yield name, *workers
        for worker in workers:
            worker.end()


def submit(login, what):
    """Return the order to submit a remedy."""
    return {
        "login": login,
        "method": "action_submit",
        "model": "crm.complaint.remedy",
        "domain": [("note", "=", what)],
        "arguments": [],
    }


def states(team, what):
    """Return the states of the remedies."""
    rows = database.query(
        f"SELECT state FROM crm_complaint_remedy WHERE note LIKE '{what}%' ORDER BY id",
        team[0],
    )
    return [state for (state,) in rows]


def test_two_sixties_of_one_hundred(team):
    first, second = race(
        team, submit("ann", "same invoice ann"), submit("ben", "same invoice ben")
    )
    assert first is None
    assert "40.00 left" in second.replace("\xa0", " ")
    assert states(team, "same invoice") == ["done", "draft"]
    ((notes, total),) = database.query(
        "SELECT COUNT(*), SUM(amount_total) FROM account_move"
        " WHERE move_type = 'out_refund' AND state <> 'cancel'",
        team[0],
    )
    assert (int(notes), float(total)) == (1, 60)


def test_limit_of_one_complaint(team):
    """60 and 60 of 100: the second waits for an approver."""
    answers = race(
        team, submit("ann", "same complaint ann"), submit("ben", "same complaint ben")
    )
    assert answers == (None, None)
    assert states(team, "same complaint") == ["approved", "pending"]
