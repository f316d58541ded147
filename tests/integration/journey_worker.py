"""Move a journey on, as a scheduler's worker would, and if told so die on the way.

Usage: journey_worker.py CONF DATABASE STEP [PORTIONS]

``STEP`` is ``fill`` or ``advance``; after PORTIONS portions the worker kills itself,
before what it has done last is committed.  ``fill_race`` puts them at a step that
asks for an opened mail, whose time is over now; ``open`` opens the mails, the last
first, and ``advance_opened`` moves on while it does.
"""

import os
import signal
import sys
import time

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

PARTICIPANTS = 400
PORTION = 20
# mails that are opened in one transaction
OPENED = 5


def fill(env, after_mail="split"):
    """A journey that mails, splits and ends, and who goes it."""
    env["res.partner"].create(
        [
            {"name": f"P {number}", "email": f"p{number}@x.example", "ref": "killed"}
            for number in range(PARTICIPANTS)
        ]
    )
    mailing = env["mailing.mailing"].create(
        {
            "subject": "Killed",
            "body_html": "<p>Dear <t t-out='object.name'/></p>",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
        }
    )
    journey = env["crm.journey"].create({"name": "Killed", "holdout_percent": 0})
    version = journey.draft_version_id
    start = version.node_ids
    start.write({"trigger": "rule", "domain": "[('ref', '=', 'killed')]"})
    event = {"event": "open", "wait_number": 3, "wait_unit": "day"}
    mail, way, one, other = env["crm.journey.node"].create(
        [
            {"version_id": version.id, "name": name, **values}
            for name, values in (
                ("Mail", {"channel": "email", "mailing_id": mailing.id}),
                ("Way", {"kind": after_mail}),
                ("One", {"kind": "exit"}),
                ("Other", {"kind": "exit"}),
            )
        ]
    )
    ways = ("a", "b")
    if after_mail == "event":
        way.write({**event, "event_node_id": mail.id})
        ways = ("yes", "no")
    env["crm.journey.edge"].create(
        [
            {"source_id": source.id, "target_id": target.id, "outcome": outcome}
            for source, target, outcome in (
                (start, mail, "next"),
                (mail, way, "next"),
                (way, one, ways[0]),
                (way, other, ways[1]),
            )
        ]
    )
    journey.action_publish()
    journey._enrol()


def fill_race(env):
    """All of them have their mail, and wait for its opening no longer."""
    fill(env, after_mail="event")
    env["crm.journey"]._advance_all()
    env.cr.execute(
        """UPDATE crm_journey_task SET due_at = now() AT TIME ZONE 'UTC'
            WHERE state = 'pending'"""
    )


def meet(cr, name, others, number=1):
    """Say that this process is ready, and wait for the others: they start together.

    How long each takes to load is up to the machine.
    """
    sign = "INSERT INTO ir_config_parameter (key, value) VALUES (%s, '1')"
    cr.execute(sign, [f"meeting.{name}"])
    cr.commit()
    there = "SELECT COUNT(*) FROM ir_config_parameter WHERE key LIKE %s"
    while True:
        cr.execute(there, [f"meeting.{others}"])
        (found,) = cr.fetchone()
        cr.rollback()
        if found >= number:
            return
        time.sleep(0.01)


def open_all(env):
    """Recipients open their mails, a few in a transaction, as requests would."""
    traces = env["mailing.trace"].search([], order="id desc").ids
    for start in range(0, len(traces), OPENED):
        if start == OPENED:
            meet(env.cr, "opener", "advancer%", 2)
        ids = traces[start : start + OPENED]
        while True:
            try:
                env["mailing.trace"].browse(ids).set_opened()
                env.flush_all()
                env.cr.commit()
                break
            except psycopg2.errors.SerializationFailure:
                # as the server does with a request
                env.cr.rollback()
                env.invalidate_all(flush=False)


def die_after(env, portions):
    """Kill this process, the hard way, when it has done so many portions."""
    Task = env.registry["crm.journey.task"]
    do_claimed, done = Task._do_claimed, []

    def do_or_die(self, token):
        result = do_claimed(self, token)
        done.append(token)
        if len(done) == portions:
            self.env.flush_all()
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    Task._do_claimed = do_or_die


def main():
    conf, database, step, *portions = sys.argv[1:]
    config.parse_config(["-c", conf, "-d", database, "--no-http"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if step == "fill":
            fill(env)
        elif step == "fill_race":
            fill_race(env)
        elif step == "open":
            open_all(env)
        else:
            if step == "advance_opened":
                meet(cr, f"advancer{os.getpid()}", "opener")
            Task = env.registry["crm.journey.task"]
            claim = Task._claim
            Task._claim = lambda self: claim(self, limit=PORTION)
            if portions:
                die_after(env, int(portions[0]))
            env["crm.journey"]._advance_all()
        cr.commit()


main()
