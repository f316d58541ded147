"""Make the pure packages importable without Odoo."""

import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parents[2] / "addons" / "crm_customer_value")
)
