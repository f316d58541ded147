"""`make lint`: reads the code without running it; `make format` mends what it can."""

import os
import subprocess

from . import addons, host, node, odoo_command, venv
from .settings import ADDONS, HOST_DIR, ROOT
from .setup import WORK
from .steps import Steps, lock, say

# names OCA's own services, not a fault of the add-on
NOT_OURS = "weblate-component-too-long,prefer-readme-rst"
# Odoo's own pylint checkers, those that pylint-odoo has no equal of; its SQL
# check follows a query through variables
ODOO_CHECKERS = (
    "_pylint_path_setup",
    "_odoo_checker_sql_injection",
    "_odoo_checker_gettext",
    "_odoo_checker_unlink_override",
)
ODOO_CHECKS = (
    "sql-injection",
    "missing-gettext",
    "gettext-variable",
    "gettext-placeholders",
    "gettext-repr",
    "raise-unlink-override",
)


def run():
    """Every linter, also after one has found something; gives the exit code."""
    _prepare()
    failed = []
    for title, command, env in _linters():
        say(f"== {title}")
        done = subprocess.run(command, cwd=ROOT, env={**_environment(), **env})
        if done.returncode:
            failed.append(title)
    say(f"lint: {'found faults: ' + ', '.join(failed) if failed else 'no fault found'}")
    return 1 if failed else 0


def mend():
    """Format Python, XML and JavaScript, and mend what has one remedy."""
    _prepare()
    commands = [["ruff", "check", "--fix", "--quiet", "."], ["ruff", "format", "."]]
    files = _files("xml", "js")
    if files:
        commands.append(["prettier", "--log-level=warn", "--write", *files])
    for command in commands:
        subprocess.run(command, cwd=ROOT, env=_environment())
    return 0


def _prepare():
    with lock():
        steps = Steps(3)
        with steps("Odoo 19"):
            host.install()
        with steps("Python packages"):
            venv.install(*WORK)
        with steps("npm packages"):
            node.install(lint=True)


def _environment():
    env = odoo_command.path_environment()
    env["PYLINTHOME"] = str(HOST_DIR / "cache/pylint")
    return env


def _linters():
    """(title, command, its environment) of every linter that has work."""
    folders = [f"addons/{name}" for name in addons.manifests()]
    checkers = host.addons_paths()[-1] / "test_lint" / "tests"
    yield "ruff", ["ruff", "check", "--no-cache", "."], {}
    yield "pylint-odoo", ["pylint", "--rcfile=.pylintrc", *folders], {}
    if checkers.is_dir():
        paths = [str(path) for path in [*host.addons_paths(), ADDONS]]
        command = ["pylint", "--rcfile=/dev/null", "--score=no", "--disable=all"]
        command += [f"--load-plugins={','.join(ODOO_CHECKERS)}"]
        command += [f"--enable={','.join(ODOO_CHECKS)}", *folders]
        env = {"PYTHONPATH": str(checkers), "ADDONS_PATH": os.pathsep.join(paths)}
        yield "Odoo's pylint checks", command, env
    command = ["oca-checks-odoo-module", f"--disable={NOT_OURS}", *folders]
    yield "manifests and XML", command, {}
    translations = _files("po", "pot")
    if translations:
        yield "translations", ["oca-checks-po", *translations], {}
    files = _files("xml", "js")
    if files:
        yield "format of XML and JavaScript", ["prettier", "--check", *files], {}
    if _files("js"):
        yield "eslint", ["eslint", "addons"], {}


def _files(*endings):
    found = []
    for ending in endings:
        found += ADDONS.glob(f"*/**/*.{ending}")
    outside = ("static/lib", "static/description")
    return sorted(
        str(path.relative_to(ROOT))
        for path in found
        if not any(f"/{part}/" in str(path) for part in outside)
    )
