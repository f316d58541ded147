from odoo import fields, models


class ResCompanyRemedy(models.Model):
    _inherit = "res.company"

    crm_complaint_hour_rate = fields.Monetary(
        "Cost of an Hour of Handling",
        help="With which hours of handling count in the cost of a complaint.",
    )
    crm_complaint_approver_limit = fields.Monetary(
        "Limit of One Approver",
        help="A complaint that gets more needs two approvers. Zero: one is enough.",
    )
    crm_complaint_finance_user_id = fields.Many2one(
        "res.users",
        "Finance",
        domain="[('share', '=', False)]",
        help="Checks and posts the drafts of those who may not post themselves.",
    )
    crm_complaint_compensation_product_id = fields.Many2one(
        "product.product",
        "Product for Compensation",
        check_company=True,
        help="Its income account takes compensation without an invoice.",
    )

    def _get_compensation_product(self):
        """Return the product of compensation, the delivered one if none is chosen."""
        self.ensure_one()
        return self.crm_complaint_compensation_product_id or self.env.ref(
            "crm_complaints.product_goodwill", raise_if_not_found=False
        )
