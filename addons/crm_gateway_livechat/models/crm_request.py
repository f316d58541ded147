from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.mail.tools.discuss import Store


class CrmRequest(models.Model):
    """A request may come out of a live chat, which its readers may then read."""

    _inherit = "crm.request"

    origin_channel_id = fields.Many2one(
        "discuss.channel",
        "Live Chat",
        groups="base.group_user",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_channels(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_channels([vals])
        return super().write(vals)

    def _check_channels(self, vals_list):
        """Nobody gets to read a conversation by naming it on a request."""
        ids = [vals.get("origin_channel_id") for vals in vals_list]
        # a default counts for readonly fields as well
        ids.append(self.env.context.get("default_origin_channel_id"))
        channels = self.env["discuss.channel"].browse(filter(None, ids))
        if channels and not channels.has_access("read"):
            raise AccessError(
                self.env._("You can only name live chats that you may read.")
            )

    def _is_started_at_once(self):
        """Somebody looks at type and customer first: the chat knows neither surely."""
        return not self.origin_channel_id and super()._is_started_at_once()

    def action_open_livechat(self):
        """Show the conversation from which the request came."""
        self.check_access("read")
        Store(bus_channel=self.env.user).add(
            self.origin_channel_id, extra_fields={"open_chat_window": True}
        ).bus_send()
