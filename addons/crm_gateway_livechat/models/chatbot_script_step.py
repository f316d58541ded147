from odoo import fields, models
from odoo.tools import html2plaintext

from odoo.addons.crm_gateway.controllers.portal import MAX_SUBJECT


class ChatbotScriptStep(models.Model):
    _inherit = "chatbot.script.step"

    step_type = fields.Selection(
        selection_add=[("create_request", "Create Request")],
        ondelete={"create_request": "cascade"},
    )
    request_type_id = fields.Many2one(
        "crm.request.type",
        ondelete="set null",
        index="btree_not_null",
        help="Empty: the first type.",
    )

    def _process_step(self, discuss_channel):
        message = super()._process_step(discuss_channel)
        if self.step_type == "create_request":
            self._process_step_create_request(discuss_channel)
        return message

    def _process_step_create_request(self, discuss_channel):
        """Make a request of what the visitor has told the bot."""
        customer = self._chatbot_prepare_customer_values(
            discuss_channel, create_partner=False, update_partner=True
        )
        return self.env["crm.request"].create(
            self._prepare_request_vals(discuss_channel, customer)
        )

    def _prepare_request_vals(self, discuss_channel, customer):
        company = self.request_type_id.company_id or self.env.company
        Request = self.env["crm.request"].with_company(company)
        request_type = self.request_type_id or Request._default_type()
        said = self._find_first_user_free_input(discuss_channel)
        subject = html2plaintext(said.body).strip() if said else ""
        public = self.env.user._is_public()
        return {
            "name": subject[:MAX_SUBJECT]
            or self.env._("Asked of %s", self.chatbot_script_id.title),
            "channel": "chat",
            "type_id": request_type.id,
            "company_id": company.id,
            "user_id": request_type.user_id.id,
            "partner_id": False if public else self.env.user.partner_id.id,
            "email_from": customer["email"],
            "phone": customer["phone"],
            "description": customer["description"]
            + discuss_channel._get_channel_history(),
            "origin_channel_id": discuss_channel.id,
        }
