"""The private Python environment: pinned packages, each checked by its hash."""

import os
import sys
import sysconfig
from pathlib import Path

from .apt import PrivateApt, release_name
from .errors import Stop
from .host import import_path
from .settings import CONFIG, HOST_DIR, VENV, digest
from .steps import (
    NETWORK,
    is_done,
    mark_done,
    need_room,
    output_of,
    remove,
    run,
    say,
    unmark,
    write,
)

PYTHON = VENV / "bin" / "python"
CACHE = HOST_DIR / "cache"
# add-ons of others, apart from Odoo's own: only some tests load them
OCA = HOST_DIR / "oca"
OCA_LIST = "requirements-oca"


def install(*lists):
    """Make sure that the packages of config/<list>.txt are there.

    The first list is the base: when it changes, the environment is built anew,
    so that nothing stays of what it no longer names.
    """
    base = [sys.version, sys.executable, str(VENV), _content(lists[0])]
    if not is_done("venv", base) or not output_of([PYTHON, "-V"]):
        need_room()
        _create()
        _add(lists[0])
        mark_done("venv", base)
    for name in lists[1:]:
        key = [digest(*base), _content(name)]
        if not is_done(f"venv-{name}", key):
            _add(name)
            mark_done(f"venv-{name}", key)
    _link_odoo()


def install_oca():
    """Make sure that the add-ons of others are there, for tests that load them."""
    key = [sys.version, str(OCA), _content(OCA_LIST)]
    if not is_done("oca", key):
        unmark("oca")
        remove(OCA)
        _add(OCA_LIST, "--no-deps", "--target", OCA)
        mark_done("oca", key)


def environment():
    """The environment for pip and uv: caches of our own, nothing in HOME."""
    env = dict(os.environ)
    env.pop("PYTHONPATH", None)
    env.update(
        PIP_CACHE_DIR=str(CACHE / "pip"),
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        UV_CACHE_DIR=str(CACHE / "uv"),
        UV_NO_CONFIG="1",
        UV_PYTHON_DOWNLOADS="never",
        # the certificates that the machine trusts, as pip does
        UV_NATIVE_TLS="1",
    )
    return env


def _content(name):
    return digest((CONFIG / f"{name}.txt").read_text())


def _create():
    for path in (HOST_DIR / "stamps").glob("venv*"):
        unmark(path.name)
    remove(VENV)
    why = "creating the Python environment"
    run([sys.executable, "-m", "venv", "--without-pip", VENV], "venv.log", why)
    wheel = _pip_wheel()
    # not by ensurepip: its child would go on after this process was killed
    command = [PYTHON, wheel / "pip", "install", "--no-index", wheel]
    run(command, "pip.log", "installing pip", env=environment())


def _pip_wheel():
    """Python's own copy of pip; Debian keeps it in a package that may be absent."""
    bundled = Path(sysconfig.get_path("stdlib")) / "ensurepip" / "_bundled"
    folder = CACHE / "pip-wheel"
    for place in (bundled, Path("/usr/share/python-wheels"), folder):
        found = sorted(place.rglob("pip-*.whl"))
        if found:
            return found[-1]
    remove(folder)
    folder.mkdir(parents=True)
    PrivateApt(release_name()).unpack(folder, "python3-pip-whl")
    found = list(folder.rglob("pip-*.whl"))
    if not found:
        raise Stop("python3-pip-whl holds no pip; apt-get install python3-venv")
    return found[0]


def _add(name, *options):
    listed = CONFIG / f"{name}.txt"
    say(f"      packages of config/{name}.txt")
    why = "installing Python packages"
    uv = _uv()
    if uv:
        command = [uv, "pip", "install", "--python", PYTHON, "--require-hashes"]
        try:
            command += [*options, "-r", listed]
            return run(command, "uv.log", why, env=_uv_environment())
        except Stop:
            # pip knows settings of the machine that uv does not
            say("      uv could not; trying pip")
    pip = [PYTHON, "-m", "pip", "install", "--require-hashes", *options, "-r", listed]
    return run(pip, "pip.log", why, hint=NETWORK, env=environment())


def _uv():
    """uv installs in a third of pip's time; without it pip does as well."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        listed = CONFIG / "requirements-uv.txt"
        pip = [PYTHON, "-m", "pip", "install", "--require-hashes", "-r", listed]
        try:
            run(pip, "pip-uv.log", "installing uv", env=environment())
        except Stop:
            return None
    return uv


def _uv_environment():
    env = environment()
    index = output_of([PYTHON, "-m", "pip", "config", "get", "global.index-url"])
    index = env.get("PIP_INDEX_URL") or (index or "").strip()
    if index:
        env.setdefault("UV_DEFAULT_INDEX", index)
    return env


def _link_odoo():
    """One .pth file lets every script of the environment import Odoo."""
    folder = VENV / f"lib/python3.{sys.version_info[1]}/site-packages"
    link, text = folder / "odoo-host.pth", f"{import_path()}\n"
    if not link.exists() or link.read_text() != text:
        write(link, text)


def write_locks():
    """Resolve config/*.in anew into the pinned, hashed config/*.txt."""
    for path in sorted(CONFIG.glob("requirements*.in")):
        command = [_uv(), "pip", "compile", "--universal", "--generate-hashes"]
        command += ["--python-version", "3.11", "--upgrade", "--no-header"]
        command += ["--no-annotate", "--no-emit-index-url", path.name]
        # what add-ons of others depend on is Odoo, which no index has
        command += ["--no-deps"] if path.stem == OCA_LIST else []
        command += ["-o", path.with_suffix(".txt").name]
        why = f"resolving {path.name}"
        run(command, "lock.log", why, cwd=CONFIG, env=_uv_environment())
        say(f"config/{path.with_suffix('.txt').name} written")
