import numpy as np

from odoo import api, models
from odoo.tools import SQL

from ..lifetime.wallet import GIVEN, UNKNOWN, estimate_wallets
from .crm_value_refresh_score import BATCH, _array_literal

# From the finest group of peers to the coarsest, as estimate_wallets counts
LEVELS = ("industry_country_size", "industry_country", "industry", "all")


class CrmValueRefresh(models.Model):
    """Step 6: what each customer could buy in a year, and our share of it."""

    _inherit = "crm.value.refresh"

    def _step_wallet(self):
        company = self.company_id
        self.env.flush_all()
        found = self._read_spend(company)
        if not len(found):
            return True
        ids, spend, industry, country, size, known = found.T
        wallets = estimate_wallets(
            np.maximum(spend, 0.0), [industry, country, size], known
        )
        for start in range(0, len(ids), BATCH):
            rows = slice(start, start + BATCH)
            self._store_wallets(company, ids[rows], spend[rows], wallets, rows)
        self.env["crm.customer.value"].invalidate_model()
        return True

    @api.model
    def _read_spend(self, company):
        """Return an array (id, spend, industry, country, size, known wallet).

        Read in portions: a million rows as Python objects would fill memory.
        """
        portions, last = [np.empty((0, 6))], 0
        while True:
            rows = self.env.execute_query(self._get_spend_sql(company, last))
            if not rows:
                return np.concatenate(portions)
            portions.append(np.array(rows, dtype=float))
            last = rows[-1][0]

    @api.model
    def _get_spend_sql(self, company, after):
        """Return SQL of the next portion of customers behind the id ``after``."""
        return SQL(
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
                  LEFT JOIN LATERAL (
                       SELECT COUNT(*) AS contacts FROM res_partner contact
                        WHERE contact.parent_id = partner.id AND contact.active
                       ) staff ON partner.is_company
                 WHERE value.company_id = %(company)s AND value.order_days > 0
                   AND value.id > %(after)s
                 ORDER BY value.id
                 LIMIT %(limit)s
                """,
            company=company.id,
            key=str(company.id),
            after=after,
            limit=BATCH,
        )

    @api.model
    def _store_wallets(self, company, ids, spend, found, rows):
        """Write the ``rows`` (a slice) of the ``lifetime.Wallets`` found."""
        wallet, level = found.wallet[rows], found.level[rows]
        # Who buys more from us than its peers do in all has at least that wallet.
        wallet = np.where(level >= 0, np.maximum(wallet, spend), wallet)
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
                wallets=_array_literal(wallet),
                shares=_array_literal(found.share[rows]),
                peers=_array_literal(found.peers[rows]),
                levels=_array_literal(level - min(sources) + 1),
            )
        )
