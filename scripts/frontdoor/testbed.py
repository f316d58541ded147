"""Databases for tests: made once, copied for each run.

Two layers of templates, neither with demo data: the host's modules (slow to
install, rarely change), and on a copy of it our add-ons (change with every
edit).  Each is named after what it was made from.
"""

import os
import time
from contextlib import contextmanager
from pathlib import Path

from . import addons, database, host, odoo_command
from .settings import HOST_DIR, digest
from .steps import say

HOST, OURS, RUN = "crm_host_", "crm_ours_", "crm_run_"
KEPT = {HOST: 2, OURS: 6}
# change it when the way of making templates changes
RECIPE = 1


def template(names):
    """Name of a database with just these add-ons of ours; makes it if need be."""
    base = host_template()
    _ensure(base, None, addons.host_modules(), "Odoo's own modules")
    content = [addons.fingerprint(name, translations=False) for name in names]
    ours = OURS + digest(base, *names, *content)
    _ensure(ours, base, names, ", ".join(names))
    _prune({base, ours})
    return ours


def host_template():
    """Name of the database with Odoo's modules that ours need, and none of ours.

    It lists ours as modules that could be installed: a new one makes it anew.
    """
    known = (*addons.host_modules(), *addons.names())
    return HOST + digest(RECIPE, host.version(), *known)


def _ensure(name, source, modules, title):
    state = database.comments().get(name)
    if not (state and state.get("complete")):
        say(f"      new template {name}: {title}")
        database.drop(name)
        database.create(name, source)
        log = f"{name}.log"
        odoo_command.change_modules(name, log, install=modules)
        if source:
            _report(odoo_command.complaints(log, "WARNING"))
    _describe(name)


def _describe(name):
    facts = {"home": str(HOST_DIR), "used": int(time.time())}
    database.describe(name, complete=True, **facts)


def _report(warnings):
    for line in warnings:
        say(f"      {line[:200]}")


@contextmanager
def copy(source):
    """A database of one's own for as long as a run lasts."""
    name = f"{RUN}{os.getpid()}"
    database.drop(name)
    database.create(name, source)
    database.describe(name, complete=True, home=str(HOST_DIR), pid=os.getpid())
    try:
        yield name
    finally:
        for left in database.comments():
            # the parallel processes of a run that was killed leave theirs
            if left == name or left.startswith(f"{name}-"):
                database.drop(left)


def _prune(in_use):
    """Drop what this checkout made and will hardly use again."""
    states = {
        name: state
        for name, state in database.comments().items()
        if state.get("home") == str(HOST_DIR) and name not in in_use
    }
    for name, state in states.items():
        if name.startswith(RUN) and not Path(f"/proc/{state.get('pid')}").exists():
            database.drop(name)
    for prefix, kept in KEPT.items():
        old = [name for name in states if name.startswith(prefix)]
        old.sort(key=lambda name: -states[name].get("used", 0))
        for name in old[kept - 1 :]:
            database.drop(name)
