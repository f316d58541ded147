from odoo import api, fields, models

from .crm_complaint_confidential import AGENT


class CrmLead(models.Model):
    _inherit = "crm.lead"

    complaint_count = fields.Integer(
        "Complaints", compute="_compute_complaint_count", groups=AGENT
    )

    @api.depends("partner_id.complaint_count")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_complaint_count(self):
        """Count the customer's complaints that the user may read, and no others."""
        for lead in self:
            lead.complaint_count = lead.partner_id.complaint_count

    def action_open_complaints(self):
        """Open the complaints of the opportunity's customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_open_complaints()
