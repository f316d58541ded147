"""Whatever is wrong outside: one line that says what to do, and exit code 1."""

import re
import socket
import subprocess

import pytest


def assert_one_line(done, pattern):
    assert done.returncode == 1
    assert re.search(pattern, done.stderr), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_port_taken(crm):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = rf"port {port} is taken .* make run PORT={port + 1}"
        assert_one_line(crm("run", PORT=str(port)), said)


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_no_port(crm, port):
    assert_one_line(crm("run", PORT=port), "PORT=.*try PORT=8069")


def test_wrong_python(crm):
    assert_one_line(crm("run", PYTHON="/bin/true-not"), "not a Python 3.11")


def test_no_odoo_where_the_user_says(crm, tmp_path):
    done = crm("lint", ODOO_HOME=str(tmp_path))
    assert_one_line(done, "ODOO_HOME=.* holds no Odoo")


def test_another_odoo_than_19(crm, tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0, FINAL, 0)\n")
    assert_one_line(crm("lint", ODOO_HOME=str(tmp_path)), "not Odoo 19.0")


def test_add_on_that_is_not_there(crm):
    assert_one_line(crm("test", ADDON="crm_nothing"), "no such folder")


def test_unknown_command(crm):
    assert_one_line(crm("dance"), "commands are: .*run.*test")


def test_no_room(python):
    child = python(
        "from frontdoor import steps\n"
        "steps.HOST_DIR.mkdir()\n"
        "steps.NEEDED_BYTES = 10**18\n"
        "steps.need_room()\n"
    )
    assert "MiB are free below" in child.communicate()[0]


def test_unreachable_mirror(python):
    """One line names the work, the way out and what apt said."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    child = python(
        "from frontdoor import apt\n"
        "from frontdoor.errors import Stop\n"
        f"apt.mirror = lambda: 'http://127.0.0.1:{port}/debian'\n"
        "try:\n"
        "    apt.PrivateApt('bookworm')\n"
        "except Stop as stop:\n"
        "    print(stop)\n"
    )
    (line,) = child.communicate()[0].strip().splitlines()
    assert line.startswith("reading Debian's package lists failed: ")
    assert "apt-update.log" in line


def test_folder_of_somebody_else(python, tmp_path):
    (tmp_path / "host").write_text("a file where a folder should be")
    child = python("from frontdoor import steps\nwith steps.lock(): pass\n")
    assert "cannot write to" in child.communicate()[0]


def test_every_command_is_explained(root):
    explained = subprocess.run(
        ["make", "-s", "-C", root], capture_output=True, text=True, check=True
    ).stdout
    done = subprocess.run(
        ["make", "-s", "-C", root, "-p", "-n"], capture_output=True, text=True
    ).stdout
    commands = re.search(r"^COMMANDS = (.*)$", done, re.M)[1].split()
    for command in commands:
        assert re.search(rf"^make {command}\b", explained, re.M), command
