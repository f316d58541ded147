from odoo import models
from odoo.tools import SQL

# Tables with one row a customer and these columns
ONE_A_CUSTOMER = {
    "crm_business_line_account": ("company_id", "business_line_id"),
    "crm_contact_plan": ("company_id",),
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop what the target has already, and let the rest move.

        Otherwise the host, which moves all or nothing, would delete the accounts
        that only the merged contact has.
        """
        self.env.flush_all()
        for table, columns in ONE_A_CUSTOMER.items():
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
