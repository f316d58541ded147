import numpy as np

from odoo import models
from odoo.tools import SQL

from ..lifetime.wallet import GIVEN, UNKNOWN, estimate_wallets
from .crm_value_refresh_score import _array_literal

# From the finest group of peers to the coarsest, as estimate_wallets counts
LEVELS = ("industry_country_size", "industry_country", "industry", "all")


class CrmValueRefresh(models.Model):
    """Step 6: what each customer could buy in a year, and our share of it."""

    _inherit = "crm.value.refresh"

    def _step_wallet(self):
        company = self.company_id
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT value.id, value.year_revenue::float8,
                       COALESCE(partner.industry_id, 0),
                       COALESCE(partner.country_id, 0),
                       CASE WHEN NOT COALESCE(partner.is_company, FALSE) THEN 0
                            WHEN COALESCE(staff.contacts, 0) <= 1 THEN 1
                            WHEN staff.contacts <= 5 THEN 2
                            ELSE 3 END,
                       NULLIF((partner.known_wallet ->> %(key)s)::float8, 0)
                  FROM crm_customer_value value
                  JOIN res_partner partner ON partner.id = value.partner_id
                  LEFT JOIN (SELECT commercial_partner_id AS id,
                                    COUNT(*) - 1 AS contacts
                               FROM res_partner
                              WHERE active
                              GROUP BY commercial_partner_id) staff
                    ON staff.id = value.partner_id
                 WHERE value.company_id = %(company)s AND value.order_days > 0
                """,
                company=company.id,
                key=str(company.id),
            )
        )
        if not rows:
            return True
        ids, spend, industry, country, size, known = np.array(rows, dtype=float).T
        found = estimate_wallets(
            np.maximum(spend, 0.0), [industry, country, size], known
        )
        # Who buys more from us than its peers do in all has at least that wallet.
        wallets = np.where(
            found.level >= 0, np.maximum(found.wallet, spend), found.wallet
        )
        sources = {GIVEN: "known", UNKNOWN: None, **dict(enumerate(LEVELS))}
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_customer_value value
                   SET wallet = ROUND(new.wallet::numeric, %(digits)s),
                       wallet_share = new.share,
                       wallet_peers = new.peers,
                       wallet_source = (%(sources)s::varchar[])[new.level]
                  FROM unnest(%(ids)s::int[], %(wallets)s::float8[],
                              %(shares)s::float8[], %(peers)s::int[],
                              %(levels)s::int[])
                       AS new(id, wallet, share, peers, level)
                 WHERE value.id = new.id
                """,
                digits=company.currency_id.decimal_places,
                sources=[sources[level] for level in sorted(sources)],
                ids=_array_literal(ids.astype(int)),
                wallets=_array_literal(wallets),
                shares=_array_literal(found.share),
                peers=_array_literal(found.peers),
                levels=_array_literal(found.level - min(sources) + 1),
            )
        )
        self.env["crm.customer.value"].invalidate_model()
        return True
