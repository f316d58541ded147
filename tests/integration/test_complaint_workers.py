"""Two people on one complaint at the same moment, each in a process of the server.

Neither sees what the other has just done: without waiting for each other agents would
give more than the invoice, more than they may, and twice; and a customer who clicks
twice would answer twice.
"""

from pathlib import Path

import pytest
from frontdoor import database
from test_request_workers import at_work, on, race

TEAM = Path(__file__).with_name("complaint_team.py")


@pytest.fixture(scope="module")
def team():
    """The database, and two processes on it."""
    with at_work("making complaints", TEAM) as found:
        yield found


def submit(login, what):
    """Return the order to submit a remedy."""
    return on("crm.complaint.remedy", [("note", "=", what)], login, "action_submit")


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


def on_breach(login, method, what):
    """Return the order to act on the breach of a promise."""
    return on("crm.promise.breach", [("res_name", "=", what)], login, method)


def test_breach_is_compensated_once(team):
    first, second = race(
        team,
        on_breach("ann", "action_compensate", "to compensate"),
        on_breach("ben", "action_compensate", "to compensate"),
    )
    assert first is None
    assert "has been settled already" in second
    found = database.query(
        "SELECT breach.state, breach.remedy_id = remedy.id, remedy.state"
        "  FROM crm_promise_breach breach"
        "  LEFT JOIN crm_complaint_remedy remedy USING (complaint_id)"
        " WHERE breach.res_name = 'to compensate'",
        team[0],
    )
    assert found == [["compensated", "t", "done"]]


def test_breach_is_complained_of_once(team):
    """The second opens the complaint that the first has made."""
    answers = race(
        team,
        on_breach("ann", "action_complain", "to complain of"),
        on_breach("ben", "action_complain", "to complain of"),
    )
    assert answers == (None, None)
    found = database.query(
        "SELECT owner.login, breach.complaint_id = complaint.id"
        "  FROM crm_complaint complaint"
        "  JOIN res_users owner ON owner.id = complaint.user_id"
        "  JOIN crm_promise_breach breach ON breach.res_name = 'to complain of'"
        " WHERE complaint.name LIKE 'Promise not kept%'",
        team[0],
    )
    assert found == [["ann", "t"]]


def on_page(method, programme, *arguments):
    """Return the order to do what the page does under the link of an invitation."""
    invitation = [("programme_id.name", "=", programme)]
    return on(
        "crm.satisfaction.invitation", invitation, "__system__", method, *arguments
    )


def test_invitation_is_answered_once(team):
    """The second answer takes the place of the first."""
    answers = race(
        team,
        on_page("_answer", "Answered", {"score": 2, "comment": "Wet"}),
        on_page("_answer", "Answered", {"score": 5, "comment": "Dry"}),
    )
    assert answers == (None, None)
    found = database.query(
        "SELECT response.score, response.comment, invitation.state"
        "  FROM crm_satisfaction_response response"
        "  JOIN crm_satisfaction_invitation invitation"
        "    ON invitation.id = response.invitation_id"
        "  JOIN crm_satisfaction_programme programme"
        "    ON programme.id = invitation.programme_id"
        " WHERE programme.name ->> 'en_US' = 'Answered'",
        team[0],
    )
    assert found == [["5", "Dry", "answered"]]


def test_bad_answer_becomes_one_complaint(team):
    answers = race(team, on_page("_complain", "Bad"), on_page("_complain", "Bad"))
    assert answers == (None, None)
    ((count,),) = database.query(
        "SELECT COUNT(*) FROM crm_complaint WHERE name = 'Bad answer: Bad'", team[0]
    )
    assert count == "1"
