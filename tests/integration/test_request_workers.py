"""Two employees on one request at the same moment, each in a process of the server.

The first acts and holds back its commit until the second has come as far as it can;
so that each test is about the same meeting every time.
"""

import json
import os
import select
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from frontdoor import addons, database, odoo_command, testbed
from frontdoor.settings import ODOO_CONF
from frontdoor.steps import die_with_parent

WORKER = Path(__file__).with_name("request_worker.py")
TEAM = Path(__file__).with_name("request_team.py")
DEADLINE = 120
WAITING = """
    SELECT 1 FROM pg_stat_activity WHERE pid = {} AND wait_event_type = 'Lock'
"""


class Worker:
    """A process of the server that acts for one user after the other."""

    def __init__(self, name):
        self.child = subprocess.Popen(
            [sys.executable, "-W", "ignore", WORKER, ODOO_CONF, name],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**odoo_command.environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
            preexec_fn=die_with_parent,
        )

    def say(self, **order):
        """Give an order, or the word to go on."""
        self.child.stdin.write(json.dumps(order).encode() + b"\n")

    def has_spoken(self, seconds=0):
        return bool(select.select([self.child.stdout], [], [], seconds)[0])

    def hear(self):
        """Return what the worker answers."""
        assert self.has_spoken(DEADLINE), "no answer"
        return json.loads(self.child.stdout.readline())

    def end(self):
        """Let the worker go home."""
        self.child.stdin.close()
        self.child.wait()


@contextmanager
def at_work(why, *scripts):
    """Copy the database, run scripts there, and put two processes on it."""
    with testbed.copy(testbed.template(addons.names())) as name:
        for script in scripts:
            log = f"{name}-{script.stem}.log"
            odoo_command.run_script(name, script, log, why)
            assert not odoo_command.complaints(log, "ERROR|CRITICAL")
        workers = [Worker(name), Worker(name)]
        for worker in workers:
            assert worker.hear() == {"ready": True}
        yield name, *workers
        for worker in workers:
            worker.end()


@pytest.fixture(scope="module")
def team():
    """The database, and two processes on it."""
    with at_work("hiring people", TEAM) as found:
        yield found


def race(team, first, second):
    """Let the second act while the first has not committed; return both answers."""
    _name, one, other = team
    one.say(**first, hold=True)
    one.hear()
    assert one.hear() == {"acted": True}
    other.say(**second)
    process = other.hear()["process"]
    end = time.monotonic() + DEADLINE
    while not other.has_spoken() and not database.query(WAITING.format(process)):
        assert time.monotonic() < end
        time.sleep(0.05)
    one.say()
    return one.hear()["refused"], other.hear()["refused"]


def on(model, domain, login, method, *arguments):
    """Return the order to act on records."""
    return {
        "login": login,
        "method": method,
        "model": model,
        "domain": domain,
        "arguments": arguments,
    }


def on_request(login, method, name):
    """Return the order to act on a request."""
    return on("crm.request", [("name", "=", name)], login, method)


def on_step(login, method, request, name, *arguments):
    """Return the order to act on a step of a request."""
    step = [("request_id.name", "=", request), ("name", "=", name)]
    return on("crm.request.step", step, login, method, *arguments)


def on_order(login, method, request):
    """Return the order to act on the quotation of a request."""
    return on("sale.order", [("request_id.name", "=", request)], login, method)


def look(team, name):
    """Return the request's state, those of its steps, and of its orders."""
    where = f"JOIN crm_request request ON request.name = '{name}' AND "
    (state,) = database.query(
        f"SELECT state FROM crm_request WHERE name = '{name}'", team[0]
    )
    steps = database.query(
        f"SELECT step.name ->> 'en_US', step.state FROM crm_request_step step {where}"
        "step.request_id = request.id ORDER BY step.sequence, step.id",
        team[0],
    )
    orders = database.query(
        f"SELECT sale.state FROM sale_order sale {where}sale.request_id = request.id",
        team[0],
    )
    return state[0], dict(steps), [row[0] for row in orders]


def doer(team, name):
    """Return who has the only step of a request, and how many activities it has."""
    return database.query(
        "SELECT employee.name, (SELECT COUNT(*) FROM mail_activity activity"
        "  WHERE activity.res_model = 'crm.request.step'"
        "    AND activity.res_id = step.id AND activity.active)"
        "  FROM crm_request_step step"
        f" JOIN crm_request request ON request.name = '{name}'"
        "   AND step.request_id = request.id"
        "  JOIN hr_employee employee ON employee.id = step.employee_id",
        team[0],
    )


def test_both_press_done(team):
    first, second = race(
        team,
        on_step("sam", "action_done", "twice done", "First"),
        on_step("ann", "action_done", "twice done", "First"),
    )
    assert first is None
    assert "is Done meanwhile" in second
    assert look(team, "twice done") == ("done", {"First": "done"}, [])


def test_two_steps_before_a_third(team):
    """Neither sees that the other has ended: the third must not wait for ever."""
    answers = race(
        team,
        on_step("sam", "action_done", "side by side", "First"),
        on_step("ann", "action_done", "side by side", "Second"),
    )
    assert answers == (None, None)
    state, steps, _orders = look(team, "side by side")
    assert state == "open"
    assert steps == {"First": "done", "Second": "done", "Third": "ready"}


def test_finished_while_somebody_gives_it_away(team):
    first, second = race(
        team,
        on_step("sam", "action_done", "given away late", "First"),
        on_step("ann", "reassign", "given away late", "First", "ben"),
    )
    assert first is None
    assert "is Done meanwhile" in second
    assert look(team, "given away late")[1] == {"First": "done"}
    assert doer(team, "given away late") == [["sam", "0"]]


def test_given_away_while_somebody_finishes(team):
    first, second = race(
        team,
        on_step("ann", "reassign", "given away", "First", "ben"),
        on_step("sam", "action_done", "given away", "First"),
    )
    assert first is None
    assert second
    assert look(team, "given away")[1] == {"First": "ready"}
    assert doer(team, "given away") == [["ben", "1"]]


def test_started_twice(team):
    """One plan and one quotation come of it."""
    first, second = race(
        team,
        on_request("ann", "action_start", "started"),
        on_request("ben", "action_start", "started"),
    )
    assert first is None
    assert "started already" in second
    assert look(team, "started") == (
        "open",
        {"Quote": "ready", "Confirm": "blocked"},
        ["draft"],
    )


def test_closed_while_the_order_is_confirmed(team):
    """The order is the customer's word: it stands, and the request is closed."""
    answers = race(
        team,
        on_request("ann", "action_cancel", "closed"),
        on_order("ben", "action_confirm", "closed"),
    )
    assert answers == (None, None)
    assert look(team, "closed") == (
        "cancelled",
        {"Quote": "cancelled", "Confirm": "cancelled"},
        ["sale"],
    )


def test_order_confirmed_while_the_request_is_closed(team):
    """Both steps and the request are done when the order is: nothing to close."""
    first, second = race(
        team,
        on_order("ben", "action_confirm", "confirmed"),
        on_request("ann", "action_cancel", "confirmed"),
    )
    assert first is None
    assert "has ended" in second
    assert look(team, "confirmed") == (
        "done",
        {"Quote": "done", "Confirm": "done"},
        ["sale"],
    )


def test_two_new_requests_bear_two_numbers(team):
    (type_id,) = database.query(
        "SELECT id FROM crm_request_type WHERE name ->> 'en_US' = 'Selling'", team[0]
    )
    (customer_id,) = database.query(
        "SELECT id FROM res_partner WHERE name = 'Cyrus Trading'", team[0]
    )
    values = {
        "name": "New",
        "type_id": int(type_id[0]),
        "partner_id": int(customer_id[0]),
    }
    new = {**on_request("ann", "create", "nobody's"), "arguments": [[values]]}
    assert race(team, new, {**new, "login": "ben"}) == (None, None)
    found = database.query(
        "SELECT request.number, COUNT(sale.id) FROM crm_request request"
        "  JOIN sale_order sale ON sale.request_id = request.id"
        " WHERE request.name = 'New' GROUP BY 1",
        team[0],
    )
    assert len(found) == 2
    assert {count for _number, count in found} == {"1"}
