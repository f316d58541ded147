from odoo import fields, models
from odoo.tools import SQL

from ..sql import fold_identity, fold_name, fold_phone

# To be raised with every change of how keys are made
VERSION = 1
# column -> in what two customers are alike when they have the same in it; the
# columns of one kind are compared with each other as well
KEYS = {
    "name_key": "name",
    "words_key": "name",
    "email_key": "email",
    "phone_key": "phone",
    "vat_key": "identity",
    "registry_key": "identity",
}


class CrmDuplicateKey(models.Model):
    """What a customer is compared by with others, in one spelling.

    Kept apart from the contact, so that nobody who sells waits for it. A row holds
    for the state of the contact that ``stamp`` names; it is made anew when that
    is no more the contact's last change, or when the way of folding is a new one.
    """

    _name = "crm.duplicate.key"
    _description = "Comparison Key"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    stamp = fields.Datetime(readonly=True)
    version = fields.Integer(readonly=True)
    name_key = fields.Char(index="btree_not_null", readonly=True)
    words_key = fields.Char(index="btree_not_null", readonly=True)
    email_key = fields.Char(index="btree_not_null", readonly=True)
    phone_key = fields.Char(index="btree_not_null", readonly=True)
    vat_key = fields.Char(index="btree_not_null", readonly=True)
    registry_key = fields.Char(index="btree_not_null", readonly=True)

    _partner_once = models.UniqueIndex("(partner_id)")

    def _get_keys_sql(self, contacts: SQL) -> SQL:
        """Return SQL of ``contacts`` with their keys.

        :param contacts: SQL of rows that have the columns of contacts
        """
        return SQL(
            """
            SELECT contact.*, names.name_key, names.words_key,
                   NULLIF(left(lower(btrim(contact.email_normalized)), 120), '')
                       AS email_key,
                   %(phone)s AS phone_key,
                   %(vat)s AS vat_key,
                   %(registry)s AS registry_key
              FROM (%(contacts)s) contact
             CROSS JOIN LATERAL %(names)s names
            """,
            contacts=contacts,
            names=fold_name(SQL("contact.name")),
            phone=fold_phone(
                # the host's is free of extensions, and has the country's own rules
                SQL("COALESCE(NULLIF(contact.phone_sanitized, ''), contact.phone)")
            ),
            vat=fold_identity(SQL("contact.vat")),
            registry=fold_identity(SQL("contact.company_registry")),
        )

    def _get_outdated_sql(self) -> SQL:
        """Return the end of a statement on customers whose keys are to be made."""
        return SQL(
            """
              FROM res_partner partner
              LEFT JOIN crm_duplicate_key known ON known.partner_id = partner.id
             WHERE partner.commercial_partner_id = partner.id
               AND (known.id IS NULL OR known.version <> %s
                    OR known.stamp IS DISTINCT FROM partner.write_date)
            """,
            VERSION,
        )

    def _count_outdated(self):
        self.env["res.partner"].flush_model()
        [(count,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) %s", self._get_outdated_sql())
        )
        return count

    def _refresh(self, limit):
        """Make the keys of so many changed customers, in one statement.

        :return: of how many they were made
        """
        self.env["res.partner"].flush_model()
        columns = SQL(", ").join(map(SQL.identifier, KEYS))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_duplicate_key
                       (partner_id, stamp, version, %(columns)s)
                SELECT id, write_date, %(version)s, %(columns)s
                  FROM (%(keys)s) keyed
                    ON CONFLICT (partner_id) DO UPDATE SET
                       stamp = EXCLUDED.stamp, version = EXCLUDED.version,
                       %(changes)s
                """,
                columns=columns,
                version=VERSION,
                keys=self._get_keys_sql(
                    SQL(
                        "SELECT partner.* %s ORDER BY partner.id LIMIT %s",
                        self._get_outdated_sql(),
                        limit,
                    )
                ),
                changes=SQL(", ").join(
                    SQL("%(key)s = EXCLUDED.%(key)s", key=SQL.identifier(key))
                    for key in KEYS
                ),
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model()
        return count
