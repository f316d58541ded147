"""npm's packages from package-lock.json: rtlcss for Odoo, linters for us."""

import os
import shutil
from pathlib import Path

from . import venv
from .settings import HOST_DIR, NODE_MODULES, ROOT, digest
from .steps import NETWORK, is_done, mark_done, run, say

# the certificates that a Debian machine trusts
TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
BIN = NODE_MODULES / ".bin"


def install(lint=False):
    """Make sure that rtlcss (with `lint`, the linters too) is in node_modules."""
    lock = digest((ROOT / "package-lock.json").read_text(), NODE_MODULES)
    if is_done("node-lint", lock) and NODE_MODULES.exists():
        return
    if not lint and is_done("node", lock) and (BIN / "rtlcss").exists():
        return
    if not shutil.which("npm"):
        say("      no npm here: taking Node.js as a Python package")
        venv.install("requirements", "requirements-node")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if not lint:
        command.append("--omit=dev")
    why = "npm ci"
    run(command, "npm.log", why, hint=NETWORK, cwd=ROOT, env=environment())
    mark_done("node-lint" if lint else "node", lock)


def environment():
    """npm's environment: its cache below HOST_DIR, nothing in HOME."""
    path = os.environ.get("PATH", "") + os.pathsep + str(venv.VENV / "bin")
    cache = str(HOST_DIR / "cache/npm")
    env = {**os.environ, "PATH": path, "npm_config_cache": cache}
    if TRUSTED.exists():
        # a Node.js from elsewhere trusts only what it brings along
        env.setdefault("NODE_EXTRA_CA_CERTS", str(TRUSTED))
    return env
