from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.im_livechat.tests.chatbot_common import ChatbotCase


@tagged("post_install", "-at_install")
class TestChatRequest(ChatbotCase):
    """Requests out of live chats, by operators and by bots."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "chat_clerk",
            "crm_gateway.group_request_user,im_livechat.im_livechat_group_user",
        )
        cls.owner = new_test_user(
            cls.env, "chat_owner", "crm_gateway.group_request_user"
        )
        cls.operator = new_test_user(
            cls.env, "chat_operator", "im_livechat.im_livechat_group_user"
        )
        cls.portal = new_test_user(cls.env, "chat_portal", "base.group_portal")
        cls.request_type = cls.env["crm.request.type"].create(
            {
                "name": "Chats",
                "user_id": cls.owner.id,
                "step_ids": [Command.create({"name": "Quote", "kind": "quotation"})],
            }
        )
        cls.human_channel = cls.env["im_livechat.channel"].create(
            {"name": "Humans", "user_ids": [Command.set(cls.clerk.ids)]}
        )

    def _talk(self, login=None):
        """Let a visitor start a chat with the clerk; return its channel."""
        self.env["mail.presence"]._update_presence(self.clerk)
        self.authenticate(login, login)
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session",
            {"channel_id": self.human_channel.id, "persisted": True},
        )
        channel = self.env["discuss.channel"].browse(data["channel_id"])
        channel.message_post(body="I need boxes", message_type="comment")
        return channel

    def test_command(self):
        channel = self._talk().with_user(self.clerk)
        channel.execute_command_request(body="/request Two <b>hundred</b> boxes")
        request = channel.request_ids
        self.assertEqual(
            [request.name, request.channel, request.user_id, request.state],
            ["Two <b>hundred</b> boxes", "chat", self.clerk, "new"],
        )
        self.assertFalse(request.partner_id, "a visitor without a name")
        self.assertIn("I need boxes", request.description)
        self.assertTrue(channel.has_crm_request)

    def test_customer_who_is_logged_in(self):
        channel = self._talk("chat_portal").with_user(self.clerk)
        channel.execute_command_request(body="/request Boxes")
        self.assertEqual(channel.request_ids.partner_id, self.portal.partner_id)

    def test_command_without_subject(self):
        channel = self._talk().with_user(self.clerk)
        channel.execute_command_request(body="/request ")
        self.assertFalse(channel.request_ids)

    def test_who_may(self):
        channel = self._talk()
        for user in (self.operator, self.portal):
            with self.assertRaises(AccessError):
                channel.with_user(user).execute_command_request(body="/request Mine")
        with self.assertRaises(AccessError):
            # the desk reads no chat from which nothing came
            channel.with_user(self.owner).execute_command_request(body="/request X")
        group = self.env["discuss.channel"]._create_group(self.clerk.partner_id.ids)
        with self.assertRaises(UserError):
            group.with_user(self.clerk).execute_command_request(body="/request X")

    def test_desk_reads_the_chat_of_a_request(self):
        channel = self._talk()
        self.assertFalse(channel.with_user(self.owner).has_access("read"))
        channel.with_user(self.clerk).execute_command_request(body="/request Boxes")
        self.assertTrue(channel.with_user(self.owner).has_access("read"))
        self.assertFalse(channel.with_user(self.operator).has_access("write"))
        channel.request_ids.with_user(self.owner).action_open_livechat()
        with self.assertRaises(AccessError):
            channel.request_ids.with_user(self.operator).action_open_livechat()

    def test_desk_of_another_company_reads_no_chat(self):
        """What was said to one company is not for the other's desk."""
        channel = self._talk()
        channel.with_user(self.clerk).execute_command_request(body="/request Boxes")
        channel.message_post(body="A secret price", message_type="comment")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "chat_stranger",
            "crm_gateway.group_request_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        Channel = self.env["discuss.channel"].with_user(stranger)
        Member = self.env["discuss.channel.member"].with_user(stranger)
        self.assertFalse(channel.with_user(stranger).has_access("read"))
        self.assertFalse(Channel.search([("id", "=", channel.id)]))
        self.assertFalse(Member.search([("channel_id", "=", channel.id)]))
        with self.assertRaises(AccessError):
            channel.message_ids.with_user(stranger).read(["body"])
        # a request of their own company about it changes that
        self.env["crm.request"].create(
            {
                "name": "Boxes there",
                "type_id": self.request_type.id,
                "company_id": other.id,
                "origin_channel_id": channel.id,
            }
        )
        self.env.invalidate_all()
        self.assertTrue(channel.with_user(stranger).has_access("read"))
        self.assertTrue(Member.search([("channel_id", "=", channel.id)]))

    def test_customers_do_not_read_from_which_chat(self):
        channel = self._talk("chat_portal").with_user(self.clerk)
        channel.execute_command_request(body="/request Boxes")
        request = channel.request_ids.with_user(self.portal)
        self.assertTrue(request.read(["name"]))
        with self.assertRaises(AccessError):
            request.read(["origin_channel_id"])

    def test_nobody_reads_a_chat_by_naming_it(self):
        channel = self._talk()
        vals = {"name": "Mine", "type_id": self.request_type.id}
        with self.assertRaises(AccessError):
            self.env["crm.request"].with_user(self.owner).create(
                {**vals, "origin_channel_id": channel.id}
            )
        with self.assertRaises(AccessError):
            self.env["crm.request"].with_user(self.owner).with_context(
                default_origin_channel_id=channel.id
            ).create(vals)
        own = self.env["crm.request"].with_user(self.owner).create(vals)
        with self.assertRaises(AccessError):
            own.write({"origin_channel_id": channel.id})

    def test_bot(self):
        script = self.env["chatbot.script"].create({"title": "Boxes bot"})
        question, email, _end = self.env["chatbot.script.step"].create(
            [
                {
                    "chatbot_script_id": script.id,
                    "message": "What do you need?",
                    "step_type": "free_input_single",
                },
                {
                    "chatbot_script_id": script.id,
                    "message": "Your e-mail?",
                    "step_type": "question_email",
                },
                {
                    "chatbot_script_id": script.id,
                    "message": "Thank you!",
                    "step_type": "create_request",
                    "request_type_id": self.request_type.id,
                },
            ]
        )
        bots = self.env["im_livechat.channel"].create(
            {
                "name": "Bots",
                "rule_ids": [
                    Command.create({"regex_url": "/", "chatbot_script_id": script.id})
                ],
            }
        )
        self.authenticate(None, None)
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session",
            {"channel_id": bots.id, "chatbot_script_id": script.id},
        )
        channel = self.env["discuss.channel"].sudo().browse(data["channel_id"])
        self._post_answer_and_trigger_next_step(channel, "Two hundred boxes")
        self.assertEqual(channel.chatbot_current_step_id, email)
        self._post_answer_and_trigger_next_step(channel, email="omid@example.com")
        request = channel.request_ids
        self.assertEqual(
            [request.name, request.email_from, request.channel, request.state],
            ["Two hundred boxes", "omid@example.com", "chat", "new"],
        )
        self.assertEqual(
            [request.type_id, request.user_id, request.partner_id.ids],
            [self.request_type, self.owner, []],
        )
        self.assertIn("Two hundred boxes", request.description)
        request.with_user(self.owner).action_start()
        self.assertEqual(request.order_ids.partner_id.email, "omid@example.com")
