from odoo import models
from odoo.tools import SQL

# Tables with one row a customer and these columns
FACTS = {
    "crm_customer_value": ("company_id",),
    "crm_customer_value_history": ("company_id", "month"),
    "crm_customer_reorder": ("company_id", "product_id"),
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Note merged customers: the host moves their documents by plain SQL."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        roots = partners.commercial_partner_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        survivors = (partners | roots).exists()
        self.env["crm.customer.change"]._mark(survivors)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop figures that the target has already, and let the rest move.

        Otherwise the host, which moves all or nothing, would delete the past
        months that only the merged contact has.
        """
        partner_ids = (src_partners | dst_partner).ids
        self.env.flush_all()
        for table, columns in FACTS.items():
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
                    partners=partner_ids,
                )
            )
        return super()._update_foreign_keys(src_partners, dst_partner)
