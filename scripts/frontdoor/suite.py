"""`make test`: cheap tests first, one line of totals last."""

import os
import shlex
import subprocess
import time
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from . import addons, browser, host, odoo_command, setup, testbed
from .errors import Stop
from .settings import ADDONS, CI, LOGS, ODOO_CONF, ROOT, number
from .steps import Steps, die_with_parent, lock, say
from .venv import VENV

TESTS = ROOT / "tests"
# browser tests measure time on the page: they get the machine for themselves
BROWSER_FILES = "test_*tour*.py"
# A page that is not there within ten seconds fails its test, which a busy machine
# makes happen in other places each time: a test of the browser may try again, and
# the summary names those that had to.
IN_BROWSER = ("-p", "frontdoor.patient_browser", "--reruns", 2, "-rfER")
# below this many files, a second process costs more than it gains
WORTH_PARALLEL = 4
NO_TESTS = 5
# Of Odoo's checks of its own code, those that need the models in memory or have
# no equal in `make lint`; the plugin narrows them to our add-ons.
CODE_CHECKS = (
    "test_docstring.py",
    "test_dunderinit.py",
    "test_i18n.py",
    "test_index.py",
    "test_jstranslate.py",
    "test_naming.py",
    "test_onchange_domains.py",
    "test_orm_import.py",
    "test_override_signatures.py",
    "test_pofile.py",
    "test_routes.py",
    "test_test_holes.py",
)


@dataclass
class Totals:
    """What the reports of several pytest runs add up to."""

    passed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def add(self, report):
        """Count the cases of a report; one that is missing is a failure."""
        try:
            cases = ET.parse(report).getroot().iter("testcase")
        except (OSError, ET.ParseError):
            self.failures.append(f"no report {report.name}: pytest was killed")
            return
        for case in cases:
            module = case.get("classname", "").split("addons.")[-1]
            name = f"{module}::{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failures.append(name)
            elif skip is not None:
                self.skipped += 1
                self.notes.append(f"skipped {name}: {skip.get('message', '')[:120]}")
            else:
                self.passed += 1


def run():
    """Run the tests that the environment selects; gives the exit code."""
    start = time.monotonic()
    names = _selected()
    totals = Totals()
    with lock():
        steps = Steps(6)
        setup.host_system(steps, setup.WORK)
        with steps("browser"):
            browser.install()
        _tell_left_out()
        with steps("test database"):
            there = [name for name in names if not addons.absent(name)]
            template = testbed.template(addons.with_dependencies(there))
    run_pytest("without-odoo", _without_odoo(names), totals, "-p", "no:odoo")
    with testbed.copy(template) as name:
        odoo = ["--odoo-config", ODOO_CONF, "--odoo-database", name, "--odoo-http"]
        files = _with_odoo(names)
        jobs = number("JOBS", 2) if len(files) >= WORTH_PARALLEL else 1
        parallel = ["-n", jobs, "--dist", "loadfile"] if jobs > 1 else []
        plugin = ["-p", "frontdoor.kept_files"]
        run_pytest("with-odoo", files, totals, *odoo, *plugin, *parallel)
        plugin = ["-p", "frontdoor.code_checks"]
        run_pytest("of-our-code-by-odoo", _code_checks(), totals, *odoo, *plugin)
        files = _browser_files(names)
        run_pytest("in-the-browser", files, totals, *odoo, *IN_BROWSER)
    return _close(totals, time.monotonic() - start)


def run_pytest(title, paths, totals, *options):
    """Run pytest over the paths and add its report to the totals."""
    if not paths:
        return
    say(f"\n== tests {title.replace('-', ' ')}")
    report = LOGS / f"tests-{title}.xml"
    report.unlink(missing_ok=True)
    command = [VENV / "bin/pytest", "-q", "--rootdir", ROOT, f"--junitxml={report}"]
    command += ["-p", "no:cacheprovider", "-W", "ignore", *options]
    command += [*shlex.split(os.environ.get("ARGS", "")), *paths]
    env = odoo_command.environment()
    env["PYTHONPATH"] = str(ROOT / "scripts")
    code = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    ).returncode
    before = len(totals.failures)
    totals.add(report)
    if code not in (0, NO_TESTS) and len(totals.failures) == before:
        totals.failures.append(f"pytest ended with code {code}, tests {title}")


def _selected():
    """Add-ons to test: the one in ADDON, else all."""
    wanted = os.environ.get("ADDON")
    if wanted and wanted not in addons.manifests():
        raise Stop(f"ADDON={wanted}: there is no such folder in addons/")
    if wanted and host.import_path().exists() and addons.absent(wanted):
        raise Stop(f"{wanted} needs {', '.join(sorted(addons.absent(wanted)))}")
    return [wanted] if wanted else list(addons.manifests())


def _tell_left_out():
    for name in sorted(set(addons.manifests()) - set(addons.names())):
        lacks = ", ".join(sorted(addons.absent(name)))
        say(f"      {name} is left out: no {lacks} here")


def _without_odoo(names):
    if not os.environ.get("ADDON"):
        parts = [TESTS / part for part in ("architecture", "frontdoor", "pure")]
    else:
        listed = tomllib.loads((ROOT / "pyproject.toml").read_text())
        pure = [package.split("/") for package in listed["tool"]["crm"]["pure"]]
        parts = [TESTS / "pure" / part for name, part in pure if name in names]
    return [part for part in parts if list(part.rglob("test_*.py"))]


def _of_addons(names):
    there = [name for name in names if not addons.absent(name)]
    return [path for name in there for path in _files(ADDONS / name / "tests")]


def _with_odoo(names):
    files = _of_addons(names)
    if not os.environ.get("ADDON"):
        files += _files(TESTS / "integration")
    return [path for path in files if not path.match(BROWSER_FILES)]


def _browser_files(names):
    files = [path for path in _of_addons(names) if path.match(BROWSER_FILES)]
    return files if os.environ.get("ADDON") else files + _files(TESTS / "e2e")


def _code_checks():
    folder = host.addons_paths()[-1] / "test_lint" / "tests"
    if os.environ.get("ADDON"):
        return []
    return [folder / name for name in CODE_CHECKS if (folder / name).exists()]


def _files(folder):
    return sorted(folder.glob("**/test_*.py"))


def _close(totals, seconds):
    say(f"\n== totals, after {seconds:.0f} s")
    for note in totals.notes:
        say(note)
    for name in totals.failures:
        say(f"FAILED {name}")
    passed, failed, skipped = totals.passed, len(totals.failures), totals.skipped
    if CI and skipped:
        say("in CI a skipped test counts as failed")
        failed, skipped = failed + skipped, 0
    if not passed and not failed:
        say("no test was run: does ARGS match any?")
        failed = 1
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0
