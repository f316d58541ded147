from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, hmac

from .crm_complaint_merge import RECURRENCE_DAYS


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

    is_recurring = fields.Boolean(
        "Recurring",
        compute="_compute_is_recurring",
        search="_search_is_recurring",
        help="The same customer and category as a complaint closed not long before.",
    )

    @api.depends("customer_key", "category_id", "received_date")
    def _compute_is_recurring(self):
        recurring = self.sudo().search(
            Domain("id", "in", self.ids) & Domain("is_recurring", "=", True)
        )
        for complaint in self:
            complaint.is_recurring = complaint._origin in recurring

    def _search_is_recurring(self, operator, value):
        if operator != "in":
            return NotImplemented
        recurring = Domain.custom(
            to_sql=lambda model, alias, query: self._get_recurring_condition(alias)
        )
        return recurring if True in value else ~recurring

    @api.model
    def _get_recurring_condition(self, alias="crm_complaint"):
        """Return the SQL of whether a row of ``alias`` is a complaint that recurs."""
        return SQL(
            """EXISTS (
                SELECT 1 FROM crm_complaint before
                 WHERE before.customer_key = %(customer_key)s
                   AND before.category_id = %(category_id)s
                   AND %(state)s = 'closed'
                   AND %(closed_date)s < %(received_date)s
                   AND %(closed_date)s >= %(received_date)s
                                          - make_interval(days => %(days)s))""",
            days=RECURRENCE_DAYS,
            **{
                name: SQL.identifier(table, name, to_flush=self._fields[name])
                for table, names in (
                    (alias, ("customer_key", "category_id", "received_date")),
                    ("before", ("state", "closed_date")),
                )
                for name in names
            },
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
