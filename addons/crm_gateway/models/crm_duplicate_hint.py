from odoo import api, models
from odoo.tools import SQL, email_normalize

from .crm_duplicate_key import KEYS
from .crm_duplicate_search import MOST_ALIKE

# What a contact that is being entered is compared by
ENTERED = ("name", "email", "phone", "vat", "company_registry")


class CrmDuplicate(models.Model):
    _inherit = "crm.duplicate"

    @api.model
    def get_like(self, partner_id=False, values=None):
        """Return the customers that are like one contact, for its form.

        One statement over the indexes of the keys, asked for after the form is
        there: it finds all that the last search compared, without waiting for the
        next one. A contact of a firm is not compared; its firm is.

        :param partner_id: a saved contact
        :param values: what is entered so far, where there is no saved contact
        :return: ``partners`` with id, name and reasons, the most alike first;
            ``usual``: in what too many are alike for it to mean anything
        """
        self.check_access("read")
        partner = self.env["res.partner"].browse(partner_id or [])
        partner.check_access("read")
        if partner and partner.commercial_partner_id != partner:
            return {"partners": [], "usual": []}
        rows = self.env.execute_query(
            self._get_like_sql(self._get_contact_sql(partner, values or {}))
        )
        numbers = {}
        for kind, other_id in rows:
            numbers.setdefault(kind, set()).add(other_id)
        usual = {kind for kind, ids in numbers.items() if len(ids) >= MOST_ALIKE}
        labels = dict(self._fields["reason"]._description_selection(self.env))
        found = {}
        for kind, label in labels.items():
            for other_id in numbers.get(kind, ()) if kind not in usual else ():
                found.setdefault(other_id, []).append(label)
        others = self.env["res.partner"].browse(found)._filtered_access("read")
        return {
            "partners": [
                {"id": other.id, "name": other.name, "reasons": found[other.id]}
                for other in others.sorted(lambda o: (-len(found[o.id]), o.id))
            ],
            "usual": [label for kind, label in labels.items() if kind in usual],
        }

    @api.model
    def _get_contact_sql(self, partner, values) -> SQL:
        """Return SQL of one row with the columns that keys are made of."""
        if partner:
            partner.flush_recordset()
            return SQL("SELECT * FROM res_partner WHERE id = %s", partner.id)
        entered = {
            # PostgreSQL has no such character
            name: str(values.get(name) or "").replace("\0", "")
            for name in ENTERED
        }
        return SQL(
            """SELECT 0 AS id, %(name)s AS name, %(email)s AS email_normalized,
                      %(phone)s AS phone, NULL AS phone_sanitized, %(vat)s AS vat,
                      %(company_registry)s AS company_registry,
                      NULL::int AS country_id,
                      %(company)s::int AS company_id""",
            **entered
            | {"email": email_normalize(entered["email"], strict=False) or ""},
            company=self.env.company.id,
        )

    @api.model
    def _get_like_sql(self, contact: SQL) -> SQL:
        """Return SQL of (kind, id) of those who share a key with a contact.

        So many of each kind that it shows whether there are too many.
        """
        found = SQL(" UNION ").join(
            SQL(
                """
                SELECT fact.kind, alike.id
                  FROM fact
                 CROSS JOIN LATERAL (
                       SELECT partner.id
                         FROM crm_duplicate_key other
                         JOIN res_partner partner ON partner.id = other.partner_id
                        WHERE other.%(column)s = fact.value AND %(comparable)s
                          AND partner.id <> fact.id
                          AND (partner.company_id = fact.company_id
                               OR partner.company_id IS NULL
                               OR fact.company_id IS NULL)
                          AND (fact.kind <> 'identity'
                               OR partner.country_id = fact.country_id
                               OR partner.country_id IS NULL
                               OR fact.country_id IS NULL)
                          AND NOT EXISTS (
                              SELECT 1 FROM crm_duplicate decided
                               WHERE decided.state = 'different'
                                 AND decided.partner_id = LEAST(partner.id, fact.id)
                                 AND decided.duplicate_id
                                     = GREATEST(partner.id, fact.id))
                        LIMIT %(most)s) alike
                 WHERE fact.kind = %(kind)s
                """,
                column=SQL.identifier(column),
                comparable=self._get_comparable_sql(),
                most=MOST_ALIKE,
                kind=kind,
            )
            for column, kind in KEYS.items()
        )
        return SQL(
            """
            WITH fact AS (
                SELECT key.id, key.company_id, key.country_id, fact.kind, fact.value
                  FROM (%(keys)s) key
                 CROSS JOIN LATERAL %(facts)s AS fact(kind, value)
                 WHERE fact.value IS NOT NULL)
            %(found)s
            """,
            keys=self.env["crm.duplicate.key"]._get_keys_sql(contact),
            facts=self._get_facts_sql(),
            found=found,
        )
