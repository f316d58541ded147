"""Where things are, and the knobs that the environment may turn."""

import hashlib
import os
from pathlib import Path

from .errors import Stop

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
CONFIG = ROOT / "config"
HOST_DIR = Path(os.environ.get("HOST_DIR") or ROOT / ".host").absolute()
LOGS = HOST_DIR / "log"
VENV = HOST_DIR / "venv"
TOOLS = HOST_DIR / "bin"
DATA_DIR = HOST_DIR / "data"
ODOO_CONF = HOST_DIR / "odoo.conf"
NODE_MODULES = ROOT / "node_modules"

DEMO_DB = os.environ.get("DB") or "crm_demo"
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def odoo_home():
    """The company's own Odoo checkout, or None for Debian's."""
    home = os.environ.get("ODOO_HOME")
    return Path(home).absolute() if home else None


def number(name, default):
    """Whole number from the environment; anything else stops with a clear line."""
    text = os.environ.get(name) or str(default)
    if not text.isdigit():
        raise Stop(f"{name}={text} is not a number; try {name}={default}")
    return int(text)


def digest(*parts):
    """Short name for a content: the same parts give the same eight letters."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:8]
