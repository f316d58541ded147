"""Makes the pure packages importable by their own name: no Odoo, no database."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())

for package in CONFIG["tool"]["crm"]["pure"]:
    folder = (ROOT / "addons" / package).parent
    # last, so that nothing else in an add-on's folder hides a module
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
