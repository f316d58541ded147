"""Databases: making, copying and dropping them, and what they are made from.

A finished database says so in its comment (COMMENT ON DATABASE), as JSON.  One
without it is half made, by a call that was interrupted, and is made again.
"""

import json
import os
import shutil
import subprocess

from . import postgres
from .errors import Stop
from .settings import DATA_DIR, TOOLS


def environment():
    return {**os.environ, **postgres.environment()}


def query(sql, database="postgres"):
    """Rows of a statement, as lists of text."""
    command = [TOOLS / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", "\t"]
    done = subprocess.run(
        [str(part) for part in [*command, "-d", database, "-c", sql]],
        env=environment(),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Stop(f"PostgreSQL: {done.stderr.strip().splitlines()[0]}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def comments():
    """Every database of ours: name -> what its comment says ({} when none)."""
    rows = query(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE NOT datistemplate AND datname <> 'postgres'"
    )
    return {row[0]: _parse(row[1]) for row in rows}


def _parse(comment):
    try:
        found = json.loads(comment or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("by") == "crm" else {}


def describe(name, **content):
    """Write what a database holds; `complete=True` makes it usable."""
    text = json.dumps({"by": "crm", **content}).replace("'", "''")
    query(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")


def create(name, template=None):
    """An empty database, or a copy of one that nobody is connected to."""
    source = f' TEMPLATE "{template}"' if template else " TEMPLATE template0"
    query(f'CREATE DATABASE "{name}"{source}')
    describe(name, complete=False)
    files = DATA_DIR / "filestore"
    if template and (files / template).exists():
        # files of the store are never changed in place: links will do
        command = ["cp", "-al", str(files / template), str(files / name)]
        subprocess.run(command, check=True)


def drop(name):
    """Drop a database, whoever is connected, and its files."""
    query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(DATA_DIR / "filestore" / name, ignore_errors=True)
