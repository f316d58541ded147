"""The demo database: all our add-ons with demo data, in English and Persian."""

from . import addons, database, host, odoo_command, postgres
from .errors import Stop
from .settings import DEMO_DB, ROOT
from .steps import say

SETUP = ROOT / "scripts" / "in_odoo" / "demo_setup.py"


def prepare():
    """Make the demo database, or update what changed since it was made."""
    state = database.comments().get(DEMO_DB)
    content = _content()
    if state is not None and not state:
        if postgres.is_foreign():
            # it may be anybody's
            raise Stop(
                f"database {DEMO_DB} exists and was not made by this command;"
                " drop it, or name another with DB="
            )
    if not state or not state.get("complete"):
        _make(content)
    elif state.get("addons") != content:
        _update(state.get("addons") or {}, content)


def update(names=None):
    """Update add-ons whether they changed or not."""
    odoo_command.change_modules(DEMO_DB, "update.log", update=names or addons.names())
    _set_up()
    database.describe(DEMO_DB, complete=True, addons=_content())


def _content():
    content = {name: addons.fingerprint(name) for name in addons.names()}
    return {**content, "base": host.version()}


def _make(content):
    names = [name for name in content if name != "base"]
    say(f"      new database {DEMO_DB} with {', '.join(names)}")
    database.drop(DEMO_DB)
    database.create(DEMO_DB)
    odoo_command.change_modules(DEMO_DB, "demo.log", install=names, demo=True)
    say("      languages, users, pages")
    _set_up()
    database.describe(DEMO_DB, complete=True, addons=content)


def _update(old, new):
    changed = [name for name in new if name in old and old[name] != new[name]]
    added = [name for name in new if name not in old]
    said = [f"updating {name}" for name in changed]
    said += [f"installing {name}" for name in added]
    say(f"      changed since the last start: {', '.join(said) or 'nothing to do'}")
    if changed or added:
        log = "update.log"
        odoo_command.change_modules(DEMO_DB, log, added, changed, demo=bool(added))
        _set_up()
    database.describe(DEMO_DB, complete=True, addons=new)


def _set_up():
    why = "setting up languages and users of the demo database"
    odoo_command.run_script(DEMO_DB, SETUP, "demo-setup.log", why)
