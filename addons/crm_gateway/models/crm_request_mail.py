from odoo import api, models
from odoo.tools import email_normalize


class CrmRequestMail(models.Model):
    """Requests by e-mail, the acknowledgement, and the customer's answers."""

    _inherit = "crm.request"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the alias of a type becomes a request of that type."""
        values = {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "channel": "email",
            "email_from": msg_dict.get("from"),
            "partner_id": msg_dict.get("author_id"),
            "description": msg_dict.get("body"),
            **(custom_values or {}),
        }
        if not values.get("type_id"):
            values["type_id"] = self._default_type().id
        # whoever runs the mail server owns nothing
        request_type = self.env["crm.request.type"].browse(values["type_id"])
        values.setdefault("user_id", request_type.user_id.id)
        request = super().message_new(msg_dict, custom_values=values)
        request._acknowledge()
        return request

    def _acknowledge(self):
        """Tell the customer the number and where to follow the request."""
        template = self.env.ref(
            "crm_gateway.mail_template_request_received", raise_if_not_found=False
        )
        for request in self:
            if template and (request.partner_id.email or request.email_from):
                request.message_post_with_source(
                    template,
                    subtype_xmlid="mail.mt_comment",
                    email_layout_xmlid="mail.mail_notification_light",
                )

    def message_post(self, **kwargs):
        """Let customers who call this by RPC write in their own name, and no more.

        The portal's page comes with all rights, after its own checks.
        """
        if self.env.user.share and not self.env.su:
            kwargs = {
                # as text, whatever it claims to be
                "body": str(kwargs.get("body") or ""),
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            }
        return super().message_post(**kwargs)

    def _message_post_after_hook(self, message, msg_values):
        """Take up what waits for the customer; tell the owner of a late answer."""
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type in ("email", "comment"):
            for request in self.sudo():
                if request._is_from_customer(message):
                    request._customer_answered()
        return result

    def _is_from_customer(self, message):
        """Whether who wrote is the customer, be it somebody without a contact."""
        self.ensure_one()
        customer = self.commercial_partner_id
        if customer and message.author_id.commercial_partner_id == customer:
            return True
        sender = email_normalize(message.email_from, strict=False)
        return bool(sender) and sender == self.email_normalized

    def _customer_answered(self):
        self.ensure_one()
        if self.state == "waiting":
            self.action_resume()
        elif self.state in ("done", "cancelled") and self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("The customer wrote after the end"),
                user_id=self.user_id.id,
            )

    def _close_by_customer(self, author):
        """The customer needs nothing more: open steps end with the request.

        :param author: res.partner who says so
        """
        self.ensure_one()
        if self.is_open:
            self._say_as_customer(self.env._("Closed by the customer."), author)
            self.action_cancel()

    def _reopen_by_customer(self, author):
        """The customer is not content: the request comes back to its owner.

        :param author: res.partner who says so
        """
        self.ensure_one()
        if not self.is_open:
            self.action_reopen()
            self._say_as_customer(self.env._("Reopened by the customer."), author)

    def _say_as_customer(self, text, author):
        self.message_post(
            body=text, author_id=author.id, subtype_xmlid="mail.mt_comment"
        )
