"""Carry the open refresh of a company on, as a scheduler's worker would.

Usage: refresh_worker.py CONF DATABASE COMPANY_ID BATCH
"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

conf, database, company_id, batch = sys.argv[1:]
config.parse_config(["-c", conf, "-d", database, "--no-http"])
registry = Registry(database)

from odoo.addons.crm_customer_value.models import (  # noqa: E402
    crm_value_refresh_score as score,
)

score.BATCH = int(batch)
with registry.cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    refresh = env["crm.value.refresh"].search(
        [("company_id", "=", int(company_id))], limit=1
    )
    while refresh.state in ("waiting", "running"):
        refresh._carry_on()
        cr.commit()
        refresh.invalidate_recordset()
