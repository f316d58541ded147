from odoo import api, fields, models
from odoo.tools import hmac


class CrmComplaintRecurrence(models.Model):
    """Which complaints are of one customer, also when that one is forgotten.

    Figures compare keys: that the same customer came again stays true after erasure.
    The key is made with the secret of the database, and nobody but the program reads
    it.
    """

    _inherit = "crm.complaint"

    customer_key = fields.Char(
        compute="_compute_customer_key",
        store=True,
        copy=False,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )

    @api.depends("commercial_partner_id")
    def _compute_customer_key(self):
        for complaint in self:
            customer = complaint.commercial_partner_id
            if customer:
                complaint.customer_key = self._make_customer_key(customer)
            elif not complaint.erased_date:
                complaint.customer_key = False
            # of one that is erased it stays as it is

    def _erase_related(self):
        """Reckon the key while the customer is known."""
        self.flush_recordset(["customer_key"])
        return super()._erase_related()

    @api.model
    def _make_customer_key(self, customer):
        env = self.env(su=True)
        return hmac(env, "crm_complaint_customer", str(customer.id))[:32]

    @api.model
    def _merge_customers(self, customers, kept):
        """What was of several customers is now of one, forgotten ones included."""
        keys = [self._make_customer_key(customer) for customer in customers]
        complaints = self.sudo().with_context(active_test=False)
        complaints.search([("customer_key", "in", keys)]).write(
            {"customer_key": self._make_customer_key(kept)}
        )
