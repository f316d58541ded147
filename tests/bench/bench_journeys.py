"""Let a million people start a journey and go it to the end.

    python tests/bench/bench_journeys.py [--quick] [--profile]

Start, wait, condition, then goal or exit: four steps each. The job of the journeys
does it as it does at night, portion by portion, each committed. Contacts are written
by SQL into a scratch database. CPU is that of Odoo and of its PostgreSQL backend; a
row is a participant or a step. Beside it a bare ``INSERT .. SELECT`` of as many rows
into tables with the same columns and indexes. A fresh process for each size;
``--quick`` takes 10,000 and 100,000 people instead of 100,000 and 1,000,000.
"""

import cProfile
import json
import logging
import pstats
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import workbench  # noqa: E402
from frontdoor import testbed  # noqa: E402
from verdict import judge, say  # noqa: E402
from workbench import Meter  # noqa: E402

from odoo.tools import SQL  # noqa: E402

STEPS = 4
GROWTH, MOST_MEMORY = 1.3, 1024


def main():
    workbench.read_config()
    template = testbed.template(["crm_campaigns"])
    sizes = (10_000, 100_000) if "--quick" in sys.argv else (100_000, 1_000_000)
    titles = f"  {'people':>10} {'part':8} {'wall s':>8} {'CPU s':>8} {'us/row':>8}"
    say(f"{titles} {'peak MB'}")
    found = [measure(template, size) for size in sizes]
    small, large = found
    for part in ("enrol", "advance"):
        judge(
            f"{part}: CPU a row, {sizes[1]:,} to {sizes[0]:,}",
            large[part]["row"] / small[part]["row"],
            GROWTH,
        )
    whole = large["enrol"]["cpu"] + large["advance"]["cpu"]
    say(f"  times a bare INSERT .. SELECT: {whole / large['bare']['cpu']:.1f}")
    judge("memory", large["memory"], MOST_MEMORY, " MB")


def measure(template, people):
    """Return the costs of each part, measured in a process of its own."""
    with workbench.scratch(template, "journeys") as name:
        command = [sys.executable, "-W", "ignore", __file__, "child", name, str(people)]
        if "--profile" in sys.argv:
            command.append("--profile")
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    *report, last = done.stdout.decode().splitlines()
    if report:
        say("\n".join(report))
    cost = json.loads(last)
    for part in ("enrol", "advance", "bare"):
        figures = cost[part]
        say(
            f"  {people:10,} {part:8} {figures['wall']:8.1f} {figures['cpu']:8.1f}"
            f" {figures['row'] * 1e6:8.1f} {cost['memory']:7.0f}"
        )
    return cost


# ----------------------------------------------------------------------
# In a process of its own
# ----------------------------------------------------------------------


def run(name, people):
    workbench.read_config()
    logging.getLogger("odoo").setLevel(logging.ERROR)
    with workbench.environment(name) as env:
        journey = fill(env, people)
        meter = Meter(env.cr)
        cost = {
            "enrol": timed(meter, lambda: journey._enrol_safely(), 2 * people),
            "advance": timed(
                meter, lambda: advance(env, journey), (STEPS - 1) * people
            ),
        }
        check(env, journey, people)
        cost["memory"] = read_peak()
        cost["bare"] = timed(meter, lambda: insert_bare(env.cr), (STEPS + 1) * people)
    say(json.dumps(cost))


def timed(meter, work, rows):
    begin = time.monotonic()
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        cpu = meter.measure(lambda: profile.runcall(work))
        pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(40)
    else:
        cpu = meter.measure(work)
    return {"wall": time.monotonic() - begin, "cpu": cpu, "row": cpu / rows}


def fill(env, people):
    """Write the contacts and publish the journey; nobody has started yet."""
    seed = env["res.partner"].create({"name": "Seed", "ref": "seed"})
    env.flush_all()
    own = {
        "id": "nextval('res_partner_id_seq')",
        "name": "'Person ' || i",
        "complete_name": "'Person ' || i",
        "commercial_partner_id": "currval('res_partner_id_seq')",
        "email": "'p' || i || '@example.com'",
        "email_normalized": "'p' || i || '@example.com'",
        "color": "i % 2",
        "ref": "'bench'",
    }
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'res_partner' AND table_schema = current_schema"
    )
    rest = [name for (name,) in env.cr.fetchall() if name not in own]
    env.cr.execute(
        SQL(
            "INSERT INTO res_partner (%s) SELECT %s FROM res_partner seed,"
            " generate_series(1, %s) i WHERE seed.id = %s",
            SQL(", ").join(map(SQL.identifier, [*own, *rest])),
            SQL(", ").join(
                [*(SQL(sql.replace("%", "%%")) for sql in own.values())]
                + [SQL.identifier("seed", name) for name in rest]
            ),
            people,
            seed.id,
        )
    )
    journey = env["crm.journey"].create(
        {
            "name": "Bench",
            "campaign_id": env["utm.campaign"].create({"title": "Bench"}).id,
            "holdout_percent": 0,
        }
    )
    version = journey.draft_version_id
    start = version.node_ids
    start.write({"trigger": "rule", "domain": "[('ref', '=', 'bench')]"})
    wait, condition, goal, end = env["crm.journey.node"].create(
        [
            {"version_id": version.id, "name": kind, "kind": kind, **values}
            for kind, values in (
                ("wait", {"wait_number": 0}),
                ("condition", {"domain": "[('color', '=', 1)]"}),
                ("goal", {}),
                ("exit", {}),
            )
        ]
    )
    env["crm.journey.edge"].create(
        [
            {"source_id": source.id, "target_id": target.id, "outcome": outcome}
            for source, target, outcome in (
                (start, wait, "next"),
                (wait, condition, "next"),
                (condition, goal, "yes"),
                (condition, end, "no"),
            )
        ]
    )
    journey.action_publish()
    env.cr.commit()
    env.cr.execute("ANALYZE res_partner")
    env.cr.commit()
    return journey


def advance(env, journey):
    """Every statement sees what it would on a server that vacuums by itself."""
    env.cr.commit()
    journey._advance_all()


def check(env, journey, people):
    env.cr.execute(
        """SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'done'),
                  (SELECT COUNT(*) FROM crm_journey_task
                    WHERE journey_id = %s AND state = 'done')
             FROM crm_journey_participant WHERE journey_id = %s""",
        [journey.id, journey.id],
    )
    found = env.cr.fetchone()
    if found != (people, people, STEPS * people):
        raise RuntimeError(f"not all have come to the end: {found}")


def insert_bare(cr):
    """As many rows as were made, into tables with the same indexes."""
    for table in ("crm_journey_participant", "crm_journey_task"):
        cr.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        cr.execute(f"INSERT INTO bare_{table} SELECT * FROM {table}")
    cr.commit()


def read_peak():
    """Return the peak of this process in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "child":
        run(sys.argv[2], int(sys.argv[3]))
    else:
        main()
