from odoo import fields, models


class CrmComplaintCause(models.Model):
    """Why things went wrong, as a tree from the field to the root cause."""

    _name = "crm.complaint.cause"
    _description = "Cause of Complaints"
    _inherit = ["crm.company.bound", "crm.complaint.node"]
    _check_company_auto = True

    parent_id = fields.Many2one(
        "crm.complaint.cause",
        "Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    child_ids = fields.One2many("crm.complaint.cause", "parent_id")
    department_id = fields.Many2one(
        "hr.department",
        "Responsible Department",
        company_dependent=True,
        check_company=True,
        help="Where corrective actions against this cause are proposed.",
    )
