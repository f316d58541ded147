"""Measure the refresh of customer values on many orders, in ratios.

    BENCH_ROWS=1000000,10000000 BENCH_CUSTOMERS=1000000 \
        python tests/bench/bench_refresh.py

``CRM_CONF`` names the configuration of Odoo and ``CRM_DB`` a database with the
add-on; copies of it are filled, measured and dropped.  What is compared runs in
turns in one session with one set of planner settings, in CPU seconds of
PostgreSQL's backend and, where Python has a part in it, of Python.  Memory is
the peak resident set of a fresh process over what it had before the first step.
No absolute figure means anything beyond the run that printed it.
"""

import json
import logging
import os
import statistics
import subprocess
import sys
from datetime import timedelta

import workbench
from verdict import judge, say
from workbench import Meter, Sales

BARE = """
    SELECT partner_id, company_id, COUNT(*), MIN({date}), MAX({date}), SUM({amount})
      FROM {table}
     GROUP BY 1, 2
"""
SOURCES = {
    "order": {
        "table": "sale_order",
        "date": "date_order",
        "amount": "amount_untaxed",
    },
    "invoice": {
        "table": "account_move",
        "date": "invoice_date",
        "amount": "amount_untaxed_signed",
    },
}
ORDERS_A_CUSTOMER = {"statement": 6, "refresh": 2.33}
CHANGED = 1000
NIGHTS = 2
MEGABYTE = 1 << 20


def main():
    logging.disable(logging.WARNING)
    database = workbench.read_config()
    if len(sys.argv) > 1:
        return print(json.dumps(run_refresh(sys.argv[1])))
    numbers = os.environ.get("BENCH_ROWS", "1000000,10000000").split(",")
    customers = int(os.environ.get("BENCH_CUSTOMERS", 1_000_000))
    say("Planner of both sides: no parallel workers, and what the refresh sets")
    say("for its transaction. CPU seconds; each figure is the least of its rounds.")
    for rows in map(int, numbers):
        compare_statements(database, "order", rows, goal=rows >= 10_000_000)
    compare_statements(database, "invoice", 1_000_000)
    if customers:
        compare_refreshes(database, customers)


# ----------------------------------------------------------------------
# The statement against a bare GROUP BY
# ----------------------------------------------------------------------


def compare_statements(database, basis, rows, goal=False):
    """The statement that adds up purchases, beside the least one could do."""
    say(f"\n{rows:,} {basis}s")
    with workbench.scratch(database, basis) as name:
        with workbench.environment(name) as env:
            sales = Sales(env, rows // ORDERS_A_CUSTOMER["statement"], rows)
            sales.load(basis)
            bare, first, nightly = measure_statements(env, sales, basis)
    say(f"  bare GROUP BY         {bare:8.2f} s    1")
    say(f"  refresh, first time   {first:8.2f} s    {first / bare:.2f}")
    say(f"  refresh, every night  {nightly:8.2f} s    {nightly / bare:.2f}")
    if goal:
        judge("nightly statement to bare GROUP BY", nightly / bare, 3)


def measure_statements(env, sales, basis):
    """Return CPU seconds: bare, refresh that inserts, refresh that updates."""
    cr, company = env.cr, sales.company
    refresh = env["crm.value.refresh"].with_company(company)
    as_of = company._get_crm_value_as_of()
    meter = Meter(cr)
    bare = []
    written = []
    for _round in range(1 + NIGHTS):
        cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        refresh._prepare_sort()
        bare.append(meter.measure(lambda: run_bare(cr, basis)))
        written.append(meter.measure(lambda: refresh._write_purchases(company, as_of)))
        cr.commit()
    return min(bare), written[0], min(written[1:])


def run_bare(cr, basis):
    """Compute all of it, but do not send the rows: the refresh does not either."""
    cr.execute("SET LOCAL cursor_tuple_fraction = 1")
    cr.execute("DECLARE bare NO SCROLL CURSOR FOR" + BARE.format(**SOURCES[basis]))
    cr.execute("MOVE ALL IN bare")
    cr.execute("CLOSE bare")


# ----------------------------------------------------------------------
# A whole refresh, its memory, and that of a few customers
# ----------------------------------------------------------------------


def compare_refreshes(database, customers):
    rows = int(customers * ORDERS_A_CUSTOMER["refresh"])
    say(f"\n{customers:,} customers, {rows:,} orders")
    with workbench.scratch(database, "refresh") as name:
        with workbench.environment(name) as env:
            Sales(env, customers, rows).load("order")
        workbench.close(name)
        found = json.loads(
            subprocess.run(
                [sys.executable, __file__, name],
                check=True,
                stdout=subprocess.PIPE,
            ).stdout
        )
    first, night = found["first"], found["night"]
    say(f"  {'':12} {'first':>8}   {'next night':>10}")
    for step, cost in first.items():
        memory = max(cost["memory"], night[step]["memory"])
        say(
            f"  {step:12} {cost['cpu']:8.2f} s {night[step]['cpu']:8.2f} s"
            f" {memory:8.0f} MB more"
        )
    first_time = sum(cost["cpu"] for cost in first.values())
    full = sum(cost["cpu"] for cost in night.values())
    changed = found["changed"]
    say(f"  full refresh {first_time:8.2f} s {full:8.2f} s")
    say(f"  {CHANGED:,} changed {changed:8.2f} s    1/{full / changed:.0f} of a night")
    say(f"  the same to the statement alone  1/{found['statement'] / changed:.0f}")
    judge(f"{CHANGED:,} customers to the nightly refresh", changed / full, 1 / 50)
    peak = max(cost["memory"] for cost in [*first.values(), *night.values()])
    judge("extra memory", peak, 400, " MB")


def run_refresh(name):
    """In a process of its own: the refresh of a first day, that of the next, and
    one of a few customers."""
    with workbench.environment(name) as env:
        company = env["res.company"].search([], order="id", limit=1)
        env.cr.execute("SET max_parallel_workers_per_gather = 0")
        meter = Meter(env.cr)
        as_of = company._get_crm_value_as_of()
        start = read_status("VmRSS")
        first = measure_steps(env, company, as_of - timedelta(days=1), meter, start)
        night = measure_steps(env, company, as_of, meter, start)
        refresh = env["crm.value.refresh"]
        statement = meter.measure(lambda: refresh._write_purchases(company, as_of))
        env.cr.commit()
        changed = []
        for number in range(3):
            env.cr.execute(
                """SELECT partner_id FROM crm_customer_value
                    WHERE company_id = %s ORDER BY md5(partner_id || %s) LIMIT %s""",
                [company.id, str(number), CHANGED],
            )
            ids = [partner_id for (partner_id,) in env.cr.fetchall()]
            changed.append(
                meter.measure(lambda ids=ids: refresh._refresh_customers(company, ids))
            )
            env.cr.commit()
    return {
        "first": first,
        "night": night,
        "statement": statement,
        "changed": statistics.median(changed),
    }


def measure_steps(env, company, as_of, meter, start):
    """Refresh as of a day; return {step: CPU seconds, megabytes over start}."""
    refresh = env["crm.value.refresh"].create(
        {"company_id": company.id, "as_of_date": as_of}
    )
    env.cr.commit()
    steps = {}
    while refresh.state in ("waiting", "running"):
        step = refresh.step
        reset_peak()
        cpu = meter.measure(refresh._do_step)
        cost = steps.setdefault(step, {"cpu": 0, "memory": 0})
        cost["cpu"] += cpu
        cost["memory"] = max(cost["memory"], read_status("VmHWM") - start)
        env.cr.commit()
        env.invalidate_all()
    if refresh.state != "done":
        raise RuntimeError(refresh.message)
    return steps


def reset_peak():
    """Forget the peak of this process."""
    with open("/proc/self/clear_refs", "w") as clear:
        clear.write("5")


def read_status(name):
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(name):
                return int(line.split()[1]) * 1024 / MEGABYTE
    raise KeyError(name)


if __name__ == "__main__":
    main()
