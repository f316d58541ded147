"""The demo server: in the foreground, ended by Ctrl-C or `make stop`."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from . import odoo_command, postgres
from .errors import Stop
from .settings import DEMO_DB, HOST_DIR, LOGS, ODOO_CONF, number
from .steps import die_with_parent, say, write

STATE = HOST_DIR / "server.pid"
LOG = LOGS / "server.log"
PATIENCE = 180
WELCOME = """
The demo is ready:  http://localhost:{port}/odoo

  log in as         admin / admin       English
                    fa / fa             Persian, right to left
  be led            http://localhost:{port}/odoo?tour=crm_gateway_first_request
                    from a customer's call to the paid invoice
  look first at     CRM > Requests; CRM > Customers > Segment Board

  the log is in     {log}
  Ctrl-C stops it; `make stop` stops PostgreSQL as well."""


def check_port():
    """Stop early when nobody could open the server's page."""
    port = number("PORT", 8069)
    if not 0 < port < 65536:
        raise Stop(f"PORT={port} is not a port; try PORT=8069")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Stop(f"port {port} is for root only; try PORT=8069") from error
        except OSError as error:
            if running() and _answers(port):
                said = f"the demo already runs at http://localhost:{port}"
                raise Stop(f"{said}; make stop ends it") from error
            raise Stop(
                f"port {port} is taken by another program; choose another:"
                f" make run PORT={port + 1}"
            ) from error
    return port


def serve(port):
    """Run the server until it is stopped; gives its exit code."""
    with started(port) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            say(WELCOME.format(port=port, log=LOG))
            return 0 if child.wait() in (0, -signal.SIGTERM) else 1
        except KeyboardInterrupt:
            say("\nstopping")
            return 0


@contextmanager
def started(port):
    """A server that answers, for as long as the block lasts."""
    # others had time to take it while everything was set up
    check_port()
    workers = number("WORKERS", 0)
    arguments = ["server", "-c", ODOO_CONF, "-d", DEMO_DB, f"--http-port={port}"]
    arguments += [f"--db-filter=^{DEMO_DB}$", f"--workers={workers}"]
    if workers:
        arguments += [f"--gevent-port={port + 3}"]
    with open(LOG, "ab") as output:
        child = subprocess.Popen(
            [str(part) for part in odoo_command.command(*arguments)],
            env=odoo_command.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
    try:
        write(STATE, f"{child.pid} {port}\n")
        _wait_for(child, port)
        yield child
    finally:
        _end(child)
        STATE.unlink(missing_ok=True)


def running():
    """Process id of the demo server of this checkout, or None."""
    try:
        pid = int(STATE.read_text().split()[0])
        with open(f"/proc/{pid}/cmdline", "rb") as command:
            ours = os.fsencode(odoo_command.LAUNCHER) in command.read()
    except (OSError, ValueError):
        return None
    return pid if ours else None


def address():
    """Where the running demo server of this checkout answers."""
    return f"http://127.0.0.1:{STATE.read_text().split()[1]}"


def stop():
    """Stop the demo server and the private PostgreSQL."""
    pid = running()
    if pid:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while running() and time.monotonic() < deadline:
            time.sleep(0.1)
        if running():
            os.kill(pid, signal.SIGKILL)
    say("demo server stopped" if pid else "no demo server runs here")
    say("PostgreSQL stopped" if postgres.stop() else "no private PostgreSQL runs here")


def _end(child):
    """Odoo ends on the second signal at the latest; then it is made to."""
    for _attempt in range(2):
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                continue
    if child.poll() is None:
        child.kill()
        child.wait()


def _wait_for(child, port):
    deadline = time.monotonic() + PATIENCE
    answers = False
    while not answers:
        answers = _answers(port)
        if child.poll() is not None:
            raise Stop(f"the server ended while starting: see the end of {LOG}")
        if time.monotonic() > deadline:
            raise Stop(f"the server does not answer after {PATIENCE} s: see {LOG}")
        time.sleep(0.3)


def _answers(port):
    try:
        url = f"http://127.0.0.1:{port}/web/login"
        with urllib.request.urlopen(url, timeout=60) as page:
            return page.status == 200
    except (OSError, urllib.error.URLError):
        return False
