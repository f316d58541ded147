"""Measure what opening a customer's form costs with our add-ons and without.

    BENCH_ROUNDS=30 python tests/bench/bench_form.py

``CRM_CONF`` names the configuration of Odoo and ``CRM_DB`` a database with our
add-ons; it is copied twice, and ours are uninstalled in one copy.  Two processes
take turns of a few openings each: what the web client asks for (the action's
views, the record with every field of the form, the chatter), as a salesperson,
in CPU milliseconds of Python and of PostgreSQL's backend.
"""

import json
import logging
import os
import statistics
import subprocess
import sys
from pathlib import Path

import workbench
from verdict import judge, say
from workbench import Meter

from odoo.tests import Form

ADDONS = Path(__file__).resolve().parents[2] / "addons"
OURS = [path.parent.name for path in ADDONS.glob("*/__manifest__.py")]
OPENINGS = 10
WARM_UP = 10
LIMIT = 1.10
LOGIN = "bench.salesperson"


def main():
    logging.disable(logging.WARNING)
    database = workbench.read_config()
    if len(sys.argv) > 1:
        return serve(sys.argv[1], sys.argv[2])
    rounds = int(os.environ.get("BENCH_ROUNDS", 30))
    with (
        workbench.scratch(database, "ours") as ours,
        workbench.scratch(database, "plain") as plain,
    ):
        partner_id = prepare(ours)
        prepare(plain, partner_id)
        uninstall(plain)
        compare({"plain": plain, "ours": ours}, partner_id, rounds)


def prepare(name, partner_id=None):
    """Make a salesperson, and give a customer its value; return its id."""
    with workbench.environment(name) as env:
        groups = env.ref("sales_team.group_sale_salesman_all_leads")
        env["res.users"].create(
            {
                "name": "Salesperson",
                "login": LOGIN,
                "group_ids": [(4, groups.id), (4, env.ref("base.group_user").id)],
            }
        )
        if not partner_id:
            partner_id = choose_customer(env)
        env.cr.commit()
    workbench.close(name)
    return partner_id


def choose_customer(env):
    """Return the customer with the most sales, after a refresh if need be."""
    Value = env["crm.customer.value"]
    company = env.ref("base.main_company")
    domain = [("company_id", "=", company.id), ("order_days", ">", 0)]
    if not Value.search_count(domain):
        company.crm_value_basis = "order"
        env["crm.value.refresh"].create({"company_id": company.id})._carry_on()
    return Value.search(domain, order="order_days desc, id", limit=1).partner_id.id


def uninstall(name):
    with workbench.environment(name) as env:
        env["ir.module.module"].search(
            [("name", "in", OURS), ("state", "=", "installed")]
        ).button_immediate_uninstall()
        left = env["ir.module.module"].search_count(
            [("name", "in", OURS), ("state", "=", "installed")]
        )
        if left:
            raise RuntimeError("the plain copy still has our add-ons")
    workbench.close(name)


# ----------------------------------------------------------------------
# The process of one database
# ----------------------------------------------------------------------


def serve(name, partner_id):
    """Open the form as often as each line of the input says; print the cost."""
    with workbench.environment(name) as env:
        user = env["res.users"].search([("login", "=", LOGIN)])
        env = env(user=user.id, su=False, context=user.with_user(user).context_get())
        partner = env["res.partner"].browse(int(partner_id))
        fields = Form(partner)._view["fields_spec"]
        meter = Meter(env.cr)
        for line in sys.stdin:
            parts = {}
            for _opening in range(int(line)):
                open_form(partner, fields, meter, parts)
            print(json.dumps(parts), flush=True)


def open_form(partner, fields, meter, parts):
    """Add the cost of each request of one opening to ``parts``."""

    def request(part, call):
        # Each request of a client starts with an empty cache of records.
        partner.env.invalidate_all()
        parts[part] = parts.get(part, 0) + meter.measure(call)

    request(
        "views",
        lambda: partner.browse().get_views(
            [(False, "kanban"), (False, "list"), (False, "form"), (False, "search")],
            {"toolbar": True, "load_filters": True},
        ),
    )
    request("record", lambda: partner.web_read(fields))
    request(
        "chatter",
        lambda: partner.env["mail.message"]._message_fetch(None, thread=partner),
    )


# ----------------------------------------------------------------------
# Side by side
# ----------------------------------------------------------------------


def compare(names, partner_id, rounds):
    processes = {
        side: subprocess.Popen(
            [sys.executable, __file__, name, str(partner_id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for side, name in names.items()
    }
    try:
        for process in processes.values():
            ask(process, WARM_UP)
        taken = {side: [] for side in processes}
        for number in range(rounds):
            # Whoever goes first finds the processor's caches cold.
            sides = sorted(processes, reverse=number % 2)
            for side in sides:
                taken[side].append(ask(processes[side], OPENINGS))
    finally:
        for process in processes.values():
            process.stdin.close()
            process.wait()
    report(taken, rounds)


def ask(process, openings):
    process.stdin.write(f"{openings}\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def report(taken, rounds):
    say(f"Opening a customer's form, {rounds} rounds of {OPENINGS}, CPU ms (medians)")
    say(f"  {'':10} {'plain':>8} {'ours':>8} {'ratio':>7}")
    for part in [*taken["ours"][0], "all"]:
        cost = {
            side: [
                1000
                / OPENINGS
                * (sum(sample.values()) if part == "all" else sample[part])
                for sample in samples
            ]
            for side, samples in taken.items()
        }
        plain, ours = (statistics.median(cost[side]) for side in ("plain", "ours"))
        say(f"  {part:10} {plain:8.2f} {ours:8.2f} {ours / plain:7.3f}")
    ratio = ours / plain
    judge("opening a form", ratio, LIMIT)


if __name__ == "__main__":
    main()
