from odoo import api, fields, models
from odoo.exceptions import UserError

COMMAND = "/request"


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    request_ids = fields.One2many(
        "crm.request",
        "origin_channel_id",
        groups="crm_gateway.group_request_user",
        help="The request desk may read a live chat from which a request came.",
    )
    has_crm_request = fields.Boolean(compute="_compute_has_crm_request", store=True)
    _has_crm_request_index = models.Index(
        "(has_crm_request) WHERE has_crm_request IS TRUE"
    )

    @api.depends("request_ids")
    def _compute_has_crm_request(self):
        for channel in self:
            channel.has_crm_request = bool(channel.request_ids)

    def execute_command_request(self, body="", **_kwargs):
        """Make a request of the live chat, for whoever typed ``/request subject``."""
        self.env["crm.request"].check_access("create")
        self.ensure_one()
        subject = body.strip().removeprefix(COMMAND).strip()
        if subject:
            new = self._make_request(subject)
            answer = self.env._("Created a new request: %s", new._get_html_link())
        else:
            answer = self.env._("Write what it is about: /request subject")
        self.env.user._bus_send_transient_message(self, answer)

    def _make_request(self, subject):
        """Return a new request with what was said, for the operator to complete."""
        self.check_access("read")
        if self.channel_type != "livechat":
            raise UserError(self.env._("Requests are made of live chats only."))
        return self.env["crm.request"].create(
            {
                "name": subject,
                "channel": "chat",
                "partner_id": self._find_customer().id,
                "description": self._get_channel_history(),
                "origin_channel_id": self.id,
            }
        )

    def _find_customer(self):
        """Return whom the chat is with: nobody, if a visitor without login is there."""
        members = self.with_context(active_test=False).channel_partner_ids
        customers = members.filtered("partner_share")
        if self.channel_member_ids.guest_id or any(customers.mapped("is_public")):
            return self.env["res.partner"]
        return customers[:1]
