from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.im_livechat.tests.chatbot_common import ChatbotCase


@tagged("post_install", "-at_install")
class TestChatComplaint(ChatbotCase):
    """Complaints out of live chats, by operators and by bots."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        operator = "im_livechat.im_livechat_group_user"
        cls.agent = new_test_user(
            cls.env, "chat_agent", f"crm_complaints.group_complaint_user,{operator}"
        )
        cls.operator = new_test_user(cls.env, "chat_operator", operator)
        cls.portal = new_test_user(cls.env, "chat_portal", "base.group_portal")
        team = cls.env["crm.complaint.team"].create(
            {
                "name": "Chats",
                "member_ids": [Command.create({"user_id": cls.agent.id})],
            }
        )
        cls.category = cls.env["crm.complaint.category"].create(
            {"name": "Said in chats", "team_id": team.id}
        )
        cls.humans = cls.env["im_livechat.channel"].create(
            {"name": "Humans", "user_ids": [Command.set(cls.agent.ids)]}
        )

    def _open_chat(self, channel, login=None, **params):
        self.env["mail.presence"]._update_presence(self.agent)
        self.authenticate(login, login)
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session", {"channel_id": channel.id, **params}
        )
        return self.env["discuss.channel"].sudo().browse(data["channel_id"])

    def _talk(self, login=None):
        channel = self._open_chat(self.humans, login, persisted=True)
        channel.message_post(body="The tea was cold", message_type="comment")
        return channel.sudo(False)

    def _find(self, name):
        return self.env["crm.complaint"].search([("name", "=", name)])

    def test_command(self):
        channel = self._talk().with_user(self.agent)
        channel.execute_command_complaint(body="/complaint ")
        channel.execute_command_complaint(body="/complaint Cold <b>tea</b>")
        complaint = self._find("Cold <b>tea</b>")
        self.assertEqual([complaint.channel, complaint.user_id], ["chat", self.agent])
        self.assertFalse(complaint.partner_id, "a visitor without a name")
        self.assertIn("The tea was cold", complaint.description)

    def test_erased_complaint_is_not_named_in_the_chat(self):
        channel = self._talk().with_user(self.agent)
        channel.execute_command_complaint(body="/complaint Cold")
        complaint = self._find("Cold").sudo()
        channel.sudo().message_post(body=f"Your number is {complaint.number}")
        self.assertEqual(complaint.chat_id, channel.sudo())
        with self.assertRaises(AccessError):
            complaint.with_user(self.agent).read(["chat_id"])
        complaint.state = "closed"
        complaint._erase()
        self.assertFalse(complaint.chat_id)
        said = " ".join(channel.sudo().message_ids.mapped("body"))
        self.assertNotIn(complaint.number, said)
        self.assertIn("The tea was cold", said, "the chat is the host's")

    def test_customer_who_is_logged_in(self):
        channel = self._talk("chat_portal").with_user(self.agent)
        channel.execute_command_complaint(body="/complaint Cold")
        self.assertEqual(self._find("Cold").partner_id, self.portal.partner_id)

    def test_who_may(self):
        channel = self._talk()
        for user in (self.operator, self.portal):
            with self.assertRaises(AccessError):
                channel.with_user(user).execute_command_complaint(body="/complaint X")
        group = self.env["discuss.channel"]._create_group(self.agent.partner_id.ids)
        with self.assertRaises(UserError):
            group.with_user(self.agent).execute_command_complaint(body="/complaint X")
        self.assertFalse(self._find("X"))

    def test_bot(self):
        script = self.env["chatbot.script"].create({"title": "Complaints bot"})
        self.env["chatbot.script.step"].create(
            [
                {"chatbot_script_id": script.id, **values}
                for values in (
                    {"message": "What happened?", "step_type": "free_input_single"},
                    {"message": "Your e-mail?", "step_type": "question_email"},
                    {
                        "message": "Thank you!",
                        "step_type": "create_complaint",
                        "complaint_category_id": self.category.id,
                    },
                )
            ]
        )
        rule = Command.create({"regex_url": "/", "chatbot_script_id": script.id})
        bots = self.env["im_livechat.channel"].create(
            {"name": "Bots", "rule_ids": [rule]}
        )
        channel = self._open_chat(bots, chatbot_script_id=script.id)
        self._post_answer_and_trigger_next_step(channel, "Cold\u202e tea")
        self._post_answer_and_trigger_next_step(channel, email="omid@example.com")
        complaint = self._find("Cold tea")
        self.assertEqual(
            [complaint.channel, complaint.category_id, complaint.state],
            ["chat", self.category, "acknowledged"],
        )
        self.assertEqual(complaint.email_from, "omid@example.com")
        self.assertFalse(complaint.partner_id)
        self.assertIn("Cold", complaint.description)
        said = " ".join(channel.message_ids.mapped("body"))
        self.assertIn(complaint.number, said)
        self.assertNotIn(complaint.access_token, said, "it goes by mail")
