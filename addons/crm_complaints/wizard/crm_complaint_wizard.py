from odoo import fields, models


class CrmComplaintWizard(models.AbstractModel):
    """A question asked before one complaint is moved on; only its author sees it."""

    _name = "crm.complaint.wizard"
    _description = "Question on a Complaint"

    complaint_id = fields.Many2one("crm.complaint", required=True, readonly=True)
