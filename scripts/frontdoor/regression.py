"""`make test-host`: Odoo's own tests, with our add-ons installed.

They tell whether an add-on of ours changes what it only meant to extend.
config/known_failures.txt lists what fails without us as well.
"""

import os

from . import addons, browser, host, setup, suite, testbed
from .errors import Stop
from .settings import CONFIG, ODOO_CONF, number
from .steps import Steps, lock, say

KNOWN = CONFIG / "known_failures.txt"
MODULES = "crm,sale_crm"
# files whose tests open a browser
SLOW_FILES = "*_ui.py"


def run():
    """Gives 0 when nothing failed that is not listed."""
    folders = _folders()
    with lock():
        steps = Steps(6)
        setup.host_system(steps, setup.WORK)
        with steps("browser"):
            browser.install()
        with steps("test database"):
            template = testbed.template(addons.names())
    files = [path for folder in folders for path in sorted(folder.glob("test_*.py"))]
    slow = [path for path in files if path.match(SLOW_FILES)]
    quick = [path for path in files if path not in slow]
    totals = suite.Totals()
    with testbed.copy(template) as name:
        odoo = ["--odoo-config", ODOO_CONF, "--odoo-database", name, "--odoo-http"]
        parallel = ["-n", number("JOBS", 2), "--dist", "loadfile"]
        plugin = ["-p", "frontdoor.kept_files"]
        suite.run_pytest("of-odoo", quick, totals, *odoo, *plugin, *parallel)
        odoo += suite.IN_BROWSER
        suite.run_pytest("of-odoo-in-the-browser", slow, totals, *odoo)
    return _compare(totals)


def _folders():
    found = []
    for module in (os.environ.get("MODULES") or MODULES).split(","):
        here = [path / module / "tests" for path in host.addons_paths()]
        here = [path for path in here if path.is_dir()]
        if not here:
            raise Stop(f"MODULES={module}: Odoo has no tests of that module")
        found += here
    return found


def _compare(totals):
    listed = KNOWN.read_text().splitlines()
    known = {line for line in listed if line and not line.startswith("#")}
    failed = set(totals.failures)
    news = sorted(failed - known)
    for name in sorted(failed & known):
        say(f"known to fail: {name}")
    for name in news:
        say(f"FAILED {name}")
    say(f"{totals.passed} passed, {len(news)} failed, {totals.skipped} skipped")
    return 1 if news or not totals.passed else 0
