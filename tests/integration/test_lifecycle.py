"""A company tries our add-ons, keeps them up to date, parts with them, returns.

One database lives through all of it, worked on by Odoo's own processes; each
test looks at one turn of its life.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from database_content import differences, read_all
from frontdoor import addons, database, odoo_command, steps, testbed
from frontdoor.settings import ODOO_CONF

STEPS = Path(__file__).with_name("lifecycle_steps.py")
ERRORS = "ERROR|CRITICAL"
# What was planned for the salespeople is theirs: it stays when we go.
PLANNED = ("mail_activity", "mail_followers", "mail_followers_mail_message_subtype_rel")
# The host's own note that a foreign key belonged to a module: it has no external
# id, so the host forgets it with no module. The key itself does go.
NOTES = ("ir_model_constraint",)
# The next step of the website's setup is taken by whatever module comes or goes.
SETUP = ("ir_actions_todo",)
FIGURES = """
    SELECT partner.name, value.order_days, value.net_revenue, value.margin,
           value.recency_score, value.frequency_score, value.monetary_score,
           segment.name ->> 'en_US', value.next_order_date,
           value.cltv, ROUND(value.churn_risk, 4), value.wallet, value.value_tier
      FROM crm_customer_value value
      JOIN res_partner partner ON partner.id = value.partner_id
      JOIN crm_segment segment ON segment.id = value.segment_id
     ORDER BY partner.name
"""


@pytest.fixture(scope="module")
def life():
    """What the database held at each turn."""
    turns = SimpleNamespace()
    with testbed.copy(testbed.host_template()) as name:
        do(name, "sell")
        turns.before = read_all(name)
        change(name, install=addons.names())
        do(name, "use")
        turns.used = read_all(name)
        turns.figures = database.query(FIGURES, name)
        change(name, update=addons.names())
        change(name, update=addons.names())
        turns.updated = read_all(name)
        uninstall(name, "crm_gateway")
        turns.parted = read_all(name)
        change(name, install=addons.names())
        do(name, "use")
        turns.figures_again = database.query(FIGURES, name)
    return turns


def change(name, **modules):
    odoo_command.change_modules(name, f"lifecycle-{'-'.join(modules)}.log", **modules)


def do(name, step):
    """Let people do a step of lifecycle_steps.py."""
    log = f"lifecycle-{step}.log"
    odoo_command.run_script(name, STEPS, log, f"step {step}", STEP=step)
    assert not odoo_command.complaints(log, ERRORS)


def uninstall(name, *modules):
    """What the button does; all that stands on the modules goes with them."""
    log = "lifecycle-uninstall.log"
    arguments = ["module", "uninstall", "-c", ODOO_CONF, "-d", name, *modules]
    command = odoo_command.command(*arguments)
    steps.run(command, log, "uninstalling", env=odoo_command.environment())
    assert not odoo_command.complaints(log, ERRORS)


def test_updates_change_nothing(life):
    """What people edited, deleted or took away stays so, figures included."""
    assert differences(life.used, life.updated) == []


def test_nothing_is_left(life):
    """The whole database, row by row, is as if we had never been there."""
    assert differences(life.before, life.parted, PLANNED + NOTES + SETUP) == []


def test_what_was_planned_is_left(life):
    """Without the columns that were ours."""
    for table in PLANNED:
        left = read_rows(life.parted[table])
        names = {name for row in left for name in row}
        used = [
            {name: value for name, value in row.items() if name in names}
            for row in read_rows(life.used[table])
        ]
        assert left == used
        assert life.parted[table] != life.before[table]


def read_rows(rows):
    """Rows of a table, by id; tables without one by all that is in them."""
    found = [json.loads(row) for row in rows.elements()]
    return sorted(
        found, key=lambda row: (row.get("id", 0), json.dumps(row, sort_keys=True))
    )


def test_the_second_life_gives_the_same_figures(life):
    assert len(life.figures) == 60
    assert life.figures_again == life.figures
