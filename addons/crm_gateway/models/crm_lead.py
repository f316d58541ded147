from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    request_ids = fields.One2many(
        "crm.request", "lead_id", groups="crm_gateway.group_request_user"
    )
    request_count = fields.Integer(
        compute="_compute_request_count", groups="crm_gateway.group_request_user"
    )

    def _compute_request_count(self):
        counts = dict(
            self.env["crm.request"]._read_group(
                [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
            )
        )
        for lead in self:
            lead.request_count = counts.get(lead, 0)

    def action_open_requests(self):
        """Open the requests of this opportunity, or a new one from it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {
            "default_lead_id": self.id,
            "default_name": self.name,
            "default_channel": "lead",
            "default_partner_id": self.partner_id.id,
            "default_partner_name": self.contact_name or self.partner_name,
            "default_email_from": self.email_from,
            "default_phone": self.phone,
            "default_company_id": (self.company_id or self.env.company).id,
        }
        if not self.request_count:
            action["views"] = [(False, "form")]
        return action
