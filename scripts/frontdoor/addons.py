"""What the manifests of our add-ons say, and when a database is out of date."""

import ast
import hashlib
from functools import cache

from . import host
from .errors import Stop
from .settings import ADDONS

# no part of what an installed add-on leaves in a database
OUTSIDE_DATABASE = ("tests", "readme", "doc", "static/src", "static/tests")
OUTSIDE_FILES = ("README.md", "README.rst", "pyproject.toml")


@cache
def manifests():
    """Manifest of each add-on in addons/ that can be installed, by name."""
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        try:
            manifest = ast.literal_eval(path.read_text())
        except (SyntaxError, ValueError) as error:
            raise Stop(f"{path} is not a manifest: {error}") from error
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def names():
    """Add-ons to install: ours, less those whose host modules are not there.

    An add-on may tie ours to one of another vendor; where that one is absent,
    as queue_job is from plain Odoo, it cannot be installed.
    """
    return [name for name in manifests() if not absent(name)]


@cache
def absent(name):
    """Modules that an add-on needs and that are nowhere to be found."""
    missing = set()
    for module in manifests()[name].get("depends", []):
        if module in manifests():
            missing |= absent(module)
        elif not any((p / module / "__manifest__.py").exists() for p in _host_paths()):
            missing.add(module)
    return frozenset(missing)


@cache
def _host_paths():
    return tuple(host.addons_paths())


def with_dependencies(wanted):
    """The wanted add-ons of ours and those of ours that they stand on."""
    found, queue = set(), list(wanted)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            depends = manifests()[name].get("depends", [])
            queue += [module for module in depends if module in manifests()]
    return sorted(found)


def host_modules():
    """Every module of the host that our add-ons name."""
    ours = manifests()
    depends = {module for name in names() for module in ours[name].get("depends", [])}
    return sorted(depends - set(ours))


def fingerprint(name, translations=True):
    """Short name for everything in an add-on that a database may come from."""
    folder = ADDONS / name
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        part = path.relative_to(folder)
        inside = not any(part.is_relative_to(out) for out in OUTSIDE_DATABASE)
        if part.parts[0] == "i18n" and not translations:
            inside = False
        if "__pycache__" in part.parts or part.name in OUTSIDE_FILES:
            inside = False
        if inside and path.is_file():
            state.update(f"{part}\0".encode() + path.read_bytes() + b"\0")
    return state.hexdigest()[:12]
