"""Measure the timeline and the profile of a customer with many documents.

    BENCH_ROWS=1000000 BENCH_OF_ONE=10000 python tests/bench/bench_profile.py

``CRM_CONF`` names the configuration of Odoo and ``CRM_DB`` a database with the
add-on; a copy of it is filled, measured and dropped.  Beside a million orders there
are a third as many invoices and half as many messages.  One customer gets the many
documents, orders, invoices and messages alike, another has the usual few.  Both are
looked at as a salesperson who may see all documents, in CPU milliseconds of Python
and of PostgreSQL's backend: the first page of the list with its count, a group by
kind, one touchpoint by its id, and the whole profile.
"""

import logging
import os
import statistics

import workbench
from verdict import judge, say
from workbench import Meter, Sales

ROUNDS = 5
ORDERS_A_CUSTOMER = 6
LIMITS = {"many": 300, "few": 100}
BIG = ("sale_order", "account_move", "mail_message")
SHOWN = ("date", "kind", "name", "preview", "amount", "commercial_partner_id")


def main():
    logging.disable(logging.WARNING)
    database = workbench.read_config()
    rows = int(os.environ.get("BENCH_ROWS", 1_000_000))
    many = int(os.environ.get("BENCH_OF_ONE", 10_000))
    with workbench.scratch(database, "profile") as name:
        with workbench.environment(name) as env:
            # first: the rows written by SQL do not move the sequences
            user = make_user(env)
            customers = load(env, rows, many)
            say(f"{rows:,} orders, {rows // 3:,} invoices, {rows // 2:,} messages")
            for label, partner_id in customers.items():
                as_user = env(user=user.id, context=user.context_get())
                measure(as_user, label, partner_id)
        workbench.close(name)


def load(env, rows, many):
    """Write the documents; return the ids of a customer of each kind."""
    sales = Sales(env, rows // ORDERS_A_CUSTOMER, rows)
    sales.load("order")
    sales.documents = rows // 3
    with sales._bare_table("account_move"):
        sales._insert_invoices()
    chosen = {"many": sales.last_partner + 1_000, "few": sales.last_partner + 2_000}
    for table in ("sale_order", "account_move"):
        env.cr.execute(
            f"""UPDATE {table} SET partner_id = %(partner)s
                 WHERE id IN (SELECT id FROM {table} WHERE create_date > '2000-01-01'
                               ORDER BY md5(id::text) LIMIT %(limit)s)""",
            {"partner": chosen["many"], "limit": many // 3},
        )
    env.cr.execute(
        """UPDATE account_move SET commercial_partner_id = partner_id
            WHERE partner_id = %s""",
        [chosen["many"]],
    )
    # One in two orders has a message, all of those of the one customer.
    env.cr.execute(
        """INSERT INTO mail_message (model, res_id, message_type, subtype_id, subject,
                                     body, date, author_id, create_date, write_date)
           SELECT 'sale.order', id, 'comment',
                  (SELECT res_id FROM ir_model_data
                    WHERE module = 'mail' AND name = 'mt_comment'),
                  'About ' || name, '<p>When will it come?</p>', date_order,
                  partner_id, date_order, date_order
             FROM sale_order
            WHERE id %% 2 = 0 OR partner_id = %s""",
        [chosen["many"]],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE sale_order; ANALYZE account_move; ANALYZE mail_message")
    env.cr.commit()
    env.invalidate_all()
    return chosen


def make_user(env):
    return env["res.users"].create(
        {
            "name": "Salesperson",
            "login": "bench.salesperson",
            "group_ids": [
                (4, env.ref("sales_team.group_sale_salesman_all_leads").id),
                (4, env.ref("base.group_user").id),
            ],
        }
    )


def measure(env, label, partner_id):
    Touchpoint = env["crm.touchpoint"]
    domain = [("commercial_partner_id", "=", partner_id)]
    found = Touchpoint.search(domain)
    calls = {
        "first page": lambda: Touchpoint.web_search_read(
            domain, {name: {} for name in SHOWN}, limit=80
        ),
        "by kind": lambda: Touchpoint.formatted_read_group(
            domain, ["kind"], ["__count"]
        ),
        "one by id": lambda: Touchpoint.browse(found[-1].id).read(["name"]),
        "profile": lambda: env["crm.customer.profile"].get_profile(partner_id),
    }
    say(f"  customer with {len(found):,} touchpoints")
    meter = Meter(env.cr)
    for name, call in calls.items():
        taken = []
        for _round in range(ROUNDS):
            env.invalidate_all()
            before = env.cr.sql_log_count
            taken.append(1000 * meter.measure(call))
            queries = env.cr.sql_log_count - before
        middle = statistics.median(taken)
        judge(f"{name}, {queries} queries", middle, LIMITS[label], " ms")
    scans = find_scans(env, Touchpoint._search(domain, limit=80, order="date desc"))
    say(f"  {'OVER' if scans else 'PASS'}  whole tables read: {scans or 'none'}")


def find_scans(env, query):
    """Return which of the big tables the plan reads as a whole."""
    sql = query.select()
    env.cr.execute("EXPLAIN " + sql.code, sql.params)
    plan = [line for (line,) in env.cr.fetchall()]
    return [
        table for table in BIG if any(f"Seq Scan on {table} " in line for line in plan)
    ]


if __name__ == "__main__":
    main()
