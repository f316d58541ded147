"""One employee at work: acts on requests when told so, as a server process does.

Usage: request_worker.py CONF DATABASE

Reads orders, a line of JSON each, and answers with a line each. After an order with
``hold`` it says that it has acted, and commits when told to go on.
"""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config


def tell(**facts):
    """Answer whoever gives the orders."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def reassign(step, login):
    """Give the step to somebody else, as the dialog does."""
    employee = step.env["hr.employee"].search([("user_id.login", "=", login)])
    step.env["crm.request.step.reassign"].create(
        {
            "step_ids": [(6, 0, step.ids)],
            "employee_id": employee.id,
            "reason": "Nearer",
        }
    ).action_reassign()


def carry_out(registry, order):
    """Do as a request to the server would: again, when another was faster."""
    with registry.cursor() as cr:
        everything = api.Environment(cr, SUPERUSER_ID, {})
        users = everything["res.users"].with_context(active_test=False)
        user = users.search([("login", "=", order["login"])])
        found = everything[order["model"]].search(order["domain"], order="id")
        ids = found.ids
        # what is read from now on is what is there from now on
        cr.rollback()
        everything.transaction.reset()
        env = api.Environment(cr, user.id, {})
        tell(process=cr._cnx.info.backend_pid)

        def act():
            records = env[order["model"]].browse(ids)
            if order["method"] == "reassign":
                reassign(records, *order["arguments"])
            else:
                getattr(records, order["method"])(*order["arguments"])
            env.flush_all()
            if order.get("hold"):
                tell(acted=True)
                sys.stdin.readline()

        try:
            retrying(act, env)
            cr.commit()
        except UserError as error:
            cr.rollback()
            tell(refused=str(error))
        else:
            tell(refused=None)


def main():
    conf, database = sys.argv[1:]
    config.parse_config(["-c", conf, "-d", database, "--no-http"])
    registry = Registry(database)
    tell(ready=True)
    while line := sys.stdin.readline():
        carry_out(registry, json.loads(line))


main()
