from odoo import api, fields, models
from odoo.fields import Domain

from .crm_complaint_remedy_approval import APPROVER


class CrmComplaintRemedyWaiting(models.Model):
    """Which remedies wait for the user, and not only for somebody."""

    _inherit = "crm.complaint.remedy"

    can_approve = fields.Boolean(
        "Waiting for My Approval",
        compute="_compute_can_approve",
        search="_search_can_approve",
    )

    @api.depends_context("uid")
    @api.depends("state", "approver_id")
    def _compute_can_approve(self):
        for remedy in self:
            remedy.can_approve = (
                remedy.state == "pending" and not remedy.sudo()._get_bar(self.env.user)
            )

    def _search_can_approve(self, operator, value):
        """Find what waits for the user: as _get_bar says, of all at once."""
        if operator != "in":
            return NotImplemented
        query = self.sudo()._search(self._get_waiting_domain())
        return [("id", "in" if True in value else "not in", query)]

    @api.model
    def _get_waiting_domain(self):
        user = self.env.user
        if not user.has_group(APPROVER):
            return Domain.FALSE
        return (
            Domain("state", "=", "pending")
            & Domain("requester_id", "!=", user.id)
            & Domain("create_uid", "!=", user.id)
            & Domain("approver_id", "!=", user.id)
            & Domain("complaint_id.accused_user_ids", "not in", user.ids)
            & Domain("complaint_id.conflicted_user_ids", "not in", user.ids)
            & Domain(
                "complaint_id.accused_employee_ids", "not in", self._get_line(user)
            )
        )

    @api.model
    def _get_line(self, user):
        """Return the ids of the user's employees, and of all above and below them."""
        Employee = self.env["hr.employee"].sudo().with_context(active_test=False)
        own = Employee.search([("user_id", "=", user.id)])
        return Employee.search(
            Domain("id", "parent_of", own.ids) | Domain("id", "child_of", own.ids)
        ).ids
