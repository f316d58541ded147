"""Smaller commands around the demo database."""

import os
import shlex
import signal
import subprocess
import sys

from . import browser, demo, odoo_command, server, setup, venv
from .errors import Stop
from .settings import DEMO_DB, ODOO_CONF, ROOT
from .steps import die_with_parent, say

PICTURES = ROOT / "docs" / "screenshots"


def shell():
    """Odoo's shell on the demo database."""
    setup.demo_database()
    arguments = ["shell", "-c", ODOO_CONF, "-d", DEMO_DB, "--no-http"]
    command = [str(part) for part in odoo_command.command(*arguments)]
    sys.stdout.flush()
    os.execve(command[0], command, odoo_command.environment())


def update():
    """Update all our add-ons in the demo database, or the one in ADDON."""
    setup.demo_database()
    wanted = os.environ.get("ADDON")
    demo.update([wanted] if wanted else None)
    say(f"{DEMO_DB} is up to date; a running server must be started again")


def bench():
    """Each tests/bench/bench_*.py or those in ARGS, the demo database within reach."""
    found = sorted((ROOT / "tests" / "bench").glob("bench_*.py"))
    names = {path.stem.removeprefix("bench_"): path for path in found}
    wanted = shlex.split(os.environ.get("ARGS", "")) or names
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise Stop(f"there is no measurement {unknown[0]}, only: {', '.join(names)}")
    scripts = [names[name] for name in wanted]
    setup.demo_database(setup.WORK)
    return max(_python(script) for script in scripts)


def load_cdnow():
    """The CDNOW purchases, a public data set, into the demo database."""
    script = ROOT / "tests" / "data" / "load_cdnow.py"
    if not script.exists():
        raise Stop(f"{script.relative_to(ROOT)} is not there yet")
    setup.demo_database(setup.WORK)
    return _python(script)


def translations():
    """The words of our add-ons into their .pot and .po files."""
    setup.demo_database(setup.WORK)
    return _python(ROOT / "scripts" / "translations.py")


def screenshots():
    """Pictures for the documentation, of the demo as it is now."""
    port = None if server.running() else server.check_port()
    setup.demo_database(setup.WORK)
    browser.install()
    program = browser.find()
    if not program:
        raise Stop("no Chromium for screenshots; apt-get install chromium")
    if port is None:
        return _photograph(program, server.address())
    with server.started(port):
        return _photograph(program, f"http://127.0.0.1:{port}")


def _photograph(program, address):
    say(f"photographing {address} into {PICTURES.relative_to(ROOT)}")
    names = shlex.split(os.environ.get("ARGS", ""))
    script = ROOT / "scripts" / "screenshots.py"
    return _python(script, program, address, DEMO_DB, PICTURES, *names)


def _python(script, *arguments):
    """Run a script with the packages; it finds the database in its environment."""
    say(f"== {script.relative_to(ROOT)}")
    command = [venv.PYTHON, script, *arguments]
    child = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=odoo_command.environment(),
        preexec_fn=die_with_parent,
    )
    # Ctrl-C reaches the script as well: it ends in its own way
    old = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, old)
