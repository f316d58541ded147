from odoo import api, models
from odoo.tools import SQL

from .crm_duplicate_key import KEYS

BATCH = 5000
# What more customers than this have in common tells nothing of them: a
# switchboard, a mailbox for all, a very usual name
MOST_ALIKE = 10
# How much it counts that two customers have the same
POINTS = {"identity": 70, "email": 50, "phone": 40, "name": 50}
# Persons share names more often than firms do
POINTS_PERSON_NAME = 30
POINTS_OTHER_IDENTITY = -40
LEAST_CONFIDENCE = 30
LEVELS = {"high": 70, "medium": 45}


class CrmDuplicate(models.Model):
    _inherit = "crm.duplicate"

    @api.model
    def _cron_find(self):
        """Compare the customers that changed, then find who is alike.

        Whatever ends the run, the next one goes on: keys that are made stay valid,
        and the pairs are found from all keys in one statement.
        """
        cron = self.env["ir.cron"]
        Key = self.env["crm.duplicate.key"]
        cron._commit_progress(remaining=Key._count_outdated() + 1)
        while count := Key._refresh(BATCH):
            if not cron._commit_progress(count):
                return
        self._find()
        cron._commit_progress(1)

    @api.model
    def _find_all(self):
        """Find duplicates now, for a small database as the demo is."""
        while self.env["crm.duplicate.key"]._refresh(BATCH):
            pass
        self._find()

    @api.model
    def _get_comparable_sql(self) -> SQL:
        """Return the condition on ``partner``: a customer, and none of ourselves."""
        return SQL(
            """partner.active AND partner.partner_share
               AND partner.commercial_partner_id = partner.id
               AND NOT EXISTS (SELECT 1 FROM res_company own
                                WHERE own.partner_id = partner.id)"""
        )

    @api.model
    def _get_facts_sql(self) -> SQL:
        """Return SQL of (kind, value) rows of the keys in ``key``, for LATERAL."""
        return SQL(
            "(VALUES %s)",
            SQL(", ").join(
                SQL("(%s, %s)", kind, SQL.identifier("key", column))
                for column, kind in KEYS.items()
            ),
        )

    @api.model
    def _get_alike_sql(self) -> SQL:
        """Return SQL of all pairs that are alike enough, with all their columns.

        Pairs are only made within the few that share a key, so that the work
        grows with the number of customers and not with its square.
        """
        same = SQL(", ").join(
            SQL("bool_or(kind = %s) AS %s", kind, SQL.identifier(f"same_{kind}"))
            for kind in POINTS
        )
        return SQL(
            """
            WITH shared AS (
                SELECT fact.kind, array_agg(DISTINCT partner.id) AS ids
                  FROM crm_duplicate_key key
                  JOIN res_partner partner ON partner.id = key.partner_id
                 CROSS JOIN LATERAL %(facts)s AS fact(kind, value)
                 WHERE fact.value IS NOT NULL AND %(comparable)s
                 GROUP BY fact.kind, fact.value
                HAVING COUNT(DISTINCT partner.id) BETWEEN 2 AND %(most)s
            ), pair AS (
                SELECT one.id AS partner_id, two.id AS duplicate_id, %(same)s
                  FROM shared
                 CROSS JOIN LATERAL unnest(ids) member(id)
                 CROSS JOIN LATERAL unnest(ids) other(id)
                  JOIN res_partner one ON one.id = member.id
                  JOIN res_partner two ON two.id = other.id
                 WHERE one.id < two.id
                   AND (one.company_id = two.company_id
                        OR one.company_id IS NULL OR two.company_id IS NULL)
                   -- a number means what it means in its country
                   AND (kind <> 'identity' OR one.country_id = two.country_id
                        OR one.country_id IS NULL OR two.country_id IS NULL)
                 GROUP BY one.id, two.id
            ), graded AS (
                SELECT pair.*,
                       COALESCE(one.company_id, two.company_id) AS company_id,
                       COALESCE(one.user_id, two.user_id) AS user_id,
                       LEAST(100, GREATEST(0,
                           same_identity::int * %(identity)s
                           + same_email::int * %(email)s
                           + same_phone::int * %(phone)s
                           + same_name::int * CASE
                               WHEN one.is_company AND two.is_company THEN %(name)s
                               ELSE %(person_name)s END
                           + CASE WHEN NOT same_identity
                                   AND (first.vat_key <> second.vat_key
                                     OR first.registry_key <> second.registry_key)
                                  THEN %(other)s ELSE 0 END)) AS confidence
                  FROM pair
                  JOIN res_partner one ON one.id = pair.partner_id
                  JOIN res_partner two ON two.id = pair.duplicate_id
                  JOIN crm_duplicate_key first ON first.partner_id = one.id
                  JOIN crm_duplicate_key second ON second.partner_id = two.id
            )
            SELECT *,
                   CASE WHEN same_identity THEN 'identity'
                        WHEN same_email THEN 'email'
                        WHEN same_phone THEN 'phone'
                        ELSE 'name' END AS reason,
                   CASE WHEN confidence >= %(high)s THEN 'high'
                        WHEN confidence >= %(medium)s THEN 'medium'
                        ELSE 'low' END AS level
              FROM graded
             WHERE confidence >= %(least)s
            """,
            facts=self._get_facts_sql(),
            comparable=self._get_comparable_sql(),
            most=MOST_ALIKE,
            same=same,
            person_name=POINTS_PERSON_NAME,
            other=POINTS_OTHER_IDENTITY,
            least=LEAST_CONFIDENCE,
            **LEVELS,
            **POINTS,
        )

    @api.model
    def _find(self):
        """Bring the pairs to decide on in line with the keys, in one statement.

        What is decided stays as it is. Pairs that are no more alike, or of which
        one is archived, go.
        """
        self.env.flush_all()
        columns = [
            *("company_id", "user_id", "confidence", "level", "reason"),
            *(f"same_{kind}" for kind in POINTS),
        ]
        names = SQL(", ").join(map(SQL.identifier, columns))
        self.env.cr.execute(
            SQL(
                """
                WITH alike AS (%(alike)s), gone AS (
                    DELETE FROM crm_duplicate
                     WHERE state = 'open' AND NOT EXISTS (
                           SELECT 1 FROM alike
                            WHERE alike.partner_id = crm_duplicate.partner_id
                              AND alike.duplicate_id = crm_duplicate.duplicate_id))
                INSERT INTO crm_duplicate
                       (partner_id, duplicate_id, state, create_uid, write_uid,
                        create_date, write_date, %(names)s)
                SELECT partner_id, duplicate_id, 'open', %(uid)s, %(uid)s,
                       %(now)s, %(now)s, %(names)s
                  FROM alike
                    ON CONFLICT (partner_id, duplicate_id) DO UPDATE
                   SET write_date = EXCLUDED.write_date, (%(names)s) = ROW(%(new)s)
                 WHERE crm_duplicate.state = 'open'
                   AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                alike=self._get_alike_sql(),
                names=names,
                new=self._get_columns_sql("excluded", columns),
                old=self._get_columns_sql("crm_duplicate", columns),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()

    @api.model
    def _get_columns_sql(self, alias, columns) -> SQL:
        return SQL(", ").join(SQL.identifier(alias, column) for column in columns)

    @api.model
    def _follow_merge(self, sources, target):
        """Close the pairs that are being merged, and let the others follow.

        Before the host moves what refers to the merged contacts: it knows neither
        that a pair has two sides nor that two pairs can become one. Of those a
        decision is kept, as whoever is not the one is not the other either.
        """
        self.env.flush_all()
        merging = (sources | target).ids
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_duplicate pair
                   SET state = 'merged', partner_id = %(target)s, duplicate_id = NULL,
                       merged_name = source.name, decided_by_id = %(uid)s,
                       decided_date = %(now)s
                  FROM res_partner source
                 WHERE pair.partner_id = ANY(%(merging)s)
                   AND pair.duplicate_id = ANY(%(merging)s)
                   AND source.id = CASE WHEN pair.duplicate_id = %(target)s
                                        THEN pair.partner_id
                                        ELSE pair.duplicate_id END
                """,
                target=target.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                merging=merging,
            )
        )
        moved = SQL(
            """
            SELECT id,
                   LEAST(%(target)s, other) AS partner_id,
                   CASE WHEN other > 0 THEN GREATEST(%(target)s, other)
                   END AS duplicate_id,
                   ROW_NUMBER() OVER (
                       PARTITION BY COALESCE(other, -id)
                       ORDER BY state = 'open', confidence DESC, id) AS place
              FROM (SELECT *, CASE WHEN partner_id = ANY(%(merging)s)
                                   THEN duplicate_id ELSE partner_id END AS other
                      FROM crm_duplicate
                     WHERE partner_id = ANY(%(merging)s)
                        OR duplicate_id = ANY(%(merging)s)) touched
            """,
            target=target.id,
            merging=merging,
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_duplicate USING (%s) moved"
                " WHERE moved.id = crm_duplicate.id AND moved.place > 1",
                moved,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_duplicate
                   SET partner_id = moved.partner_id,
                       duplicate_id = moved.duplicate_id
                  FROM (%s) moved
                 WHERE moved.id = crm_duplicate.id
                """,
                moved,
            )
        )
        self.env.cr.execute(
            SQL("DELETE FROM crm_duplicate_key WHERE partner_id = ANY(%s)", merging)
        )
        self.env.invalidate_all()
