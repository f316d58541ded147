from odoo import fields, models


class CrmComplaintPromise(models.Model):
    """The promise that a complaint is about, as it was worded at the time."""

    _inherit = "crm.complaint"

    promise_version_id = fields.Many2one(
        "crm.promise.version",
        "Promise",
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', '=', 'approved')]",
        ondelete="restrict",
        tracking=True,
        help="The version that was in force when the customer ordered or asked.",
    )
    breach_ids = fields.One2many("crm.promise.breach", "complaint_id", "Breaches")

    def _shut_out(self, users):
        """Take the talks about its breaches from users, too."""
        result = super()._shut_out(users)
        self.sudo().breach_ids._shut_out_of_thread(users)
        return result
