"""Measure the work list of complaints beside the host's list of leads, and intake.

    BENCH_ROWS=200000 BENCH_MAILS=10000 python tests/bench/bench_complaints.py

``CRM_CONF`` names the configuration of Odoo and ``CRM_DB`` a database with the
add-on; a copy of it is filled, measured and dropped.  As many leads as complaints are
written, nine of ten of them closed or lost.  The first page of each list, with its
count, is read as the web client reads it: with the fields of its own view, as a
salesperson and as an agent, turn by turn, in CPU milliseconds of Python and of
PostgreSQL's backend.  Then as many mails as told come in on a team's address; the
last ones are compared with the first.
"""

import logging
import os
import statistics
import time

import workbench
from lxml import etree
from verdict import judge, say
from workbench import Meter

from odoo.tools import SQL

ROUNDS = 15
LIST_LIMIT = 1.2
MAIL_LIMIT = 1.2
PAGE = 80
MAIL = """From: customer{n}@example.com
To: {to}
Subject: The tea came late {n}
Message-ID: <{n}@bench.example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Order {n} came a week late.
"""


def main():
    logging.disable(logging.WARNING)
    database = workbench.read_config()
    rows = int(os.environ.get("BENCH_ROWS", 200_000))
    mails = int(os.environ.get("BENCH_MAILS", 10_000))
    with workbench.scratch(database, "complaints") as name:
        with workbench.environment(name) as env:
            users = make_users(env)
            load(env, users, rows)
            say(f"{rows:,} leads, {rows:,} complaints, nine of ten ended")
            compare_lists(env, users)
            say(f"{mails:,} mails")
            receive(env, users, mails)
        workbench.close(name)


def make_users(env):
    groups = {
        "crm.lead": "sales_team.group_sale_salesman_all_leads",
        "crm.complaint": "crm_complaints.group_complaint_user",
    }
    users = {
        model: env["res.users"].create(
            {
                "name": model,
                "login": f"bench.{model}",
                "group_ids": [(4, env.ref(group).id)],
            }
        )
        for model, group in groups.items()
    }
    env["crm.complaint.team.member"].create(
        {
            "team_id": env.ref("crm_complaints.crm_complaint_team_main").id,
            "user_id": users["crm.complaint"].id,
        }
    )
    return users


def load(env, users, rows):
    """Copy one lead and one complaint many times; the numbers tell them apart."""
    # found once the registry has read where the add-ons are
    from odoo.addons.crm_gateway.tests.row_copies import copy_rows

    agent = users["crm.complaint"]
    lead = env["crm.lead"].create(
        {"name": "Lead", "type": "opportunity", "user_id": users["crm.lead"].id}
    )
    complaint = env["crm.complaint"].create(
        {
            "name": "Complaint",
            "user_id": agent.id,
            "category_id": env.ref("crm_complaints.crm_complaint_category_other").id,
        }
    )
    env.flush_all()
    ended = SQL("n %% 10 <> 0")
    partner = SQL(
        "(ARRAY(SELECT id FROM res_partner WHERE active ORDER BY id LIMIT 50))"
        "[1 + n %% 20]"
    )
    moment = SQL("now()::timestamp - n * interval '1 minute'")
    copy_rows(
        env.cr,
        "crm_lead",
        SQL("row.id = %s", lead.id),
        range(1, rows + 1),
        name=SQL("'Lead ' || n"),
        active=SQL("NOT (%s)", ended),
        partner_id=partner,
        create_date=moment,
    )
    copy_rows(
        env.cr,
        "crm_complaint",
        SQL("row.id = %s", complaint.id),
        range(1, rows + 1),
        name=SQL("'Complaint ' || n"),
        number=SQL("'BENCH' || n"),
        access_token=SQL("NULL"),
        state=SQL("CASE WHEN %s THEN 'closed' ELSE 'investigating' END", ended),
        partner_id=partner,
        commercial_partner_id=partner,
        received_date=moment,
        next_deadline=SQL(
            "CASE WHEN NOT (%s) THEN %s + interval '20 days' END", ended, moment
        ),
        closed_date=SQL("CASE WHEN %s THEN now()::timestamp END", ended),
    )
    env.cr.commit()
    env.cr.execute("ANALYZE crm_lead; ANALYZE crm_complaint")
    env.cr.commit()
    env.invalidate_all()


def compare_lists(env, users):
    """Read a first page of each list, turn by turn."""
    calls, meters = {}, Meter(env.cr)
    for model, xmlid, domain in (
        ("crm.lead", "crm.crm_case_tree_view_oppor", [("type", "=", "opportunity")]),
        (
            "crm.complaint",
            "crm_complaints.crm_complaint_view_list_work",
            [("is_open", "=", True)],
        ),
    ):
        user = users[model]
        Model = env(user=user.id, context=user.context_get())[model]
        view = Model.get_view(env.ref(xmlid).id, "list")
        arch = etree.fromstring(view["arch"])
        names = {node.get("name") for node in arch.iterfind(".//field")}
        specification = {
            name: {"fields": {"display_name": {}}}
            if Model._fields[name].relational
            else {}
            for name in names & set(Model._fields)
        }
        order = arch.get("default_order")
        calls[model] = lambda M=Model, d=domain, s=specification, o=order: (
            M.web_search_read(d, s, limit=PAGE, order=o)
        )
    taken = {model: [] for model in calls}
    queries = {}
    for _round in range(ROUNDS):
        for model, call in calls.items():
            env.invalidate_all()
            before = env.cr.sql_log_count
            taken[model].append(1000 * meters.measure(call))
            queries[model] = env.cr.sql_log_count - before
    middle = {model: statistics.median(values) for model, values in taken.items()}
    for model, value in middle.items():
        say(f"  {model}: {value:.1f} ms CPU, {queries[model]} queries")
    ratio = middle["crm.complaint"] / middle["crm.lead"]
    judge("work list to the host's list of leads", ratio, LIST_LIMIT, " times")


def receive(env, users, mails):
    """Take mails in; the last tenth must not cost more than the first."""
    team = env.ref("crm_complaints.crm_complaint_team_main")
    domain = env["mail.alias.domain"].search([], limit=1) or env[
        "mail.alias.domain"
    ].create({"name": "bench.example.com"})
    env.company.alias_domain_id = domain
    team.write({"alias_name": "bench-complaints", "alias_domain_id": domain.id})
    env.cr.commit()
    address = f"bench-complaints@{domain.name}"
    before = env["crm.complaint"].search_count([])
    meter, taken, start = Meter(env.cr), [], time.monotonic()
    for n in range(mails):
        mail = MAIL.format(n=n, to=address)
        taken.append(
            1000
            * meter.measure(
                lambda mail=mail: env["mail.thread"].message_process(None, mail)
            )
        )
        env.cr.commit()
        env.invalidate_all()
    made = env["crm.complaint"].search_count([]) - before
    say(f"  {made:,} complaints in {time.monotonic() - start:.0f} s")
    tenth = max(mails // 10, 1)
    first, last = (statistics.median(part) for part in (taken[:tenth], taken[-tenth:]))
    say(f"  {first:.1f} ms CPU for each of the first, {last:.1f} for the last")
    judge("a mail at the end to one at the start", last / first, MAIL_LIMIT, " times")
    judge("complaints of mails", made / mails, 1, at_least=True)


if __name__ == "__main__":
    main()
