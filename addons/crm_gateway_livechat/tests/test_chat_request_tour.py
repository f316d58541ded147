from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.im_livechat.tests.common import TestImLivechatCommon


@tagged("post_install", "-at_install")
class TestChatRequestTour(TestImLivechatCommon):
    def test_operator_makes_a_request_of_a_chat(self):
        clerk = new_test_user(
            self.env,
            "chat_clerk",
            "crm_gateway.group_request_user,im_livechat.im_livechat_group_user",
        )
        humans = self.env["im_livechat.channel"].create(
            {"name": "Humans", "user_ids": [Command.set(clerk.ids)]}
        )
        self.env["mail.presence"]._update_presence(clerk)
        self.authenticate(None, None)
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session", {"channel_id": humans.id, "persisted": True}
        )
        channel = self.env["discuss.channel"].browse(data["channel_id"])
        channel.message_post(body="I need boxes", message_type="comment")
        self.start_tour(
            "/odoo/discuss", "crm_gateway_livechat_request", login=clerk.login
        )
        self.assertEqual(
            channel.request_ids.mapped(lambda r: (r.name, r.channel)),
            [("Two hundred boxes", "chat")],
        )
