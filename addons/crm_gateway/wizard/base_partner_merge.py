from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_tables_with_one_row(self):
        """Return table -> columns, where a customer has one row for each of these."""
        return {
            "crm_business_line_account": ("company_id", "business_line_id"),
            "crm_contact_plan": ("company_id",),
        }

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop what the target has already, and let the rest move.

        Otherwise the host, which moves all or nothing, would delete what only the
        merged contact has: an account in another line of business, a past month.
        """
        self.env.flush_all()
        for table, columns in self._get_tables_with_one_row().items():
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s WHERE id IN (
                        SELECT id FROM (
                            SELECT id, ROW_NUMBER() OVER (
                                       PARTITION BY %(columns)s
                                       ORDER BY partner_id <> %(target)s, id) AS place
                              FROM %(table)s
                             WHERE partner_id = ANY(%(partners)s)) ranked
                         WHERE place > 1)
                    """,
                    table=SQL.identifier(table),
                    columns=SQL(", ").join(map(SQL.identifier, columns)),
                    target=dst_partner.id,
                    partners=(src_partners | dst_partner).ids,
                )
            )
        return super()._update_foreign_keys(src_partners, dst_partner)
