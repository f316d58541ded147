from odoo import fields, models
from odoo.tools import html2plaintext, plaintext2html


class ChatbotScriptStep(models.Model):
    _inherit = "chatbot.script.step"

    step_type = fields.Selection(
        selection_add=[("create_complaint", "Record Complaint")],
        ondelete={"create_complaint": "cascade"},
    )
    complaint_category_id = fields.Many2one(
        "crm.complaint.category",
        ondelete="set null",
        index="btree_not_null",
        help="Chooses the team that handles the complaints of this bot.",
    )

    def _process_step(self, discuss_channel):
        message = super()._process_step(discuss_channel)
        if self.step_type == "create_complaint":
            complaint = self._process_step_create_complaint(discuss_channel)
            number = self.env._("Your complaint has the number %s.", complaint.number)
            discuss_channel._chatbot_post_message(
                self.chatbot_script_id, plaintext2html(number)
            )
        return message

    def _process_step_create_complaint(self, discuss_channel):
        """Record what the visitor has told the bot as a complaint."""
        customer = self._chatbot_prepare_customer_values(
            discuss_channel, create_partner=False, update_partner=False
        )
        company = self.complaint_category_id.company_id or self.env.company
        said = self._find_first_user_free_input(discuss_channel)
        subject = html2plaintext(said.body).strip() if said else ""
        known = not self.env.user._is_public()
        return self.env["crm.complaint"]._file_by_visitor(
            {
                "name": subject
                or self.env._("Told to %s", self.chatbot_script_id.title),
                "channel": "chat",
                "category_id": self.complaint_category_id.id,
                "company_id": company.id,
                "partner_id": self.env.user.partner_id.id if known else False,
                "email_from": customer["email"],
                "phone": customer["phone"],
                "description": discuss_channel._get_channel_history(),
                "lang": self.env.lang,
                "chat_id": discuss_channel.id,
            }
        )
