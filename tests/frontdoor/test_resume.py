"""Killed at any point, the next call goes on; two calls at once do not collide."""

import signal
import time

BUILD = """
import os, signal
from frontdoor import steps
from frontdoor.settings import HOST_DIR
with steps.fresh(HOST_DIR / "thing") as folder:
    (folder / "part").write_text("%s")
    if %s:
        os.kill(os.getpid(), signal.SIGKILL)
"""
HOLD = """
import time
from frontdoor import steps
with steps.lock():
    print("inside")
    time.sleep(%s)
"""


def test_a_half_built_folder_is_never_taken_for_whole(python, tmp_path):
    thing = tmp_path / "host" / "thing"
    assert python(BUILD % ("first", True)).wait() == -signal.SIGKILL
    assert not thing.exists()
    assert python(BUILD % ("second", False)).wait() == 0
    assert python(BUILD % ("third", True)).wait() == -signal.SIGKILL
    assert (thing / "part").read_text() == "second"
    assert python(BUILD % ("fourth", False)).wait() == 0
    assert (thing / "part").read_text() == "fourth"
    assert [path.name for path in thing.parent.iterdir()] == ["thing"]


def test_a_stamp_holds_for_its_content_only(python):
    child = python(
        "from frontdoor import steps\n"
        "steps.mark_done('x', ['1', '2'])\n"
        "print(steps.is_done('x', ['1', '2']), steps.is_done('x', ['1', '3']))\n"
        "steps.write(steps.HOST_DIR / 'stamps/x', '[')\n"
        "print(steps.is_done('x', ['1', '2']))\n"
    )
    assert child.communicate()[0].split() == ["True", "False", "False"]


def test_the_second_call_waits_and_says_so(python):
    first = python(HOLD % 60)
    assert first.stdout.readline() == "inside\n"
    second = python(HOLD % 0)
    assert "waiting for it" in second.stdout.readline()
    first.kill()
    assert second.stdout.readline() == "inside\n"
    assert second.wait() == 0


def test_children_end_with_a_killed_front_door(python, tmp_path):
    pid_file = tmp_path / "pid"
    parent = python(
        "from frontdoor import steps\n"
        f"command = ['sh', '-c', 'echo $$ > $0; exec sleep 60', '{pid_file}']\n"
        "steps.run(command, 'sleep.log', 'sleeping')\n"
    )
    assert _wait(lambda: pid_file.exists() and pid_file.read_text().strip())
    pid = int(pid_file.read_text())
    parent.kill()
    assert _wait(lambda: not _is_alive(pid))


def _wait(condition):
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def _is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
