from odoo import fields, models


class CrmComplaintCategory(models.Model):
    """What complaints are about, as a tree; it chooses the team."""

    _name = "crm.complaint.category"
    _description = "Complaint Category"
    _inherit = ["crm.company.bound", "crm.complaint.node"]
    _check_company_auto = True

    parent_id = fields.Many2one(
        "crm.complaint.category",
        "Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    child_ids = fields.One2many("crm.complaint.category", "parent_id")
    team_id = fields.Many2one(
        "crm.complaint.team", company_dependent=True, check_company=True
    )
    is_published = fields.Boolean(
        "Offered to Customers",
        default=True,
        help="Customers can choose it when they complain on the website or portal.",
    )
    is_confidential = fields.Boolean(
        "Confidential",
        help="Only the owner, the team's leader and managers open such complaints.",
    )

    def _get_team(self, company):
        """Return the company's team of the category, or of the nearest above with one.

        :param company: res.company; each has teams of its own for shared categories
        """
        category = self.with_company(company)
        while category and not category.team_id:
            category = category.parent_id
        return category.team_id
