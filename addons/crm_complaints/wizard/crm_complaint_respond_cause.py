from odoo import api, fields, models


class CrmComplaintRespond(models.TransientModel):
    """The root cause that the investigation found is proposed for the decision."""

    _inherit = "crm.complaint.respond"

    cause_id = fields.Many2one(
        compute="_compute_cause_id", store=True, precompute=True, readonly=False
    )

    @api.depends("complaint_id")
    def _compute_cause_id(self):
        for wizard in self:
            complaint = wizard.complaint_id
            found = complaint and complaint._get_found_cause()
            wizard.cause_id = wizard.cause_id or found
