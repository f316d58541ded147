"""Two people who end or take up one complaint, each in a process of the server.

One comes first, with all that belongs to it; the other is told, and nothing of what
they wanted is left behind.
"""

from pathlib import Path

import pytest
from frontdoor import database
from test_request_workers import at_work, on, race

SCRIPTS = ("complaint_team.py", "complaint_answers.py")


@pytest.fixture(scope="module")
def team():
    """The database, and two processes on it."""
    scripts = map(Path(__file__).with_name, SCRIPTS)
    with at_work("answering complaints", *scripts) as found:
        yield found


def on_complaint(login, method, what):
    """Return the order to press a button of a complaint."""
    return on("crm.complaint", [("name", "=", what)], login, method)


def ending(team, what):
    """Return how the complaint ended, if it did, and how often it was taken up."""
    return database.query(
        "SELECT state, closing, closed_date IS NOT NULL, accepted_date IS NOT NULL,"
        "       resolution_hours IS NOT NULL AND closing IS NOT NULL, reopen_count"
        f"  FROM crm_complaint WHERE name = '{what}'",
        team[0],
    )


def running(team, what):
    """Return what the complaint's clocks run for."""
    rows = database.query(
        "SELECT clock.kind FROM crm_complaint_clock clock"
        "  JOIN crm_complaint complaint ON complaint.id = clock.complaint_id"
        f" WHERE complaint.name = '{what}' AND clock.is_running ORDER BY clock.kind",
        team[0],
    )
    return [kind for (kind,) in rows]


def states_told(team, what):
    """Return to which states its chatter says that it went since it was answered."""
    rows = database.query(
        "SELECT value.new_value_char FROM mail_tracking_value value"
        "  JOIN ir_model_fields field ON field.id = value.field_id"
        "   AND field.name = 'state'"
        "  JOIN mail_message message ON message.id = value.mail_message_id"
        "   AND message.model = 'crm.complaint'"
        f"  JOIN crm_complaint complaint ON complaint.name = '{what}'"
        "   AND complaint.id = message.res_id"
        " WHERE value.new_value_char IN ('Closed', 'Investigating') ORDER BY value.id",
        team[0],
    )
    return [state for (state,) in rows]


def test_it_is_closed_once(team):
    first, second = race(
        team,
        on_complaint("ann", "action_accept", "to accept"),
        on_complaint("ben", "action_accept", "to accept"),
    )
    assert first is None
    assert "is “Closed”" in second
    assert ending(team, "to accept") == [["closed", "accepted", "t", "t", "t", "0"]]
    assert not running(team, "to accept")
    assert states_told(team, "to accept") == ["Closed"]


def test_it_is_taken_up_once(team):
    first, second = race(
        team,
        on_complaint("ann", "action_reopen", "to reopen"),
        on_complaint("ben", "action_reopen", "to reopen"),
    )
    assert first is None
    assert "is “Investigating”" in second
    assert ending(team, "to reopen") == [["investigating", "", "f", "f", "f", "1"]]
    assert running(team, "to reopen") == ["final", "respond"]
    assert states_told(team, "to reopen")[-1:] == ["Investigating"]


def test_who_closes_what_was_just_taken_up_is_refused(team):
    first, second = race(
        team,
        on_complaint("ann", "action_reopen", "to take up"),
        on_complaint("ben", "action_accept", "to take up"),
    )
    assert first is None
    assert "is “Investigating”" in second
    assert ending(team, "to take up") == [["investigating", "", "f", "f", "f", "1"]]
    assert running(team, "to take up") == ["final", "respond"]


def test_who_takes_up_what_was_just_closed_comes_after(team):
    """Closed and taken up, one after the other: the last one holds, wholly."""
    answers = race(
        team,
        on_complaint("ann", "action_accept", "to close"),
        on_complaint("ben", "action_reopen", "to close"),
    )
    assert answers == (None, None)
    assert ending(team, "to close") == [["investigating", "", "f", "f", "f", "1"]]
    assert running(team, "to close") == ["final", "respond"]
    assert states_told(team, "to close") == ["Closed", "Investigating"]
