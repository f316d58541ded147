"""The test suite: cheap tests first, one line of totals last."""

import os
import shlex
import subprocess
import time
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from . import addons, browser, odoo_command, setup, testbed
from .errors import Stop
from .settings import ADDONS, CI, HOST_DIR, LOGS, ODOO_CONF, ROOT, number
from .steps import Steps, _die_with_parent, lock, say
from .venv import VENV

TESTS = ROOT / "tests"
# browser tests measure time on the page: they get the machine for themselves
BROWSER_FILES = "test_*tour*.py"
# below this many files, a second process costs more than it gains
WORTH_PARALLEL = 4
NO_TESTS = 5


@dataclass
class Totals:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list = field(default_factory=list)

    def add(self, report):
        """Count the cases of a pytest report; one that is missing is a failure."""
        try:
            cases = ET.parse(report).getroot().iter("testcase")
        except (OSError, ET.ParseError):
            self.failed += 1
            self.notes.append(f"pytest wrote no {report.name}: it was killed")
            return
        for case in cases:
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
                self.notes.append(f"FAILED {name}")
            elif skip is not None:
                self.skipped += 1
                self.notes.append(f"skipped {name}: {skip.get('message', '')[:120]}")
            else:
                self.passed += 1


def run():
    """`make test`; gives the exit code."""
    start = time.monotonic()
    names = _selected()
    with_odoo = _with_odoo(names)
    totals = Totals()
    with lock():
        steps = Steps(6)
        setup.host_system(steps, setup.WORK)
        with steps("browser"):
            browser.install()
        with steps("test database"):
            template = testbed.template(addons.with_dependencies(names))
    _pytest("without-odoo", _without_odoo(names), totals, "-p", "no:odoo")
    with testbed.copy(template) as name:
        odoo = ["--odoo-config", ODOO_CONF, "--odoo-database", name, "--odoo-http"]
        several = len(with_odoo) >= WORTH_PARALLEL
        jobs = number("JOBS", 2) if several else 1
        parallel = ["-n", jobs, "--dist", "loadfile"] if jobs > 1 else []
        _pytest("with-odoo", with_odoo, totals, *odoo, *parallel)
        _pytest("in-the-browser", _browser_files(names), totals, *odoo)
    return _close(totals, time.monotonic() - start)


def _selected():
    """Add-ons to test: the one in ADDON, else all."""
    wanted = os.environ.get("ADDON")
    if not wanted:
        left_out = set(addons.manifests()) - set(addons.names())
        for name in sorted(left_out):
            lacks = ", ".join(sorted(addons.absent(name)))
            say(f"{name} is left out: no {lacks} here")
        return addons.names()
    if wanted not in addons.manifests():
        raise Stop(f"ADDON={wanted}: there is no such folder in addons/")
    if addons.absent(wanted):
        raise Stop(f"{wanted} needs {', '.join(sorted(addons.absent(wanted)))}")
    return [wanted]


def _without_odoo(names):
    if not os.environ.get("ADDON"):
        parts = [TESTS / part for part in ("architecture", "frontdoor", "pure")]
    else:
        listed = tomllib.loads((ROOT / "pyproject.toml").read_text())
        pure = [package.split("/") for package in listed["tool"]["crm"]["pure"]]
        parts = [TESTS / "pure" / part for name, part in pure if name in names]
    return [part for part in parts if list(part.rglob("test_*.py"))]


def _with_odoo(names):
    files = [path for name in names for path in _files(ADDONS / name / "tests")]
    if not os.environ.get("ADDON"):
        files += _files(TESTS / "integration")
    return [path for path in files if not path.match(BROWSER_FILES)]


def _browser_files(names):
    files = [path for name in names for path in _files(ADDONS / name / "tests")]
    files = [path for path in files if path.match(BROWSER_FILES)]
    return files if os.environ.get("ADDON") else files + _files(TESTS / "e2e")


def _files(folder):
    return sorted(folder.glob("**/test_*.py"))


def _pytest(title, paths, totals, *options):
    if not paths:
        return
    say(f"\n== tests {title.replace('-', ' ')}")
    report = LOGS / f"tests-{title}.xml"
    report.unlink(missing_ok=True)
    command = [VENV / "bin/pytest", "-q", "--rootdir", ROOT, f"--junitxml={report}"]
    command += ["-p", "no:cacheprovider", "-W", "ignore", *options]
    command += [*shlex.split(os.environ.get("ARGS", "")), *paths]
    env = odoo_command.environment()
    env["CRM_HOST_DIR"] = str(HOST_DIR)
    code = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,
    ).returncode
    before = totals.failed
    totals.add(report)
    if code not in (0, NO_TESTS) and totals.failed == before:
        totals.failed += 1
        totals.notes.append(f"pytest ended with code {code} for tests {title}")


def _close(totals, seconds):
    say(f"\n== totals, after {seconds:.0f} s")
    for note in totals.notes:
        say(note)
    nothing = not totals.passed and not totals.failed
    if nothing:
        say("no test was run: does ARGS match any?")
    if CI and totals.skipped:
        say("in CI a test that is skipped counts as failed")
        totals.failed, totals.skipped = totals.failed + totals.skipped, 0
    said = f"{totals.passed} passed, {totals.failed} failed"
    say(f"{said}, {totals.skipped} skipped")
    return 1 if totals.failed or nothing else 0
