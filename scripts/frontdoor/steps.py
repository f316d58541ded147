"""Steps that can be interrupted anywhere and are never done twice."""

import ctypes
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager

from .errors import Stop
from .settings import HOST_DIR, LOGS

NEEDED_BYTES = 3 * 1024**3
PR_SET_PDEATHSIG = 1
# what most often keeps a download from working
NETWORK = "check the network, then call again"


def say(text):
    print(text, flush=True)


class Steps:
    """Numbered progress: `with steps("Python packages"): ...`.

    The number of steps is told in advance, so that a person sees how far it is.
    """

    def __init__(self, count):
        self.count, self.done, self.start = count, 0, time.monotonic()

    @contextmanager
    def __call__(self, title):
        self.done += 1
        begin = time.monotonic()
        say(f"[{self.done}/{self.count}] {title}")
        yield
        took, total = time.monotonic() - begin, time.monotonic() - self.start
        if took >= 1:
            say(f"      done in {took:.0f} s ({total:.0f} s in all)")


def write(path, text, mode=0o644):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(text)
    new.chmod(mode)
    new.replace(path)


def is_done(name, key):
    """Whether the step `name` was finished for exactly this content."""
    try:
        return json.loads((HOST_DIR / "stamps" / name).read_text()) == key
    except (OSError, ValueError):
        return False


def mark_done(name, key):
    write(HOST_DIR / "stamps" / name, json.dumps(key))


def unmark(name):
    (HOST_DIR / "stamps" / name).unlink(missing_ok=True)


@contextmanager
def fresh(folder):
    """An empty folder that takes the place of `folder` when all went well."""
    new = folder.with_name(folder.name + ".new")
    old = folder.with_name(folder.name + ".old")
    remove(new)
    remove(old)
    new.mkdir(parents=True)
    yield new
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    remove(old)


def remove(folder):
    """Delete a folder, also one that a dying process still writes to."""
    deadline = time.monotonic() + 30
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists() and time.monotonic() > deadline:
            raise Stop(f"{folder} cannot be deleted; delete it and call again")
        if folder.exists():
            time.sleep(0.2)


@contextmanager
def lock():
    """Let one setup at a time work in HOST_DIR; the others wait and say so.

    The kernel drops the lock when its holder ends, however it ends.
    """
    try:
        HOST_DIR.mkdir(parents=True, exist_ok=True)
        LOGS.mkdir(exist_ok=True)
        handle = open(HOST_DIR / "lock", "a+")
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise Stop(
            f"cannot write to {HOST_DIR}: {error.strerror}; run as the user it belongs"
            " to, or name a folder of your own with HOST_DIR="
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another call is setting things up in this checkout: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def need_room():
    """Stop before a download that the disk cannot hold."""
    free = shutil.disk_usage(HOST_DIR).free
    if free < NEEDED_BYTES:
        raise Stop(
            f"{free // 1024**2} MiB are free below {HOST_DIR}, 3 GiB are needed;"
            " make room, or name another folder with HOST_DIR="
        )


def die_with_parent():
    """A killed front door must not leave a child working on the same files."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(command, log, why, progress=None, hint="", **options):
    """Run a command with its output in log/<log>.

    `why` names the work in the error, `hint` says what to do about it.
    `progress` is a pattern: what it finds in the output is shown, so that a long
    step shows that it is alive.
    """
    path = LOGS / log
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
            **options,
        )
        try:
            _follow(child, path, progress)
        except BaseException:
            child.kill()
            child.wait()
            raise
    if child.returncode:
        advice = f"{hint}; " if hint else ""
        raise Stop(f"{why} failed: {advice}{_reason(path)} (all of it: {path})")


def _follow(child, path, progress):
    shown, due = None, time.monotonic() + 5
    while True:
        try:
            child.wait(0.2)
            return
        except subprocess.TimeoutExpired:
            if not progress or time.monotonic() < due:
                continue
        due = time.monotonic() + 5
        found = re.findall(progress, path.read_text(errors="replace"))
        if found and found[-1] != shown:
            shown = found[-1]
            say(f"      {shown}")


def _reason(path):
    """The line of a log that most likely tells what went wrong."""
    lines = [line.strip() for line in path.read_text(errors="replace").splitlines()]
    lines = [line for line in lines if line]
    for line in reversed(lines):
        if "complete log" in line:
            continue
        if re.search(r"error|denied|unable|fail|no space", line, re.I):
            return line[:300]
    return lines[-1][:300] if lines else "it said nothing"


def output_of(command, **options):
    """What a quick command prints; None when it fails or is not there."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **options,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
