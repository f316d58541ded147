from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_request_priority(self):
        """Return the priority that a request of this customer is proposed.

        :return: "0" to "3"; add-ons that know the customer's value say more
        """
        return "0"

    def action_open_requests(self):
        """Open the requests of this customer and all its contacts."""
        self.ensure_one()
        self.env["crm.request"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
