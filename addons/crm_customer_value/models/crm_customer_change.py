from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerChange(models.Model):
    """Customers whose purchases changed since their value was computed.

    Rows are only ever added by those who sell and removed by the refresh.
    There is no uniqueness on purpose: two people who sell to one customer at
    the same time must not wait for each other here.
    """

    _name = "crm.customer.change"
    _description = "Changed Customer"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")

    @api.model
    def _mark(self, partners):
        """Note that the purchases of ``partners`` (or their companies) changed."""
        ids = {p.commercial_partner_id.id or p.id for p in partners.sudo()}
        ids = [partner_id for partner_id in ids if isinstance(partner_id, int)]
        if ids:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO crm_customer_change (partner_id)
                       SELECT id FROM unnest(%s) AS changed(id)""",
                    ids,
                )
            )

    @api.model
    def _take(self, limit, last):
        """Remove up to ``limit`` rows, none behind the id ``last``.

        :return: ids of their customers

        Rows that another worker holds are skipped; a rollback brings back
        those that were taken.
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    DELETE FROM crm_customer_change
                     WHERE id IN (SELECT id FROM crm_customer_change
                                   WHERE id <= %s
                                   ORDER BY id LIMIT %s
                                     FOR UPDATE SKIP LOCKED)
                 RETURNING partner_id)
                SELECT DISTINCT partner_id FROM taken
                """,
                last,
                limit,
            )
        )
        return [row[0] for row in rows]
