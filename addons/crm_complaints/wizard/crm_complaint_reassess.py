from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_complaint import GRADES


class CrmComplaintReassess(models.TransientModel):
    """Other grades than a complaint was assessed with, and why."""

    _name = "crm.complaint.reassess"
    _description = "Reassess a Complaint"
    _inherit = ["crm.complaint.wizard"]

    severity = fields.Selection(
        GRADES, compute="_compute_grades", store=True, readonly=False
    )
    impact = fields.Selection(
        GRADES, compute="_compute_grades", store=True, readonly=False
    )
    is_safety = fields.Boolean(
        "Safety", compute="_compute_grades", store=True, readonly=False
    )
    reason = fields.Text(required=True)

    @api.depends("complaint_id")
    def _compute_grades(self):
        for wizard in self:
            complaint = wizard.complaint_id
            wizard.severity = complaint.severity
            wizard.impact = complaint.impact
            wizard.is_safety = complaint.is_safety

    def action_apply(self):
        """Grade the complaint anew; who did and why stays in its history."""
        self.ensure_one()
        self.check_access("write")
        complaint = self.complaint_id
        complaint._require_manager()
        complaint.check_access("write")
        if complaint._is_ended():
            raise UserError(self.env._("It has ended. Reopen it first."))
        complaint.sudo().write(
            {
                "severity": self.severity,
                "impact": self.impact,
                "is_safety": self.is_safety,
            }
        )
        complaint.message_post(body=self.env._("Reassessed: %s", self.reason))
