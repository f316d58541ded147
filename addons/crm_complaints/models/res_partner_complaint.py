from odoo import api, fields, models

from .crm_complaint_confidential import AGENT


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_count = fields.Integer(
        "Complaints", compute="_compute_complaint_count", groups=AGENT
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_complaint_count(self):
        """Count the customer's complaints that the user may read, and no others."""
        customers = self.commercial_partner_id
        counts = dict(
            self.env["crm.complaint"]._read_group(
                [("commercial_partner_id", "in", customers.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.complaint_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_complaints(self):
        """Open the complaints of this customer and all its contacts."""
        self.ensure_one()
        # every employee may read some: those of which one was told as a superior
        self.env["crm.complaint"].check_access("create")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_complaints.crm_complaint_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _hears_complaints(self):
        """Whether this is nobody of ours, or somebody who handles complaints."""
        self.ensure_one()
        users = self.sudo().user_ids.filtered(lambda user: not user.share)
        return not users or any(user.has_group(AGENT) for user in users)
