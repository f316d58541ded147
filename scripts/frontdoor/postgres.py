"""A PostgreSQL for this checkout: a private cluster, or the server PGHOST names.

The private cluster listens on a Unix socket only, in a folder that nobody else
can enter; that folder is why it may trust whoever connects.  It is made for
development and tests: it does not survive a power cut, and need not.
"""

import os
import pwd
import stat
import subprocess
import sysconfig
import zlib
from pathlib import Path

from .apt import PrivateApt, release_name
from .errors import Stop
from .settings import HOST_DIR, LOGS, TOOLS
from .steps import fresh, is_done, mark_done, need_room, output_of, say, write
from .steps import remove as delete

USER = "odoo"
SOCKET = ".s.PGSQL.5432"
# the kernel's limit for a socket's path is 107 bytes
LONGEST_SOCKET = 103
UNPACKED = HOST_DIR / "postgresql"
CLIENTS = ("psql", "createdb", "dropdb", "pg_dump", "pg_restore")
SETTINGS = """
listen_addresses = ''
port = 5432
max_connections = 100
shared_buffers = 256MB
max_wal_size = 2GB
# speed over safety: only data that can be made again is in here
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def is_foreign():
    """Whether the environment names a server of the user's own."""
    return bool(os.environ.get("PGHOST"))


def environment():
    """What makes any PostgreSQL client reach the right server."""
    if is_foreign():
        return {}
    return {"PGHOST": str(_folder()), "PGPORT": "5432", "PGUSER": USER}


def start():
    """Make sure that the server answers and that its clients are in TOOLS."""
    if is_foreign():
        _install_clients()
        env = {**os.environ, **environment()}
        psql = [TOOLS / "psql", "-d", "postgres", "-Atc"]
        can = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = user"
        answer = output_of([*psql, can], env=env)
        server = f"PGHOST={os.environ['PGHOST']}"
        if answer is None:
            raise Stop(f"no PostgreSQL answers at {server}; check PGHOST, PGUSER ...")
        if answer.strip() != "t":
            raise Stop(f"the user at {server} may not create databases")
        return
    _install_clients()
    folder = _folder()
    if not (folder / "data/PG_VERSION").exists():
        _create(folder)
    if not is_running():
        command = [_binary("pg_ctl"), "-D", folder / "data", "-w", "-s"]
        command += ["-o", f"-k {folder}", "-l", folder / "server.log", "start"]
        if _call(command).returncode:
            raise Stop(f"PostgreSQL did not start: see {folder}/server.log")


def is_running():
    status = [_binary("pg_ctl"), "-D", _folder() / "data", "status"]
    return not is_foreign() and _call(status).returncode == 0


def stop():
    """Stop the private cluster; gives whether it ran."""
    if is_foreign() or not _bin_folder() or not is_running():
        return False
    data = _folder() / "data"
    _call([_binary("pg_ctl"), "-D", data, "-w", "-s", "-m", "fast", "stop"])
    return True


def remove():
    """Delete the private cluster, wherever it is."""
    stop()
    delete(_folder())


def _bin_folder():
    """Folder of the server's programs: the machine's, else the unpacked one."""
    found = []
    if os.environ.get("PG_SYSTEM", "yes") != "no":
        found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        found = sorted(found, key=lambda path: int(path.parts[4].split(".")[0]))
    found = found or list(UNPACKED.glob("usr/lib/postgresql/*/bin/initdb"))
    return found[-1].parent if found else None


def _binary(name):
    return _bin_folder() / name


def _library_path():
    """Where the unpacked programs find the libraries unpacked beside them."""
    if not _bin_folder().is_relative_to(UNPACKED):
        return {}
    libraries = UNPACKED / "usr/lib" / (sysconfig.get_config_var("MULTIARCH") or "")
    return {"LD_LIBRARY_PATH": str(libraries)}


def _install_clients():
    if not _bin_folder():
        need_room()
        _unpack()
    path = _library_path().get("LD_LIBRARY_PATH")
    prefix = f'LD_LIBRARY_PATH="{path}" ' if path else ""
    for name in CLIENTS:
        text = f'#!/bin/sh\n{prefix}exec "{_binary(name)}" "$@"\n'
        if not (TOOLS / name).exists() or (TOOLS / name).read_text() != text:
            write(TOOLS / name, text, 0o755)


def _unpack():
    key = release_name()
    if is_done("postgresql", key) and _bin_folder():
        return
    say("      no PostgreSQL server here: taking Debian's, unpacked")
    with fresh(UNPACKED) as folder:
        apt = PrivateApt(key, fill_gaps=True)
        server = apt.first_dependency("postgresql", r"postgresql-\d+")
        client = server.replace("postgresql-", "postgresql-client-")
        apt.unpack(folder, server, client, "libpq5")
    mark_done("postgresql", key)


def _account():
    """PostgreSQL refuses to run as root: root hands it to another user."""
    if os.geteuid():
        return None
    for name in (os.environ.get("PG_ACCOUNT"), "postgres", "nobody"):
        try:
            return pwd.getpwnam(name) if name else pwd.getpwnam("postgres")
        except KeyError:
            continue
    raise Stop("no user to run PostgreSQL as; name one with PG_ACCOUNT=")


def _call(command, **options):
    """Run a server program as the user that owns the cluster."""
    account = _account()
    if account:
        options.update(user=account.pw_uid, group=account.pw_gid, extra_groups=[])
    env = {**os.environ, **_library_path(), "HOME": "/", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        # never a pipe: the server that pg_ctl leaves behind would keep it open
        stdout=options.pop("stdout", subprocess.DEVNULL),
        stderr=subprocess.STDOUT,
        cwd="/",
        env=env,
        **options,
    )


def _folder():
    """Where the cluster lives: in HOST_DIR when its user can work there."""
    folder = HOST_DIR / "postgres"
    account = _account()
    short = len(bytes(folder / SOCKET)) <= LONGEST_SOCKET
    if short and (not account or _reaches(HOST_DIR, account)):
        return folder
    crc = zlib.crc32(bytes(HOST_DIR))
    return Path("/var/tmp") / f"crm-postgres-{os.geteuid()}-{crc:08x}"


def _reaches(folder, account):
    """Whether the account may pass through every folder down to this one."""
    probe = ["test", "-x", str(folder)]
    ids = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.run(probe, cwd="/", **ids).returncode == 0


def _create(folder):
    if not folder.is_relative_to(HOST_DIR):
        say(f"      the database cluster is in {folder}, within its user's reach")
    need_room()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account()
    state = folder.lstat()
    owners = {os.geteuid(), account.pw_uid if account else os.geteuid()}
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in owners:
        raise Stop(f"{folder} belongs to somebody else; set HOST_DIR= elsewhere")
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    new = folder / "data.new"
    delete(new)
    command = [_binary("initdb"), "-D", new, "-U", USER, "-A", "trust", "-E", "UTF8"]
    with open(LOGS / "initdb.log", "w") as log:
        done = _call([*command, "--locale=C.UTF-8"], stdout=log)
    if done.returncode:
        raise Stop(f"creating the database cluster failed: see {LOGS}/initdb.log")
    with open(new / "postgresql.conf", "a") as conf:
        conf.write(SETTINGS)
    new.rename(folder / "data")
