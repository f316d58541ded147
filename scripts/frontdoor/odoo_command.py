"""Odoo's own command line: its configuration, its environment, its log."""

import os
import re

from . import host, node, postgres
from .errors import Stop
from .settings import ADDONS, DATA_DIR, DEMO_DB, HOST_DIR, LOGS, ODOO_CONF, ROOT, TOOLS
from .steps import run, write
from .venv import PYTHON, VENV

# Its own path is what Odoo starts its second process with when it has workers;
# under `python -m odoo` that path is a module, which cannot be started alone.
LAUNCHER = ROOT / "scripts" / "start_odoo.py"
LOADING = r"Loading module \w+ \(\d+/\d+\)"


def write_config():
    """The configuration of the demo server and of the tests."""
    paths = ",".join(str(path) for path in [*host.addons_paths(), ADDONS])
    lines = [
        "[options]",
        f"addons_path = {paths}",
        f"data_dir = {DATA_DIR}",
        "http_interface = 127.0.0.1",
        "list_db = False",
        # our own machine's: no mail leaves it, whatever a demo record says
        "smtp_server = localhost",
        "smtp_port = 9",
    ]
    if not postgres.is_foreign():
        env = postgres.environment()
        lines += [f"db_host = {env['PGHOST']}", f"db_port = {env['PGPORT']}"]
        lines += [f"db_user = {env['PGUSER']}"]
    write(ODOO_CONF, "\n".join(lines) + "\n", 0o600)


def environment():
    """Environment of everything that runs beside Odoo."""
    return {**path_environment(), **postgres.environment()}


def path_environment():
    """The same without a database: every tool that we brought is on PATH."""
    path = [TOOLS, VENV / "bin", node.BIN, os.environ.get("PATH", os.defpath)]
    env = dict(os.environ)
    env.pop("PYTHONPATH", None)
    env["PATH"] = os.pathsep.join(map(str, path))
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    # a browser keeps some files in HOME whatever profile it is given
    env["XDG_CONFIG_HOME"] = env["XDG_CACHE_HOME"] = str(HOST_DIR / "cache/xdg")
    env["CRM_CONF"] = str(ODOO_CONF)
    env["CRM_DB"] = DEMO_DB
    return env


def command(*arguments):
    return [PYTHON, "-W", "ignore::DeprecationWarning", LAUNCHER, *arguments]


def change_modules(name, log, install=(), update=(), demo=False):
    """Install and update modules of a database; stops when Odoo reports errors."""
    arguments = ["server", "-c", ODOO_CONF, "-d", name, "--no-http"]
    arguments += ["--stop-after-init", "--max-cron-threads=0"]
    if install:
        arguments += ["-i", ",".join(install)]
    if update:
        arguments += ["-u", ",".join(update)]
    if demo:
        arguments += ["--with-demo"]
    why = f"installing into database {name}"
    run(command(*arguments), log, why, LOADING, env=environment())
    errors = complaints(log, "ERROR|CRITICAL")
    if errors:
        raise Stop(f"{why}: {errors[0]} (all of it: {LOGS / log})")


def complaints(log, levels):
    """Lines of Odoo's log at the given levels, without date and process."""
    pattern = rf"^\S+ \S+ \d+ ((?:{levels}) .*)$"
    return re.findall(pattern, (LOGS / log).read_text(errors="replace"), re.M)


def run_script(name, script, log, why, **variables):
    """Run a script of ours inside Odoo (`env` is there), and keep what it did."""
    shell = command("shell", "-c", ODOO_CONF, "-d", name, "--no-http")
    with_shell = ["sh", "-c", 'script=$1; shift; exec "$@" < "$script"', "sh"]
    env = {**environment(), **variables}
    run([*with_shell, script, *shell], log, why, env=env)
