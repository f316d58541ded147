"""Measure KPIs: the board, counting anew what has changed, and MIS Builder beside it.

    BENCH_ROWS=1000000,10000000 BENCH_LINES=1000000 python tests/bench/bench_kpi.py

``CRM_CONF`` names the configuration of Odoo and ``CRM_DB`` a database with the
add-on; copies of it are filled, measured and dropped.

Orders: an order book of each size is counted whole, then a few orders of one day,
and of ten days, are written and counted anew.  Cost must follow the orders of the days
that have changed, not the size of the book.  All books are of three years, so that a
day of a book ten times as large has ten times as many orders.  In the largest book the
board then shows 40 KPIs of 13 months in 20 teams, beside the least that one could do:
one scan of the index that holds the same rows.

MIS Builder (OCA, AGPL-3), when it is installed beside Odoo: 20 sums of journal items
of an account over 36 months, by its report and by KPIs of ours of the same items, in
turns.  Ours counts them once; the report reads the journal each time.
"""

import logging
import os
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

import workbench
from dateutil.relativedelta import relativedelta
from verdict import judge, say
from workbench import Meter, Sales

from odoo.modules.module import initialize_sys_path
from odoo.tools import SQL, config

KPIS, TEAMS, MONTHS = 40, 20, 13
BOARD_SECONDS = 0.3
SCANS = 20  # times the bare scan
GROWTH = 1.5  # an order of a changed day, in a book ten times as large
DAYS = 10
DAYS_LIMIT = 12  # ten days, in times of one
ROUNDS = 9
MIS_KPIS, MIS_MONTHS = 20, 36
ROOT = Path(__file__).parents[2]


def main():
    logging.disable(logging.WARNING)
    database = workbench.read_config()
    sizes = os.environ.get("BENCH_ROWS", "1000000,10000000").split(",")
    days = {}
    for rows in sorted(map(int, sizes)):
        with workbench.scratch(database, f"kpi_{rows}") as name:
            with workbench.environment(name) as env:
                say(f"\n{rows:,} orders")
                Sales(env, rows // 6, rows).load("order")
                env.cr.execute(
                    """SELECT setval('res_partner_id_seq',
                                     (SELECT MAX(id) FROM res_partner))"""
                )
                days[rows] = measure_counting(env)
                if rows == max(map(int, sizes)):
                    measure_board(env)
            workbench.close(name)
    if len(days) > 1:
        small, large = min(days), max(days)
        judge(
            f"an order of a day among {large:,} to one among {small:,}",
            days[large] / days[small] / (large / small),
            GROWTH,
            " times",
        )
    lines = int(os.environ.get("BENCH_LINES", 1_000_000))
    if lines:
        compare_with_mis_builder(database, lines)


# ----------------------------------------------------------------------
# Counting
# ----------------------------------------------------------------------


def measure_counting(env):
    """Count all orders, then one changed day, then ten; return the cost of one."""
    kpi = env.ref("crm_kpi.kpi_order_revenue")
    company = env["res.company"].search([], order="id", limit=1)
    meter = Meter(env.cr)
    env["crm.kpi.state"].search([("kpi_id", "=", kpi.id)]).unlink()

    def count():
        taken = meter.measure(lambda: kpi._refresh(company))
        env.cr.commit()
        return taken

    whole = count()
    # What is counted anew begins with what was written since the last time
    _forget_recent(env, kpi)
    one, ten = [], []
    for round_number in range(ROUNDS):
        for taken, number in ((one, 1), (ten, DAYS)):
            first = date.today() - timedelta(days=100 + 20 * round_number)
            _touch(env, company, [first + timedelta(days=n) for n in range(number)])
            taken.append(count())
            _forget_recent(env, kpi)
    one, ten = statistics.median(one), statistics.median(ten)
    say(
        f"  all days {whole:.2f} s, one day {1000 * one:.0f} ms, {DAYS} days"
        f" {1000 * ten:.0f} ms CPU"
    )
    judge(f"{DAYS} changed days to one", ten / one, DAYS_LIMIT, " times")
    judge("one changed day to all", one / whole, 0.05, " times")
    return one


def _touch(env, company, days):
    """Write a few orders of each day, as a correction does."""
    for day in days:
        env.cr.execute(
            """UPDATE sale_order SET write_date = now() AT TIME ZONE 'UTC'
                WHERE id IN (SELECT id FROM sale_order
                              WHERE company_id = %s AND date_order >= %s
                                AND date_order < %s LIMIT 5)""",
            [company.id, f"{day} 06:00:00", f"{day} 18:00:00"],
        )
    env.cr.commit()


def _forget_recent(env, kpi):
    """Let the next count begin with what is written from now on.

    It looks back a quarter of an hour, which here would hold the rounds before.
    """
    env.cr.execute(
        """UPDATE sale_order SET write_date = write_date - interval '1 day'
            WHERE write_date > now() AT TIME ZONE 'UTC' - interval '30 minutes'"""
    )
    env.cr.commit()


# ----------------------------------------------------------------------
# The board
# ----------------------------------------------------------------------


def measure_board(env):
    company = env["res.company"].search([], order="id", limit=1)
    env.cr.execute("DELETE FROM crm_kpi_value; DELETE FROM crm_kpi_fact")
    kpis = env["crm.kpi"].search([("kind", "=", "source")], limit=KPIS)
    teams = env["crm.team"].create(
        [{"name": f"Team {n}", "company_id": company.id} for n in range(TEAMS)]
    )
    months = company._get_kpi_periods("month", company._get_crm_today(), MONTHS)
    board = env["crm.kpi.board"].create(
        {"name": "Bench", "item_ids": [(0, 0, {"kpi_id": kpi.id}) for kpi in kpis]}
    )
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench.kpi",
            "group_ids": [
                (4, env.ref("crm_kpi.group_kpi_user").id),
                (4, env.ref("crm_kpi.group_kpi_finance").id),
            ],
        }
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """INSERT INTO crm_kpi_value (kpi_id, company_id, date_from, date_to,
                      period_key, version, revision, is_current, team_id,
                      numerator, denominator, record_count, value)
               SELECT kpi, %s, month.date_from, month.date_to, month.key, 1, 1, TRUE,
                      team, floor(100 * random()), 100, 50, 0
                 FROM unnest(%s::int[]) kpi, unnest(%s::int[]) team,
                      unnest(%s::date[], %s::date[], %s::text[])
                          AS month(date_from, date_to, key)""",
            company.id,
            kpis.ids,
            teams.ids,
            [month.date_from for month in months],
            [month.date_to for month in months],
            [month.key for month in months],
        )
    )
    env.cr.commit()
    env.cr.execute("ANALYZE crm_kpi_value")
    env.cr.commit()
    Board = env["crm.kpi.board"].with_user(user)
    context = {"allowed_company_ids": company.ids}

    def show():
        env.invalidate_all()
        data = Board.with_context(**context).get_board(board.id, kind="month")
        assert len(data["tiles"]) == len(kpis), len(data["tiles"])

    def scan():
        env.cr.execute(
            """SELECT kpi_id, date_from, SUM(numerator), SUM(denominator)
                 FROM crm_kpi_value
                WHERE is_current AND company_id = %s AND kpi_id = ANY(%s)
                  AND date_from >= %s
                GROUP BY 1, 2""",
            [company.id, kpis.ids, months[0].date_from],
        )
        env.cr.fetchall()

    meter = Meter(env.cr)
    show(), scan()
    shown, scanned, waited = [], [], []
    for _round in range(40):
        start = time.perf_counter()
        shown.append(meter.measure(show))
        waited.append(time.perf_counter() - start)
        scanned.append(meter.measure(scan))
    board_time, scan_time = map(statistics.median, (shown, scanned))
    waited.sort()
    late = waited[int(0.95 * len(waited))]
    say(
        f"  board of {len(kpis)} KPIs x {MONTHS} months x {TEAMS} teams:"
        f" {1000 * board_time:.0f} ms CPU, bare scan {1000 * scan_time:.1f} ms"
    )
    judge("board, 95th percentile", 1000 * late, 1000 * BOARD_SECONDS, " ms")
    judge("board to the bare scan", board_time / scan_time, SCANS, " times")


# ----------------------------------------------------------------------
# MIS Builder
# ----------------------------------------------------------------------


def compare_with_mis_builder(database, lines):
    folder = ROOT / ".host" / "oca" / "odoo" / "addons"
    if not (folder / "mis_builder").exists():
        say("\nMIS Builder is not installed: nothing to compare with")
        return
    config["addons_path"] = [*config["addons_path"], str(folder)]
    initialize_sys_path()
    with workbench.scratch(database, "kpi_mis") as name:
        with workbench.environment(name) as env:
            modules = env["ir.module.module"]
            modules.update_list()
            modules.search([("name", "=", "mis_builder")]).button_immediate_install()
            env.cr.commit()
        workbench.close(name)
        with workbench.environment(name) as env:
            say(f"\n{lines:,} journal items, {MIS_KPIS} KPIs, {MIS_MONTHS} months")
            accounts = load_journal(env, lines)
            _compare(env, accounts)
        workbench.close(name)


def load_journal(env, lines):
    """Write journal items on 20 expense accounts over 36 months, by SQL."""
    from odoo.addons.crm_gateway.tests.row_copies import copy_rows

    company = env["res.company"].search([], order="id", limit=1)
    env.user.company_id = company
    accounts = env["account.account"].create(
        [
            {
                "name": f"Bench {n}",
                "code": f"BEN{n:03}",
                "account_type": "expense",
                "company_ids": [(6, 0, company.ids)],
            }
            for n in range(MIS_KPIS)
        ]
    )
    journal = env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
    )
    move = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": date.today() - relativedelta(months=1),
            "line_ids": [
                (0, 0, {"account_id": accounts[0].id, "name": "Bench", "debit": 10}),
                (0, 0, {"account_id": accounts[1].id, "name": "Bench", "credit": 10}),
            ],
        }
    )
    move.action_post()
    env.flush_all()
    copy_rows(
        env.cr,
        "account_move_line",
        SQL("row.id = %s", move.line_ids[0].id),
        range(1, lines + 1),
        account_id=SQL("(%s::int[])[1 + n %% %s]", accounts.ids, MIS_KPIS),
        date=SQL("(CURRENT_DATE - (n %% %s)::int)", MIS_MONTHS * 30),
    )
    env.cr.commit()
    env.cr.execute("ANALYZE account_move_line")
    env.cr.commit()
    env.invalidate_all()
    return accounts


def _compare(env, accounts):
    company = env["res.company"].search([], order="id", limit=1)
    report, kpis = make_report(env, company, accounts), make_kpis(env, accounts)
    env["crm.kpi.state"].create(
        [
            {
                "kpi_id": kpi.id,
                "company_id": company.id,
                "history_from": date.today().replace(day=1)
                - relativedelta(months=MIS_MONTHS - 1),
            }
            for kpi in kpis
        ]
    )
    meter = Meter(env.cr)
    counted = meter.measure(lambda: [kpi._refresh(company) for kpi in kpis])
    env.cr.commit()
    periods = company._get_kpi_periods("month", company._get_crm_today(), MIS_MONTHS)
    theirs, ours = [], []
    for _round in range(3):
        env.invalidate_all()
        theirs.append(meter.measure(report.compute))
        env.invalidate_all()
        ours.append(meter.measure(lambda: kpis._read_series(periods)))
    _check_same(report, kpis._read_series(periods), kpis)
    theirs, ours = map(statistics.median, (theirs, ours))
    say(
        f"  MIS Builder {1000 * theirs:.0f} ms, ours {1000 * ours:.0f} ms CPU to show;"
        f" counted once in {1000 * counted:.0f} ms"
    )
    judge("ours to MIS Builder, to show", ours / theirs, 0.1, " times")
    say(f"  counting pays from showing {1 + int(counted / (theirs - ours))} on")


def make_report(env, company, accounts):
    report = env["mis.report"].create(
        {
            "name": "Bench",
            "kpi_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"k{place}",
                        "description": account.name,
                        "expression": f"balp[{account.code}]",
                    },
                )
                for place, account in enumerate(accounts)
            ],
        }
    )
    first = date.today().replace(day=1) - relativedelta(months=MIS_MONTHS - 1)
    return env["mis.report.instance"].create(
        {
            "name": "Bench",
            "report_id": report.id,
            "company_id": company.id,
            "target_move": "posted",
            "comparison_mode": True,
            "period_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"M{place}",
                        "mode": "fix",
                        "manual_date_from": first + relativedelta(months=place),
                        "manual_date_to": first
                        + relativedelta(months=place + 1, days=-1),
                    },
                )
                for place in range(MIS_MONTHS)
            ],
        }
    )


def make_kpis(env, accounts):
    return env["crm.kpi"].create(
        [
            {
                "name": account.name,
                "code": f"bench_{place}",
                "kind": "records",
                "measure": "sum",
                "unit": "money",
                "model_name": "account.move.line",
                "date_field": "date",
                "company_field": "company_id",
                "numerator_field": "balance",
                "domain": repr(
                    [
                        ("account_id", "=", account.id),
                        ("parent_state", "=", "posted"),
                    ]
                ),
            }
            for place, account in enumerate(accounts)
        ]
    )


def _check_same(report, rows, kpis):
    """Both must say the same of each complete month: else there is no ratio."""
    cells = report.compute()["body"]
    for row, kpi in zip(cells, kpis, strict=True):
        theirs = [cell.get("val") or 0 for cell in row["cells"]][:-1]
        ours = rows[kpi].values[:-1]
        assert max(abs(a - b) for a, b in zip(theirs, ours, strict=True)) < 0.01, (
            theirs,
            ours,
        )


if __name__ == "__main__":
    main()
