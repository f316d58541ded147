"""Load the CDNOW histories into a database and run the main job on them.

Reads the configuration of Odoo from ``CRM_CONF`` and the name of the database
from ``CRM_DB``; ``make load-cdnow`` sets both.  ``CDNOW_INVOICES=0`` leaves the
invoices out, ``CDNOW_LIMIT`` takes only so many of the oldest purchases.
"""

import os
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

sys.path.insert(0, str(Path(__file__).parent))
import cdnow  # noqa: E402


def main():
    config.parse_config(["-c", os.environ["CRM_CONF"], "--no-http"])
    purchases = cdnow.read_purchases()
    limit = int(os.environ.get("CDNOW_LIMIT", len(purchases)))
    registry = Registry(os.environ["CRM_DB"])
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        company = cdnow.load(
            env,
            purchases[:limit],
            invoice=os.environ.get("CDNOW_INVOICES", "1") != "0",
            commit=True,
            say=lambda text: print(text, flush=True),
        )
        for user in env["res.users"].search([("share", "=", False)]):
            user.company_ids |= company
        refresh = cdnow.open_refresh(env, company)
        cr.commit()
        refresh._carry_on()
        print_report(refresh)
        cr.commit()


def print_report(refresh):
    """Print the figures beside the published ones."""
    model = refresh.model_id
    print(f"\nrefresh: {refresh.state}, {refresh.customers} customers")
    print(f"fit until {model.holdout_date}: {model.holdout_parameter_text}")
    print("published:               r 0.2426, alpha 4.4137, a 0.7930, b 2.4262")
    print(f"log-likelihood:          {model.holdout_log_likelihood:.3f}")
    print(f"next {model.holdout_days} days: {model.actual_orders:.0f} purchases")
    print(f"predicted:               {model.predicted_orders:.1f}  (published 1653.4)")
    print(f"as often as before:      {model.baseline_orders:.1f}  (published 2930.1)")
    print(f"correlation:             {model.correlation:.3f}  (published 0.626)")
    print(f"MSE {model.mse:.3f}, MAE {model.mae:.3f}, Gini {model.gini:.3f}")
    print(model.verdict)


if __name__ == "__main__":
    main()
