from odoo import models
from odoo.exceptions import UserError

COMMAND = "/complaint"


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def execute_command_complaint(self, body="", **_kwargs):
        """Record a complaint of the live chat: ``/complaint subject``."""
        self.env["crm.complaint"].check_access("create")
        self.ensure_one()
        subject = body.strip().removeprefix(COMMAND).strip()
        if subject:
            new = self._make_complaint(subject)
            answer = self.env._("Recorded a new complaint: %s", new._get_html_link())
        else:
            answer = self.env._("Write what it is about: /complaint subject")
        self.env.user._bus_send_transient_message(self, answer)

    def _make_complaint(self, subject):
        """Return a new complaint with what was said, for the operator to complete."""
        self.check_access("read")
        if self.channel_type != "livechat":
            raise UserError(self.env._("Complaints are recorded of live chats only."))
        complaint = self.env["crm.complaint"].create(
            {
                "name": subject,
                "channel": "chat",
                "partner_id": self._find_customer().id,
                "description": self._get_channel_history(),
            }
        )
        complaint.sudo().chat_id = self
        return complaint
